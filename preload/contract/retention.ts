import { z } from 'zod'
import { ChannelSchema } from '#contract/conversation.ts'

/** What goes for good by its age. Nothing does before somebody made a rule and turned it on. */
export const RetentionRuleSchema = z.object({
  id: z.string().min(1).max(60),
  name: z.string().trim().min(1).max(80),
  on: z.boolean(),
  /** recordings: only the sound of calls · conversations: all of them, sound included. */
  what: z.enum(['recordings', 'conversations']).default('recordings'),
  /** Closed, and without a message for so many days. */
  days: z.number().int().min(1).max(36_500),
  channel: ChannelSchema.nullable(),
  /** helpdesk: written by one · call: held here · import: taken in. */
  source: z.enum(['helpdesk', 'call', 'import']).nullable(),
  /** Of the helpdesk or of this desk. */
  tag: z.string().trim().min(1).max(60).nullable(),
})
export type RetentionRule = z.infer<typeof RetentionRuleSchema>

const Count = z.number().int().min(0)

/**
 * What one rule would remove now. A conversation belongs to the first rule about conversations that it meets, a recording that
 * stays then to the first about recordings.
 */
export const RetentionShareSchema = z.object({
  rule: RetentionRuleSchema,
  conversations: Count,
  recordings: Count,
  /** What goes with the conversations. */
  within: z.object({ messages: Count, actions: Count, notes: Count, scores: Count }),
  oldest: z.number().nullable(),
  newest: z.number().nullable(),
  examples: z.array(z.object({ id: Count, title: z.string(), at: z.number() })).readonly(),
})
export type RetentionShare = z.infer<typeof RetentionShareSchema>

export const RetentionPreviewSchema = z.object({
  kind: z.literal('retention_preview'),
  shares: z.array(RetentionShareSchema).readonly(),
  /** Would go by their age, and stay: held, open, or with an action that is not settled. */
  held: Count,
  unsettled: Count,
  /** Copies that no rule touches: folders among the exports, and backups made before. */
  exports: z.array(z.string()).readonly(),
  backups: Count,
})
export type RetentionPreview = z.infer<typeof RetentionPreviewSchema>

export const RetentionRunSchema = z.object({
  kind: z.literal('retention'),
  at: z.number(),
  by: z.string(),
  /** begun: under way, or stopped in the middle; the next run goes on with it. */
  state: z.enum(['begun', 'cancelled', 'done']).default('done'),
  removed: z.array(z.object({ rule: z.string(), conversations: Count.default(0), recordings: Count })),
  /** Could not be removed now; the next run tries again. */
  failed: Count,
})
export type RetentionRun = z.infer<typeof RetentionRunSchema>

export const LegalHoldSchema = z.object({
  conversationId: z.number().int(),
  title: z.string(),
  by: z.string(),
  why: z.string(),
  at: z.number(),
})
export type LegalHold = z.infer<typeof LegalHoldSchema>
