import { z } from 'zod'

/** What a rule would have done with decisions that were made. */
const OutcomesSchema = z.object({
  /** Approved as proposed, by a person or a rule. */
  unchanged: z.number().int(),
  edited: z.number().int(),
  rejected: z.number().int(),
  undone: z.number().int(),
  /** A person answered in the tool's place. */
  answered: z.number().int(),
})
export type Outcomes = z.infer<typeof OutcomesSchema>

/** Past values of the number that the rule bounds, bounded or not. */
const SpreadSchema = z.object({
  pointer: z.string(),
  /** The tool shows it as money. */
  money: z.boolean(),
  /** As the tool's sentence names it, or else all of the calls; null: not known, or several. */
  currency: z.string().nullable(),
  /** From `from` up to, not including, `to`; in order, without the empty ones. */
  bins: z.array(
    z.object({
      from: z.number(),
      to: z.number(),
      /** Whether the rule would take them. A bound can lie within a bin. */
      inside: z.boolean(),
      outcomes: OutcomesSchema,
    }),
  ),
  /** Larger than the last bin. */
  beyond: z.number().int(),
})
export type Spread = z.infer<typeof SpreadSchema>

export const SimulationSchema = z.object({
  /** Decisions looked at, newest `last`. */
  considered: z.number().int(),
  /** Of those: what the rule would meet whatever its number is; the same as matched where it bounds none. */
  scope: z.number().int(),
  /** When the first and the last of these were decided. */
  from: z.number().nullable(),
  to: z.number().nullable(),
  matched: z.number().int(),
  /** Of those: what no budget, floor or stricter rule would have held back. */
  wouldRun: z.number().int(),
  /** Stored without something the rule asks about. */
  unclear: z.number().int(),
  /** Days (UTC) on which a budget of the rule held something back. */
  limitDays: z.number().int(),
  /** Days (UTC, by their beginning) on which something would have run or been held back by a budget of the rule; null: it has none. */
  days: z.array(z.object({ at: z.number(), ran: z.number().int(), stopped: z.number().int() })).nullable(),
  /** What held the others back, most often first. */
  heldBack: z.array(z.object({ rule: z.string(), count: z.number().int() })),
  conflicts: z.array(
    z.object({
      proposalId: z.string(),
      title: z.string(),
      customer: z.string(),
      /** The number that the rule bounds, as it was proposed. */
      value: z.number().nullable(),
      /** The number that a person put in its place. */
      became: z.number().nullable(),
      /** What a person did instead; approved: a rule that refuses would have refused it. */
      how: z.enum(['edited', 'rejected', 'undone', 'approved']),
      at: z.number(),
      wouldRun: z.boolean(),
    }),
  ),
  /** All of them, where the list is shortened. */
  conflictCount: z.number().int(),
  /** Null: the rule bounds no number. */
  spread: SpreadSchema.nullable(),
  /** The largest bound with which the rule meets no conflict, and how many it then meets; null: there is none, or no need. */
  free: z.object({ value: z.number(), matched: z.number().int() }).nullable(),
})
export type Simulation = z.infer<typeof SimulationSchema>
