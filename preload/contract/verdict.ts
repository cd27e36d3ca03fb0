import { z } from 'zod'

/**
 * What becomes of a proposal, from free to forbidden; of several that apply the later one wins. dry_run stands above allow,
 * since nothing leaves the desk, and below ask, since nobody is asked either.
 */
export const verdicts = ['allow', 'dry_run', 'ask', 'ask_two', 'deny'] as const
export const VerdictSchema = z.enum(verdicts)
export type Verdict = z.infer<typeof VerdictSchema>

/** Why a proposal asks or goes by itself. Everything but the first two is absent in proposals stored before it existed. */
export const PolicyLineSchema = z.object({
  verdict: VerdictSchema,
  /** The rule that won, in words. */
  rule: z.string(),
  /** Its id where it is a rule of the document; null: floor, check or default of the tier. */
  ruleId: z.string().nullable().optional(),
  /** What else applied, strictest first. */
  runnersUp: z.array(z.object({ rule: z.string(), verdict: VerdictSchema })).optional(),
  /** Absent: as the channel has it. */
  undoSeconds: z.number().optional(),
  /** Null: never. Absent: as the tier has it. */
  expiresAt: z.number().nullable().optional(),
  /** An approval has to say why. */
  requireReason: z.boolean().optional(),
  /** Drawn for a second look, after it went by rule. */
  sampled: z.boolean().optional(),
  /** What is left of each budget once this has run, or which one is used up. */
  budgets: z.array(z.string()).optional(),
  /** What running by rule costs: all that is needed to count the budgets again from the ledger. */
  charges: z
    .array(z.object({ rule: z.string(), budget: z.string(), scope: z.string(), amount: z.number() }))
    .optional(),
  /** Version of the policy that was asked. */
  version: z.number().int().optional(),
})
export type PolicyLine = z.infer<typeof PolicyLineSchema>
