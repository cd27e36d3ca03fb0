import { z } from 'zod'
import { command, query } from '#contract/procedure.ts'
import { CheckSchema, ProposalKindSchema, ProposalStateSchema, SentencePartSchema } from '#contract/proposal.ts'
import { ArgumentsSchema, RiskSchema } from '#contract/tool.ts'

/** Several proposals signed in one go, each by a decision of its own. */
const most = 100

/** A line of the table that stands before the signature. What is sent back names exactly this version. */
export const TogetherRowSchema = z.object({
  id: z.string(),
  conversationId: z.number().int(),
  revision: z.number().int(),
  argsHash: z.string(),
  fingerprint: z.string(),
  customer: z.string(),
  tool: z.string(),
  kind: ProposalKindSchema,
  risk: RiskSchema,
  mode: z.enum(['live', 'dry_run']),
  sentence: z.array(SentencePartSchema),
  arguments: ArgumentsSchema,
  checks: z.array(CheckSchema),
  /** The rule that asks, in words. */
  policy: z.string(),
  /** Why it is not signed with the others; null: it is. */
  excluded: z.string().nullable(),
})
export type TogetherRow = z.infer<typeof TogetherRowSchema>

const SeenSchema = z.object({
  id: z.string(),
  revision: z.number().int(),
  argsHash: z.string(),
  fingerprint: z.string(),
})

/** What became of one line: signed, or why it was not. */
export const TogetherResultSchema = z.object({
  id: z.string(),
  /** Null: it was not signed. */
  state: ProposalStateSchema.nullable(),
  /** Until then it can be taken back. */
  dueAt: z.number().nullable(),
  why: z.string().nullable(),
})
export type TogetherResult = z.infer<typeof TogetherResultSchema>

export const together = {
  /** How each of them stands now. Decides nothing. */
  look: query(
    z.object({ ids: z.array(z.string().max(200)).max(most) }),
    z.object({ rows: z.array(TogetherRowSchema) }),
  ),
  /** One decision after the other, each judged again at its moment. */
  sign: command(
    z.object({ rows: z.array(SeenSchema).min(1).max(most) }),
    z.object({ results: z.array(TogetherResultSchema) }),
  ),
} as const
