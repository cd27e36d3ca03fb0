import { z } from 'zod'
import { command, feed, query } from '#contract/procedure.ts'
import { ProposalStateSchema } from '#contract/proposal.ts'
import { ArgumentsSchema, RiskSchema } from '#contract/tool.ts'

/** The ledger as proof: is it as it was written, what happened, and all of it for somebody else. */
const AuditReportSchema = z.object({
  /** Nothing was found, and nothing had to be left unchecked. */
  ok: z.boolean(),
  events: z.number().int(),
  /** Events older than the seals; the first seal covers them as a whole. */
  before: z.number().int(),
  /** Events sealed with a key that this desk does not have any more: in order, but their content cannot be checked. */
  unknown: z.object({ from: z.number().int(), to: z.number().int() }).nullable(),
  /** The first entry that is not as it was written; what comes after it could not be checked. */
  broken: z.object({ seq: z.number().int(), proposalId: z.string().nullable(), what: z.string() }).nullable(),
  /** Proposals whose present state is not what their events add up to. */
  snapshots: z.array(z.string()),
  /** Places of the ledger that were written down outside the database, and when the newest was. */
  anchors: z.number().int(),
  anchoredAt: z.number().nullable(),
  /** Lines among them that nobody can read. */
  unreadable: z.number().int(),
  /** Where a backup took the ledger's place: it goes on after `seq`, and what came after that before is not in it. */
  replaced: z.array(z.object({ at: z.number(), seq: z.number().int(), lost: z.number().int() })),
})
export type AuditReport = z.infer<typeof AuditReportSchema>

const AuditCheckSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('progress'),
    /** First the entries are followed, then the proposals are added up. */
    what: z.enum(['entries', 'proposals']),
    done: z.number().int(),
    total: z.number().int(),
  }),
  z.object({ type: z.literal('report'), report: AuditReportSchema }),
])
export type AuditCheck = z.infer<typeof AuditCheckSchema>

/** What happened to a proposal. */
const ProposalEntrySchema = z.object({
  seq: z.number().int(),
  at: z.number(),
  type: z.string(),
  /** A person, "Agent", "Policy" or "Desk", and what they did, in words. */
  who: z.string(),
  summary: z.string(),
  proposalId: z.string(),
  conversationId: z.number().int(),
  customer: z.string(),
  title: z.string(),
  tool: z.string(),
  risk: RiskSchema,
  /** As it stands now. */
  state: ProposalStateSchema,
  /** Why it asked or went by itself. */
  rule: z.string(),
  proposed: ArgumentsSchema,
  /** What this event signs; null: it signs nothing. */
  signed: ArgumentsSchema.nullable(),
  /** What went out, once something did. */
  executed: ArgumentsSchema.nullable(),
})
export type ProposalEntry = z.infer<typeof ProposalEntrySchema>

/** That something was taken out for good, and why; what it said is nowhere. */
const RemovalEntrySchema = z.object({
  seq: z.number().int(),
  at: z.number(),
  /** redacted: words, sound, or older copies that still had them · erased: a whole conversation. */
  type: z.enum(['redacted', 'erased']),
  /** A person, or "Retention", and what they did, in words. */
  who: z.string(),
  summary: z.string(),
  proposalId: z.null(),
  /** Null: it is about no one conversation. */
  conversationId: z.number().int().nullable(),
  /** Null: the conversation is gone. */
  customer: z.string().nullable(),
  /** What kind of thing it was and how much. */
  title: z.string(),
  reason: z.string(),
})
export type RemovalEntry = z.infer<typeof RemovalEntrySchema>

const ActivityEntrySchema = z.union([ProposalEntrySchema, RemovalEntrySchema])
export type ActivityEntry = z.infer<typeof ActivityEntrySchema>

export const audit = {
  /** Reads the whole ledger; takes seconds on a large one. */
  verify: query(z.object({}), AuditReportSchema),
  /** The same, telling how far it is; it is given up when its reader stops. */
  check: feed(z.object({}), AuditCheckSchema),
  /** The newest entry, and again whenever there is a newer one. */
  head: feed(z.object({}), z.object({ seq: z.number().int() })),
  /**
   * Newest first. What was taken out has no tool, tier or state: a question for one of these leaves it out. A page may be short and still not be the last: `before` says where to go on.
   */
  activity: query(
    z.object({
      before: z.number().int().min(1).nullable(),
      limit: z.number().int().min(1).max(200),
      who: z.string().max(200).optional(),
      type: z.string().max(40).optional(),
      /** Any of these kinds, instead of one. */
      types: z.array(z.string().max(40)).max(30).optional(),
      tool: z.string().max(200).optional(),
      risk: RiskSchema.optional(),
      /** As the proposal stands now. */
      state: ProposalStateSchema.optional(),
    }),
    z.object({ entries: z.array(ActivityEntrySchema), before: z.number().int().nullable() }),
  ),
  /** Writes the whole ledger as lines of JSON; the first one tells how to verify it without this program. */
  export: command(
    z.object({}),
    z.object({ file: z.string(), bytes: z.number().int(), rows: z.number().int(), sha256: z.string() }),
  ),
} as const
