import { z } from 'zod'
import { ChannelSchema } from '#contract/conversation.ts'
import { ProposalKindSchema, ProposalStateSchema, WakeEventSchema } from '#contract/proposal.ts'
import { RiskSchema } from '#contract/tool.ts'

export const QueueMarkSchema = z.enum([
  'edited',
  'guardrail',
  'rejected_before',
  'duplicate',
  'was_sending',
  /** An argument repeats what the customer wrote. */
  'from_customer',
  /** An argument stands nowhere before. */
  'invented',
  /** An amount, date or link in the words that nothing supports. */
  'unsourced',
  /** It is only simulated, whoever signs it. */
  'dry_run',
])
export type QueueMark = z.infer<typeof QueueMarkSchema>

/**
 * Why a row stands where it does: by when somebody should have looked, and what makes it so. The moment is absolute: as
 * time passes nothing changes places.
 */
export const UrgencySchema = z.object({
  band: z.enum(['checking', 'hold', 'due']),
  cause: z.enum(['unknown', 'hold', 'reply', 'expiry', 'tier', 'later']),
  at: z.number(),
})
export type Urgency = z.infer<typeof UrgencySchema>

/** A row of the queue: what a person needs to choose what to look at next. */
export const QueueItemSchema = z.object({
  id: z.string(),
  /** What was proposed first has the smaller number. */
  seq: z.number().int(),
  conversationId: z.number().int(),
  kind: ProposalKindSchema,
  tool: z.string(),
  risk: RiskSchema,
  state: ProposalStateSchema,
  title: z.string(),
  customer: z.string(),
  channel: ChannelSchema,
  tags: z.array(z.string()),
  waitingSince: z.number().nullable(),
  proposedAt: z.number(),
  expiresAt: z.number().nullable(),
  snoozed: z.object({ until: z.number().nullable(), event: WakeEventSchema.nullable() }).nullable(),
  bundleSize: z.number().int(),
  /** What is particular about it, or null: "may have happened", "guardrail", "rejected before" … */
  reason: z.string().nullable(),
  marks: z.array(QueueMarkSchema),
  /** Proposals with the same text here ask for the same thing; null: it is like no other. */
  ask: z.string().nullable(),
  urgency: UrgencySchema,
})
export type QueueItem = z.infer<typeof QueueItemSchema>
