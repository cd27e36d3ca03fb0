import { z } from 'zod'
import { BotConfidenceSchema, BotSourceSchema } from '#contract/bot.ts'

/** The knowledge workshop: what could not be answered, what is written about it, and whether it is answered since. */
const Id = z.string().min(1).max(300)

/** Why a question counts as one that the knowledge does not answer. */
export const GapSignalKindSchema = z.enum([
  /** The service says that it had no answer. */
  'bot',
  /** The bot answered below the line somebody drew. */
  'under_line',
  /** The best passage the agent found was a poor one. */
  'low_score',
  /** It answered from no passage and no tool. */
  'no_source',
  /** A person added what no source says. */
  'edited',
  /** A person rejected it as a knowledge gap. */
  'rejected',
])
export type GapSignalKind = z.infer<typeof GapSignalKindSchema>

/** One time that a question was not answered from what is known. */
export const GapSignalSchema = z.object({
  /** The same each time it is read: of a proposal, or of a gap of the service. */
  key: Id,
  kind: GapSignalKindSchema,
  question: z.string(),
  /** How often: the service counts by itself. */
  times: z.number().int(),
  at: z.number(),
  conversationId: z.number().int().nullable(),
  proposalId: z.string().nullable(),
  botGapId: z.string().nullable(),
  confidence: z.number().nullable(),
  /** From the proposal to the decision, where a person edited or rejected it; fifteen minutes at most. Null: not measured. */
  effortMs: z.number().nullable(),
  /** Tokens of the turn that was in vain; null: not known. */
  tokens: z.number().nullable(),
  /** What a person wrote in its place and sent. */
  humanAnswer: z.string().nullable(),
})
export type GapSignal = z.infer<typeof GapSignalSchema>

export const KnowledgeGapSchema = z.object({
  id: Id,
  state: z.enum(['open', 'resolved', 'ignored']),
  /** The question that is most like all of them. */
  question: z.string(),
  /** Words they have in common. */
  words: z.array(z.string()),
  count: z.number().int(),
  conversations: z.number().int(),
  effortMs: z.number(),
  tokens: z.number(),
  lastAt: z.number(),
  bestConfidence: z.number().nullable(),
  /** Newest first. */
  signals: z.array(GapSignalSchema),
  humanAnswers: z.number().int(),
  /** A draft somebody began from it. */
  draftId: z.string().nullable(),
  documentId: z.string().nullable(),
})
export type KnowledgeGap = z.infer<typeof KnowledgeGapSchema>

/** What the bot says to a question at a moment. */
export const AskedAnswerSchema = z.object({
  question: z.string(),
  at: z.number(),
  text: z.string(),
  answered: z.boolean().nullable(),
  confidence: BotConfidenceSchema.nullable(),
  sources: z.array(BotSourceSchema),
  /** Why there is no answer; null: there is one. */
  trouble: z.string().nullable(),
})
export type AskedAnswer = z.infer<typeof AskedAnswerSchema>

/** A document as somebody still writes it: anything may be missing. */
export const DocumentTextSchema = z.object({
  externalId: z.string().max(500).nullable(),
  title: z.string().max(1_000),
  content: z.string().max(1_000_000),
  url: z.string().max(4_096).nullable(),
  language: z.string().max(35).nullable(),
  tags: z.array(z.string().min(1).max(100)).max(100),
  active: z.boolean(),
})
export type DocumentText = z.infer<typeof DocumentTextSchema>

export const KnowledgeDraftSchema = z.object({
  id: Id,
  text: DocumentTextSchema,
  /** Of the service, where it changes a document that is there. */
  documentId: z.string().nullable(),
  version: z.number().int().nullable(),
  gapKeys: z.array(Id).max(2_000),
  botGapIds: z.array(Id).max(200),
  /** Asked of the bot before it is published, and again after. */
  questions: z.array(z.string().max(10_000)).max(5),
  before: z.array(AskedAnswerSchema),
  createdAt: z.number(),
  updatedAt: z.number(),
  /** Published by it, or on its way. */
  proposalId: z.string().nullable(),
})
export type KnowledgeDraft = z.infer<typeof KnowledgeDraftSchema>

export const DocumentFindingSchema = z.object({
  level: z.enum(['error', 'warn']),
  message: z.string(),
  /** Line of the content, from 1; null: it is about all of it. */
  line: z.number().int().nullable(),
})
export type DocumentFinding = z.infer<typeof DocumentFindingSchema>

/** What became of the questions once the document was in the index. Kept over a restart, and goes on after it. */
export const RetestSchema = z.object({
  id: Id,
  proposalId: z.string(),
  draftId: z.string(),
  documentId: z.string(),
  title: z.string(),
  /** indexing: the service has it, and does not answer from it yet · asking · done · failed: it was not indexed */
  state: z.enum(['indexing', 'asking', 'done', 'failed']),
  /** Why it waits or failed; null: it does not. */
  trouble: z.string().nullable(),
  startedAt: z.number(),
  endedAt: z.number().nullable(),
  gapKeys: z.array(Id),
  botGapIds: z.array(Id),
  questions: z.array(
    z.object({ question: z.string(), before: AskedAnswerSchema.nullable(), after: AskedAnswerSchema.nullable() }),
  ),
})
export type Retest = z.infer<typeof RetestSchema>

export const SyncChangeSchema = z.object({
  kind: z.enum(['add', 'change', 'delete', 'same']),
  externalId: z.string(),
  title: z.string(),
  documentId: z.string().nullable(),
  /** Of all that is sent; empty for a delete. */
  hash: z.string(),
  bytes: z.number().int(),
})
export type SyncChange = z.infer<typeof SyncChangeSchema>

export const SyncPlanSchema = z.object({
  id: Id,
  folder: z.string(),
  /** Without what is the same. */
  changes: z.array(SyncChangeSchema),
  same: z.number().int(),
  /** Files that are not sent, and why. */
  skipped: z.array(z.object({ path: z.string(), reason: z.string() })),
})
export type SyncPlan = z.infer<typeof SyncPlanSchema>

export const SyncRunSchema = z.object({
  proposalId: z.string(),
  folder: z.string(),
  total: z.number().int(),
  /** Taken by the service, and done there. */
  taken: z.number().int(),
  done: z.number().int(),
  failed: z.number().int(),
  errors: z.array(z.string()),
  state: z.enum(['running', 'done', 'stopped']),
  startedAt: z.number(),
  endedAt: z.number().nullable(),
})
export type SyncRun = z.infer<typeof SyncRunSchema>

export const KnowledgeActSchema = z.discriminatedUnion('act', [
  z.object({ act: z.literal('publish'), draftId: Id }),
  z.object({ act: z.literal('delete_document'), id: Id }),
  /** None named: all. */
  z.object({ act: z.literal('reindex'), ids: z.array(Id).max(500) }),
  /** `deletes`: external ids of those that were ticked. */
  z.object({ act: z.literal('sync'), planId: Id, deletes: z.array(z.string().max(500)).max(20_000) }),
])
export type KnowledgeAct = z.infer<typeof KnowledgeActSchema>
