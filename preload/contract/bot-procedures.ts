import { z } from 'zod'
import { ConsentSchema, ReviewSchema } from '#contract/agent-act.ts'
import { BotConnectionSchema } from '#contract/bot-connection.ts'
import { BotCheckSchema, BotStatusSchema, BotTaskSchema } from '#contract/bot-status.ts'
import {
  BotActionSchema,
  BotAnswerSchema,
  BotConversationSchema,
  BotDocumentSchema,
  BotDocumentStateSchema,
  BotGapSchema,
  BotKnowledgeStatusSchema,
  BotRunSchema,
  BotTranscriptSchema,
  BotTurnSchema,
  BotUsageSchema,
  BotUserSchema,
} from '#contract/bot.ts'
import { BotRunWishSchema } from '#contract/bot-run.ts'
import { command, feed, query, sensitive } from '#contract/procedure.ts'
import { ProposalSchema } from '#contract/proposal.ts'
import { SecretValueSchema } from '#contract/settings.ts'

/**
 * The bot as windows and the command line ask for it. Reading asks the service each time, at the pace its key allows.
 * Nothing here changes a document or runs an action: what does goes through the ledger.
 *
 * Errors: `missing_secret` (`data.secret` is "bot"), `unauthorised`, `forbidden` (`data.scope` names the missing scope; or the
 * plan has no API), `quota_exhausted` (`data.resetsAt`), `rate_limited`, `too_large`, `conflict`, `protocol` (an answer nobody
 * documented), `unreachable` …, each with a sentence that can be shown as it is.
 */
const Nothing = z.object({})
const Of = z.object({ id: z.string().min(1).max(200) })
const paging = {
  limit: z.number().int().min(1).max(200).default(50),
  cursor: z.string().max(2_000).nullable().default(null),
}
const between = { from: z.number().nullable().default(null), to: z.number().nullable().default(null) }

/** `unreadable`: how many entries of the page nobody here can read. */
const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), next: z.string().nullable(), unreadable: z.number().int() })

export const BotQuestionSchema = z.object({
  message: z.string().min(1).max(50_000),
  /** Of the bot; null: a new one. */
  conversationId: z.string().max(200).nullable().default(null),
  history: z.array(BotTurnSchema).max(200).default([]),
  context: z.record(z.string(), z.string()).default({}),
  user: BotUserSchema.nullable().default(null),
})

export const bot = {
  /** As it is known; asks nobody. */
  status: query(Nothing, BotStatusSchema),
  watch: feed(Nothing, BotStatusSchema),
  /** The banner goes until what it warns of changes. */
  dismissWarning: command(Nothing, Nothing),
  /** Asks the service what the stored key is good for. A refused key is an answer, not an error. */
  check: command(Nothing, BotCheckSchema),
  /** The same with what is not stored yet. Empty words stand for what is stored. */
  checkCandidate: sensitive(
    command(
      z.object({
        connection: BotConnectionSchema,
        key: SecretValueSchema.nullable(),
        header: SecretValueSchema.nullable(),
      }),
      BotCheckSchema,
    ),
  ),
  /** Counts against the quota. */
  ask: sensitive(command(BotQuestionSchema, BotAnswerSchema)),
  documents: query(
    z.object({
      ...paging,
      state: BotDocumentStateSchema.nullable().default(null),
      words: z.string().max(500).default(''),
    }),
    pageOf(BotDocumentSchema),
  ),
  document: query(Of, BotDocumentSchema),
  knowledge: query(Nothing, BotKnowledgeStatusSchema),
  tasks: query(Nothing, z.object({ tasks: z.array(BotTaskSchema) })),
  /** Takes those that are over off the list. */
  clearTasks: command(Nothing, Nothing),
  gaps: query(
    z.object({
      ...paging,
      ...between,
      state: z.enum(['open', 'resolved', 'ignored']).nullable().default(null),
    }),
    pageOf(BotGapSchema),
  ),
  conversations: query(
    z.object({
      ...paging,
      ...between,
      channel: z.string().max(100).nullable().default(null),
      answered: z.boolean().nullable().default(null),
    }),
    pageOf(BotConversationSchema),
  ),
  conversation: query(Of, BotTranscriptSchema),
  actions: query(Nothing, pageOf(BotActionSchema)),
  runs: query(Of.extend(paging), pageOf(BotRunSchema)),
  /** What running it would be, in its entirety. Nothing is proposed or sent by that. */
  reviewRun: command(BotRunWishSchema, ReviewSchema),
  /** Proposes it with this person's signature; it stands in its conversation and is run once, as everything that is signed. */
  proposeRun: command(z.object({ wish: BotRunWishSchema, consent: ConsentSchema }), ProposalSchema),
  usage: query(Nothing, BotUsageSchema),
} as const
