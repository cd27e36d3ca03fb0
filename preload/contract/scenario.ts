import { z } from 'zod'
import { CostSchema } from '#contract/model.ts'
import { TextItemSchema } from '#contract/playground.ts'
import { SideSchema } from '#contract/playground-step.ts'
import { JsonSchema } from '#contract/tool.ts'

/**
 * A scenario: what is said to whom, what its tools give, and what has to come of it. docs/playground.md says how one is written as
 * a file and how figures are counted.
 */
const Name = z.string().min(1).max(200)
const Pointer = z.string().max(500)

export const ValueMatcherSchema = z.discriminatedUnion('is', [
  /** There, whatever it is. */
  z.object({ is: z.literal('any') }),
  z.object({ is: z.literal('equals'), value: JsonSchema }),
  /** Every field named is there and fits in turn; more may be. Of a list: each element given is found in it. */
  z.object({ is: z.literal('subset'), value: JsonSchema }),
  /** RE2, found anywhere in the value as text. */
  z.object({ is: z.literal('regex'), pattern: z.string().min(1).max(1000) }),
  /** A number, or text that is one; both ends belong to it. */
  z.object({ is: z.literal('range'), min: z.number().nullable(), max: z.number().nullable() }),
])
export type ValueMatcher = z.infer<typeof ValueMatcherSchema>

/** `at`: JSON pointer into the arguments; empty: all of them. All of a list have to fit; an empty list fits everything. */
export const ArgumentMatchersSchema = z.array(z.object({ at: Pointer, match: ValueMatcherSchema })).max(50)

export const TextMatcherSchema = z.object({
  text: z.string().min(1).max(2000),
  /** False: the words as they are, without regard to case and to how they are spaced. True: RE2, also without regard to case. */
  regex: z.boolean().default(false),
})
export type TextMatcher = z.infer<typeof TextMatcherSchema>

export const ExpectationsSchema = z.object({
  /** Calls that have to be made. ordered: in this order, others may stand between; any: in whatever order. */
  calls: z
    .array(z.object({ tool: Name, arguments: ArgumentMatchersSchema.default([]) }))
    .max(100)
    .default([]),
  order: z.enum(['ordered', 'any']).default('ordered'),
  /** No calls but those. */
  noOthers: z.boolean().default(false),
  /** Calls that must not be made; without matchers: that tool never. */
  neverCalls: z
    .array(z.object({ tool: Name, arguments: ArgumentMatchersSchema.default([]) }))
    .max(100)
    .default([]),
  /** Looked for in all words it says from the start of the scenario to its end. */
  says: z.array(TextMatcherSchema).max(50).default([]),
  neverSays: z.array(TextMatcherSchema).max(50).default([]),
  /** Answers it may take; then it is stopped, and has failed. */
  mostSteps: z.number().int().min(1).max(50).default(8),
  /** reply: its last answer is words and no call · escalate, close: it called that tool. */
  ends: z.enum(['any', 'reply', 'escalate', 'close']).default('any'),
})
export type Expectations = z.infer<typeof ExpectationsSchema>

/** What a tool gives where the arguments fit: the first entry that does and is not used up. Where none does: simulated. */
export const GivenResultSchema = z.object({
  tool: Name,
  arguments: ArgumentMatchersSchema.default([]),
  result: JsonSchema,
  /** How often; null: as often as it is asked for. */
  times: z.number().int().min(1).max(100).nullable().default(null),
})

export const DefinitionSchema = z.object({
  title: z.string().min(1).max(300),
  /** What it is for, in plain words. */
  about: z.string().max(4000).default(''),
  side: SideSchema,
  /** The conversation up to where it is played from. Copied: what happens to a stored conversation later changes nothing. */
  items: z.array(TextItemSchema).min(1).max(5000),
  results: z.array(GivenResultSchema).max(100).default([]),
  expect: ExpectationsSchema.prefault({}),
})
export type Definition = z.infer<typeof DefinitionSchema>

/** A suite as a file: docs/playground.md. What has a default may be left out. */
export const SuiteFileSchema = z.object({
  format: z.literal('countersign-scenarios'),
  version: z.literal(1),
  suite: z.object({ name: z.string().trim().min(1).max(200), about: z.string().max(4000).default('') }),
  scenarios: z.array(DefinitionSchema).max(1000),
})
export type SuiteFile = z.infer<typeof SuiteFileSchema>

/** passed, failed: it was judged · could_not_run: the service, a key or the network stood in the way · cancelled */
export const ScenarioVerdictSchema = z.enum(['passed', 'failed', 'could_not_run', 'cancelled'])
export type ScenarioVerdict = z.infer<typeof ScenarioVerdictSchema>

export const ScenarioFiguresSchema = z.object({
  /** Judged runs that count: of the newest configuration, at most the last 20. */
  runs: z.number().int(),
  /** Share of them that passed; null: there are none. */
  passRate: z.number().nullable(),
  /** Changes between pass and fail from one to the next, of all there could be; null: fewer than two. */
  flakeRate: z.number().nullable(),
})
export type ScenarioFigures = z.infer<typeof ScenarioFiguresSchema>

export const ScenarioSchema = z.object({
  id: z.string(),
  suiteId: z.string(),
  definition: DefinitionSchema,
  /** Where it comes from; null: written by hand, saved from the playground, or out of a file. */
  from: z.object({ conversationId: z.number().int(), proposalId: z.string().nullable() }).nullable(),
  createdAt: z.number(),
  updatedAt: z.number(),
})
export type Scenario = z.infer<typeof ScenarioSchema>

/** How one expectation came out: "Calls refund_order with …", passed or not, and what was found instead. */
export const ExpectationResultSchema = z.object({
  label: z.string(),
  passed: z.boolean(),
  detail: z.string().nullable(),
})
export type ExpectationResult = z.infer<typeof ExpectationResultSchema>

/** One scenario played once. */
export const ScenarioRunSchema = z.object({
  id: z.string(),
  roundId: z.string(),
  scenarioId: z.string(),
  title: z.string(),
  at: z.number(),
  verdict: ScenarioVerdictSchema,
  /** Equal for runs of an equal definition: side, items, results and expectations. */
  configuration: z.string(),
  expectations: z.array(ExpectationResultSchema),
  calls: z.array(z.object({ tool: z.string(), arguments: z.string(), given: z.string() })),
  /** All words it said, answer by answer. */
  text: z.string(),
  /** Answers it took. */
  steps: z.number().int(),
  /** The model that answered; empty: none did. */
  model: z.string(),
  inputTokens: z.number(),
  outputTokens: z.number(),
  cost: CostSchema,
  ms: z.number(),
  /** Why it could not run; null: it did. */
  trouble: z.string().nullable(),
})
export type ScenarioRun = z.infer<typeof ScenarioRunSchema>

export const SuiteSchema = z.object({
  id: z.string(),
  name: z.string().min(1).max(200),
  about: z.string().max(4000),
  createdAt: z.number(),
  scenarios: z.number().int(),
  /** Of all its scenarios together. */
  figures: ScenarioFiguresSchema,
})
export type Suite = z.infer<typeof SuiteSchema>

/** One play of a suite, or of some of its scenarios, each as often as was asked. */
export const RoundSchema = z.object({
  id: z.string(),
  suiteId: z.string(),
  /** interrupted: the desk stopped while it ran. */
  state: z.enum(['waiting', 'running', 'done', 'cancelled', 'interrupted']),
  startedAt: z.number(),
  endedAt: z.number().nullable(),
  repeat: z.number().int(),
  /** Runs there will be, and how those there were came out. */
  total: z.number().int(),
  passed: z.number().int(),
  failed: z.number().int(),
  couldNotRun: z.number().int(),
})
export type Round = z.infer<typeof RoundSchema>

/** `run`: one has come out. `playing`: titles of those that are played at this moment. */
export const RoundEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('round'), round: RoundSchema, playing: z.array(z.string()) }),
  z.object({ type: z.literal('run'), run: ScenarioRunSchema }),
])
export type RoundEvent = z.infer<typeof RoundEventSchema>
