import { z } from 'zod'
import {
  AgentActSchema,
  AgentChangedSchema,
  AgentChangeSchema,
  ConsentSchema,
  NumberActSchema,
  ReviewSchema,
} from '#contract/agent-act.ts'
import {
  AgentConfigurationSchema,
  AgentCountsSchema,
  AgentFindingSchema,
  AgentProblemSchema,
  AgentRowSchema,
  AgentTemplateSchema,
  AgentVersionSchema,
  AgentViewSchema,
  FieldDifferenceSchema,
  PhoneNumberSchema,
} from '#contract/agent.ts'
import { command, feed, query } from '#contract/procedure.ts'
import { ProposalSchema } from '#contract/proposal.ts'
import { ArgumentsSchema, ParametersSchema } from '#contract/tool.ts'

/**
 * Voice agents and phone numbers, as windows and the command line ask for them. Reading asks the service each time and keeps
 * what it finds as a version. `propose` is the only thing that changes anything outside: it puts a person's act into the
 * ledger, signed by them, and answers at once; what comes of it is told by `agents.watch` and `proposals.get`.
 *
 * Errors of reading: `missing_secret` (no key, `data.secret` is "xai"), `unauthorised`, `forbidden` (the key may not use
 * agents), `not_found`, `rate_limited`, `unreachable` …, each with a sentence that can be shown as it is.
 */
const Nothing = z.object({})
const OfAgent = z.object({ id: z.string().min(1).max(200) })

export const agents = {
  /** `unreadable`: how many the service listed that nobody here can read. */
  list: query(Nothing, z.object({ agents: z.array(AgentRowSchema), unreadable: z.number().int() })),
  get: query(OfAgent, AgentViewSchema),
  /** Of the last thirty days, from what is kept here: asks nobody outside. */
  counts: query(Nothing, AgentCountsSchema),
  templates: query(Nothing, z.object({ templates: z.array(AgentTemplateSchema) })),
  /** What is wrong with a draft, and what somebody should have seen. Asks nobody outside: fit for every keystroke. */
  inspect: query(
    z.object({ draft: AgentConfigurationSchema }),
    z.object({ problems: z.array(AgentProblemSchema), findings: z.array(AgentFindingSchema) }),
  ),
  /** Arguments that fit a schema, for the live form of a tool. `issues`: why none could be made, or what is wrong with the schema. */
  sample: query(
    z.object({ parameters: ParametersSchema }),
    z.object({ arguments: ArgumentsSchema, issues: z.array(z.string()) }),
  ),
  /** Newest first. Agents that were deleted keep theirs. */
  versions: query(
    OfAgent.extend({ before: z.number().int().nullable(), limit: z.number().int().min(1).max(200) }),
    z.object({ versions: z.array(AgentVersionSchema), before: z.number().int().nullable() }),
  ),
  version: query(
    OfAgent.extend({ version: z.number().int() }),
    z.object({ version: AgentVersionSchema, configuration: AgentConfigurationSchema }),
  ),
  /** What `to` has otherwise than `from`. */
  diff: query(
    OfAgent.extend({ from: z.number().int(), to: z.number().int() }),
    z.object({ differences: z.array(FieldDifferenceSchema) }),
  ),
  /** A draft that would make the agent as it was then: show it, then `propose` it like any other change. */
  restore: query(
    OfAgent.extend({ version: z.number().int() }),
    z.object({ change: AgentChangeSchema, differences: z.array(FieldDifferenceSchema) }),
  ),
  /** What proposing it would mean. */
  review: query(AgentActSchema, ReviewSchema),
  /**
   * Signed by the person who asks; waits for a second one where a rule says so. Refused: `invalid_input` (with `data.pointer`:
   * "/typed", "/reason" or a place in the draft, and `data.problems`), `blocked` (a rule, or an obstacle), `changed` (changed
   * elsewhere since `base`; `review` has both sides), `conflict`.
   */
  propose: command(z.object({ act: AgentActSchema, consent: ConsentSchema }), ProposalSchema),
  /** What happens to people's acts about agents and numbers, from now on. */
  watch: feed(Nothing, AgentChangedSchema),
} as const

export const numbers = {
  list: query(Nothing, z.object({ numbers: z.array(PhoneNumberSchema), unreadable: z.number().int() })),
  get: query(z.object({ id: z.string().min(1).max(200) }), PhoneNumberSchema),
  review: query(NumberActSchema, ReviewSchema),
  /** As `agents.propose`. `conflict` with `data.holder` ({id, name}) where another agent has the number: offer `move`. */
  propose: command(z.object({ act: NumberActSchema, consent: ConsentSchema }), ProposalSchema),
} as const
