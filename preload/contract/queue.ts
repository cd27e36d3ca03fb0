import { z } from 'zod'
import { ChannelSchema } from '#contract/conversation.ts'
import { command, feed, query } from '#contract/procedure.ts'
import { ProposalStateSchema } from '#contract/proposal.ts'
import { QueueItemSchema, QueueMarkSchema } from '#contract/queue-item.ts'
import { RiskSchema } from '#contract/tool.ts'

/** What waits for a person: in which views, in what order, cut down by which filter. */

/** Each thing that waits stands in one of checking, money, replies and other; what was put off stands in later alone. */
export const QueueViewSchema = z.enum(['all', 'checking', 'money', 'replies', 'other', 'later'])
export type QueueView = z.infer<typeof QueueViewSchema>

export const QueueOrderSchema = z.enum(['urgency', 'newest', 'oldest', 'risk'])
export type QueueOrder = z.infer<typeof QueueOrderSchema>

/** All of what is named must hold; of several values of one kind any will do. Empty: everything. */
export const QueueFilterSchema = z
  .object({
    risks: z.array(RiskSchema).max(5).optional(),
    tools: z.array(z.string().min(1).max(200)).max(50).optional(),
    channels: z.array(ChannelSchema).max(6).optional(),
    /** Tags of the conversation in the helpdesk. */
    tags: z.array(z.string().min(1).max(200)).max(50).optional(),
    marks: z.array(QueueMarkSchema).max(10).optional(),
    /** Part of the title or of the customer's name, capitals or not. */
    text: z.string().max(200).optional(),
  })
  .strict()
export type QueueFilter = z.infer<typeof QueueFilterSchema>

/** A filter somebody gave a name: a view of its own, with its own count. */
export const SplitSchema = z
  .object({ id: z.string().min(1).max(64), name: z.string().trim().min(1).max(40), filter: QueueFilterSchema })
  .strict()
export type Split = z.infer<typeof SplitSchema>

export const ArrangementSchema = z
  .object({ order: QueueOrderSchema.default('urgency'), splits: z.array(SplitSchema).max(20).default([]) })
  .strict()
export type Arrangement = z.infer<typeof ArrangementSchema>

export const CountsSchema = z.object({
  all: z.number().int(),
  checking: z.number().int(),
  money: z.number().int(),
  replies: z.number().int(),
  other: z.number().int(),
  later: z.number().int(),
  byRisk: z.tuple([z.number().int(), z.number().int(), z.number().int(), z.number().int(), z.number().int()]),
  /** Of each saved filter, by its id. */
  splits: z.record(z.string(), z.number().int()),
  /** Proposed at of the oldest, or null. */
  oldest: z.number().nullable(),
})
export type Counts = z.infer<typeof CountsSchema>

/** `matching`: how many the view holds that the filter lets through. */
const counted = { counts: CountsSchema, matching: z.number().int() }

const QueueEventSchema = z.discriminatedUnion('type', [
  /** First event: the first page of the view and all counts. */
  z.object({
    type: z.literal('snapshot'),
    seq: z.number().int(),
    items: z.array(QueueItemSchema),
    next: z.string().nullable(),
    ...counted,
  }),
  z.object({ type: z.literal('changed'), seq: z.number().int(), item: QueueItemSchema, ...counted }),
  /** Not in this view any more, or never was. */
  z.object({ type: z.literal('left'), seq: z.number().int(), id: z.string(), state: ProposalStateSchema, ...counted }),
])
export type QueueEvent = z.infer<typeof QueueEventSchema>

const Limit = z.number().int().min(1).max(200)
const asked = { view: QueueViewSchema, filter: QueueFilterSchema.optional(), order: QueueOrderSchema.optional() }

export const inbox = {
  page: query(
    z.object({ ...asked, cursor: z.string().max(200).nullable(), limit: Limit }),
    z.object({ items: z.array(QueueItemSchema), next: z.string().nullable(), ...counted }),
  ),
  queue: feed(z.object({ ...asked, limit: Limit }), QueueEventSchema),
  /** Tools and tags of what waits, for whoever writes a filter. */
  facets: query(z.object({}), z.object({ tools: z.array(z.string()), tags: z.array(z.string()) })),
  /** The order of the queue and its saved filters, from now on and for everybody at this desk. */
  arrange: command(ArrangementSchema, ArrangementSchema),
} as const
