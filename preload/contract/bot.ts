import { z } from 'zod'
import { ArgumentsSchema, JsonSchema, ParametersSchema } from '#contract/tool.ts'

/**
 * BestChatbot, "the bot": what it answers, knows, was asked and can do, in one form whatever the service wrote. Times are
 * milliseconds since 1970; null is what the service did not say.
 */
const Id = z.string().min(1).max(200)
const Moment = z.number().nullable()
const Count = z.number().int().min(0)

/** What a key of the service can be good for. */
export const BotScopeSchema = z.enum([
  'query',
  'kb:read',
  'kb:write',
  'conversations:read',
  'actions:read',
  'actions:write',
])
export type BotScope = z.infer<typeof BotScopeSchema>

/** How sure the bot says it is: for whoever answers, never for the customer. Said as word, fraction or percentage; here both. */
export const BotConfidenceSchema = z.object({
  value: z.number().min(0).max(1),
  label: z.enum(['high', 'medium', 'low']),
})
export type BotConfidence = z.infer<typeof BotConfidenceSchema>

export const BotSourceSchema = z.object({
  documentId: z.string().nullable(),
  title: z.string().nullable(),
  url: z.string().nullable(),
  excerpt: z.string(),
  score: z.number().nullable(),
})
export type BotSource = z.infer<typeof BotSourceSchema>

export const BotTurnSchema = z.object({ role: z.enum(['user', 'assistant']), content: z.string().max(100_000) })
export type BotTurn = z.infer<typeof BotTurnSchema>

/** A monthly quota that is nearly used up, as a header said it. Where nobody could read it, `raw` alone says what it was. */
export const BotWarningSchema = z.object({
  quota: z.string().nullable(),
  used: z.number().nullable(),
  limit: z.number().nullable(),
  resetsAt: Moment,
  raw: z.string(),
  at: z.number(),
})
export type BotWarning = z.infer<typeof BotWarningSchema>

export const BotAnswerSchema = z.object({
  text: z.string(),
  sources: z.array(BotSourceSchema),
  /** listed: the answer names its sources, or names none on purpose · missing: it had no list of them at all. */
  sourcing: z.enum(['listed', 'missing']),
  confidence: BotConfidenceSchema.nullable(),
  /** Null: it did not say. */
  answered: z.boolean().nullable(),
  /** Name it in the next question, and the bot remembers. */
  conversationId: z.string().nullable(),
  messageId: z.string().nullable(),
  /** What the bot did on its own while it answered. */
  actions: z.array(z.object({ runId: z.string().nullable(), actionId: z.string().nullable(), status: z.string() })),
  model: z.string().nullable(),
  latencyMs: z.number(),
  requestId: z.string().nullable(),
  warnings: z.array(BotWarningSchema),
})
export type BotAnswer = z.infer<typeof BotAnswerSchema>

export const BotDocumentStateSchema = z.enum(['queued', 'processing', 'indexed', 'failed', 'deleting', 'unknown'])

export const BotDocumentSchema = z.object({
  id: z.string(),
  /** Ours, where it was made from here: what it is found again by. */
  externalId: z.string().nullable(),
  title: z.string(),
  /** Null: a list leaves it out. */
  content: z.string().nullable(),
  contentType: z.string(),
  url: z.string().nullable(),
  language: z.string().nullable(),
  tags: z.array(z.string()),
  /** False: kept, and used in no answer. */
  active: z.boolean(),
  state: BotDocumentStateSchema,
  error: z.string().nullable(),
  version: z.number().int().nullable(),
  chunks: Count.nullable(),
  bytes: Count.nullable(),
  createdAt: Moment,
  updatedAt: Moment,
  indexedAt: Moment,
})
export type BotDocument = z.infer<typeof BotDocumentSchema>

/** What somebody writes into the knowledge base. */
export const BotDocumentDraftSchema = z.object({
  externalId: z.string().max(500).nullable(),
  title: z.string().min(1).max(1_000),
  content: z.string().min(1).max(5_000_000),
  contentType: z.string().max(100).default('text/markdown'),
  url: z.string().max(4_096).nullable(),
  language: z.string().max(35).nullable(),
  tags: z.array(z.string().min(1).max(100)).max(100),
  active: z.boolean(),
})
export type BotDocumentDraft = z.infer<typeof BotDocumentDraftSchema>

export const BotJobStateSchema = z.enum(['queued', 'running', 'succeeded', 'partially_failed', 'failed'])

export const BotJobSchema = z.object({
  id: z.string(),
  kind: z.string(),
  state: BotJobStateSchema,
  total: Count,
  done: Count,
  failed: Count,
  errors: z.array(z.string()),
  createdAt: Moment,
  finishedAt: Moment,
})
export type BotJob = z.infer<typeof BotJobSchema>

export const BotKnowledgeStatusSchema = z.object({
  documents: Count,
  indexed: Count,
  queued: Count,
  failed: Count,
  bytes: Count,
  lastIndexedAt: Moment,
})
export type BotKnowledgeStatus = z.infer<typeof BotKnowledgeStatusSchema>

/** A question the bot could not answer. */
export const BotGapSchema = z.object({
  id: z.string(),
  question: z.string(),
  normalized: z.string().nullable(),
  count: Count,
  conversationIds: z.array(z.string()),
  bestConfidence: BotConfidenceSchema.nullable(),
  state: z.enum(['open', 'resolved', 'ignored']),
  firstSeenAt: Moment,
  lastSeenAt: Moment,
  documentId: z.string().nullable(),
})
export type BotGap = z.infer<typeof BotGapSchema>

export const BotConversationSchema = z.object({
  id: z.string(),
  channel: z.string(),
  user: z.object({ id: z.string().nullable(), email: z.string().nullable(), name: z.string().nullable() }),
  messages: Count,
  startedAt: Moment,
  lastMessageAt: Moment,
  resolved: z.boolean().nullable(),
  escalated: z.boolean().nullable(),
  minConfidence: BotConfidenceSchema.nullable(),
})
export type BotConversation = z.infer<typeof BotConversationSchema>

export const BotTranscriptSchema = z.object({
  conversation: BotConversationSchema,
  messages: z.array(
    z.object({
      id: z.string().nullable(),
      role: z.enum(['user', 'assistant', 'system']),
      content: z.string(),
      confidence: BotConfidenceSchema.nullable(),
      sources: z.array(BotSourceSchema),
      createdAt: Moment,
    }),
  ),
})
export type BotTranscript = z.infer<typeof BotTranscriptSchema>

export const BotActionSchema = z.object({
  id: z.string(),
  /** shopify, stripe, calendly, custom … */
  provider: z.string(),
  name: z.string(),
  description: z.string(),
  enabled: z.boolean(),
  needsUserToken: z.boolean(),
  /** True also where the service does not say. */
  mutates: z.boolean(),
  parameters: ParametersSchema,
})
export type BotAction = z.infer<typeof BotActionSchema>

export const BotRunSchema = z.object({
  id: z.string(),
  actionId: z.string().nullable(),
  state: z.enum(['queued', 'running', 'succeeded', 'failed']),
  dryRun: z.boolean(),
  input: ArgumentsSchema,
  output: JsonSchema,
  error: z.string().nullable(),
  startedAt: Moment,
  finishedAt: Moment,
  conversationId: z.string().nullable(),
})
export type BotRun = z.infer<typeof BotRunSchema>

/** `limit` null: unlimited. */
export const BotMeterSchema = z.object({ used: z.number(), limit: z.number().nullable() })
export type BotMeter = z.infer<typeof BotMeterSchema>

export const BotUsageSchema = z.object({
  period: z.object({ start: Moment, end: Moment }),
  plan: z.string().nullable(),
  /** Questions by API and by the widget count together. */
  queries: BotMeterSchema.extend({ api: z.number().nullable(), widget: z.number().nullable() }).nullable(),
  knowledgeBytes: BotMeterSchema.nullable(),
  connectedActions: BotMeterSchema.nullable(),
  requestsPerMinute: z.number().nullable(),
})
export type BotUsage = z.infer<typeof BotUsageSchema>

export const BotKeySchema = z.object({
  id: z.string().nullable(),
  name: z.string().nullable(),
  prefix: z.string().nullable(),
  scopes: z.array(z.string()),
  createdAt: Moment,
  lastUsedAt: Moment,
})
export type BotKey = z.infer<typeof BotKeySchema>

/** Whose the question is. pasted: a token somebody put in by hand. customer: one that the company's own endpoint gives out. */
export const BotUserSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('pasted'), token: z.string().min(1).max(20_000) }),
  z.object({ kind: z.literal('customer'), id: Id.nullable(), email: z.string().max(320).nullable() }),
])
export type BotUser = z.infer<typeof BotUserSchema>
