import { z } from 'zod'
import { BotJobSchema, BotKeySchema, BotScopeSchema, BotUsageSchema, BotWarningSchema } from '#contract/bot.ts'
import { SecretStatusSchema } from '#contract/settings.ts'

/** How the desk stands with the bot: connection, limits of its key, and what it still works on. */

export const BotLimitsSchema = z.object({
  /** Per minute, for all who use this key from here; `assumed` until the service said so. */
  perMinute: z.number(),
  assumed: z.boolean(),
  /** Of the present window; null while nothing has been asked in it. */
  remaining: z.number().nullable(),
  resetsAt: z.number().nullable(),
  /** How many requests wait for their turn. */
  waiting: z.number().int(),
  /** The service said 429: nobody asks before then. */
  pausedUntil: z.number().nullable(),
  /** A monthly quota is used up: what counts against it is not asked before then. */
  exhausted: z.array(z.object({ group: z.enum(['query', 'knowledge', 'actions']), until: z.number() })),
  warnings: z.array(BotWarningSchema),
})
export type BotLimits = z.infer<typeof BotLimitsSchema>

/** A write the service works on in its own time, as far as it is known. Kept over a restart. */
export const BotTaskSchema = z.object({
  job: BotJobSchema,
  /** What it is about, in words. */
  title: z.string(),
  documentIds: z.array(z.string()),
  proposalId: z.string().nullable(),
  submittedAt: z.number(),
  /** When it was last asked after. */
  checkedAt: z.number().nullable(),
  /** Why nothing newer is known; null: it is known. `lost`: the service does not have this job any more. */
  trouble: z.object({ code: z.string(), message: z.string(), lost: z.boolean() }).nullable(),
})
export type BotTask = z.infer<typeof BotTaskSchema>

export const BotStatusSchema = z.object({
  /** none: no address · no_key · unchecked · ok · trouble: the last thing asked of it failed */
  state: z.enum(['none', 'no_key', 'unchecked', 'ok', 'trouble']),
  /** One sentence; empty when ok. */
  message: z.string(),
  lastOkAt: z.number().nullable(),
  limits: BotLimitsSchema,
  /** Newest first. */
  tasks: z.array(BotTaskSchema),
  /** As last read, with when; null: never. */
  usage: z.object({ usage: BotUsageSchema, at: z.number() }).nullable(),
  /** Its warning was put away by a person until it changes. */
  bannerDismissed: z.boolean(),
})
export type BotStatus = z.infer<typeof BotStatusSchema>

export const BotCheckSchema = z.object({
  ok: z.boolean(),
  /** One sentence: who answered, or what was refused and what to do. */
  summary: z.string(),
  latencyMs: z.number(),
  /** What answered: the description of the key, the usage, or a question of one word. Null: nothing did. */
  by: z.enum(['key', 'usage', 'query']).nullable(),
  key: BotKeySchema.nullable(),
  /** `held` null: the service does not tell. */
  scopes: z.array(z.object({ scope: BotScopeSchema, held: z.boolean().nullable(), use: z.string() })),
  /** Scopes nobody here needs. */
  more: z.array(z.string()),
  usage: BotUsageSchema.nullable(),
  secret: SecretStatusSchema.nullable(),
})
export type BotCheck = z.infer<typeof BotCheckSchema>
