import { z } from 'zod'
import {
  LatelySchema,
  PolicyDiffSchema,
  PolicyFactsSchema,
  PolicyPreviewSchema,
  PolicyViewSchema,
  ReviewSchema,
  SuggestionSchema,
  RuleSchema,
  type PolicyDocumentSchema,
} from '#contract/policy.ts'
import { SimulationSchema } from '#contract/policy-simulation.ts'
import { command, query } from '#contract/procedure.ts'
import { PolicyLineSchema } from '#contract/verdict.ts'

/** Read strictly once they have arrived, so that what is wrong is told by the name of the rule and the place in it. */
const GivenDocument = z.custom<z.input<typeof PolicyDocumentSchema>>()
const GivenRule = z.custom<z.input<typeof RuleSchema>>()
const Nothing = z.object({})

export const policies = {
  get: query(Nothing, PolicyViewSchema),
  /** `basedOn`: the version it was made from. Another floor is refused unless `floor` says that it is meant. */
  save: command(
    z.object({ document: GivenDocument, basedOn: z.number().int().min(0), floor: z.boolean().optional() }),
    PolicyViewSchema,
  ),
  /** A rule as it is being written. */
  preview: query(z.object({ rule: GivenRule }), PolicyPreviewSchema),
  diff: query(z.object({ document: GivenDocument }), PolicyDiffSchema),
  simulate: query(z.object({ rule: GivenRule, last: z.number().int().min(1).max(1_000_000) }), SimulationSchema),
  /** Over the last thirty days. */
  lately: query(Nothing, LatelySchema),
  /** A rule for proposals like this one, with all of its scope spelled out; it is not saved. */
  draft: query(z.object({ proposalId: z.string() }), RuleSchema),
  suggestions: query(z.object({}), z.object({ suggestions: z.array(SuggestionSchema) })),
  /** The rule of this id is not suggested again; false: it may be. */
  dismiss: command(z.object({ ruleId: RuleSchema.shape.id, dismissed: z.boolean() }), Nothing),
  /** What the policy in force, or the document given, says about a proposal that is none. */
  test: query(z.object({ facts: PolicyFactsSchema, document: GivenDocument.optional() }), PolicyLineSchema),
  reviewQueue: query(
    z.object({
      /** Only what nobody has looked at. */
      open: z.boolean(),
      cursor: z.string().max(200).nullable(),
      limit: z.number().int().min(1).max(200),
    }),
    z.object({ items: z.array(ReviewSchema), next: z.string().nullable(), open: z.number().int() }),
  ),
  /** bad: suspends the rules that let it through. */
  review: command(
    z.object({ proposalId: z.string(), outcome: z.enum(['seen', 'ok', 'bad']), note: z.string().max(2000) }),
    ReviewSchema,
  ),
} as const
