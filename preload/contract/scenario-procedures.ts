import { z } from 'zod'
import { command, feed, query } from '#contract/procedure.ts'
import {
  DefinitionSchema,
  RoundEventSchema,
  RoundSchema,
  ScenarioFiguresSchema,
  ScenarioRunSchema,
  ScenarioSchema,
  SuiteSchema,
} from '#contract/scenario.ts'

const Nothing = z.object({})
const Id = z.object({ id: z.string().min(1).max(200) })
const SuiteId = z.string().min(1).max(200)
const Limit = z.number().int().min(1).max(200)

/** Suites of scenarios, played through the same gate as the playground: nothing leaves, nothing is written to the ledger. */
export const scenarios = {
  suites: query(Nothing, z.object({ suites: z.array(SuiteSchema) })),
  /** Where a voice agent is the one that answers. */
  ofAgent: query(
    z.object({ agentId: z.string().max(200) }),
    z.object({ suites: z.array(z.object({ id: SuiteId, name: z.string(), scenarioIds: z.array(SuiteId) })) }),
  ),
  /** A suite with its scenarios in their order, each with its figures and its newest runs, newest first (at most 20). */
  suite: query(
    Id,
    z.object({
      suite: SuiteSchema,
      scenarios: z.array(
        z.object({ scenario: ScenarioSchema, figures: ScenarioFiguresSchema, runs: z.array(ScenarioRunSchema) }),
      ),
      /** Newest first, at most 20. */
      rounds: z.array(RoundSchema),
    }),
  ),
  /** Makes one where `id` is null. Throws `conflict` where another has the name. */
  saveSuite: command(
    z.object({
      id: SuiteId.nullable(),
      name: z.string().trim().min(1).max(200),
      about: z.string().max(4000).default(''),
    }),
    SuiteSchema,
  ),
  /** With its scenarios and their history. */
  removeSuite: command(Id, Nothing),
  /** "Save as test" of the playground, and every change of a scenario. Makes one where `id` is null. Patterns are checked: throws `invalid_input` with the field. */
  save: command(
    z.object({
      id: SuiteId.nullable(),
      suiteId: SuiteId,
      definition: DefinitionSchema,
      /** The stored conversation its items were copied from: what is redacted or erased there is redacted and erased here. */
      conversationId: z.number().int().nullable().default(null),
    }),
    ScenarioSchema,
  ),
  remove: command(Id, Nothing),
  /**
   * A rejected or edited proposal as a test: the conversation up to the turn, played by the side that is nearest to who proposed.
   * Rejected: that call with those arguments, or those words, must not come again. Edited: the call has to come as it was corrected;
   * corrected words are put down in `about`, and what the person took out must not be said. `suiteId` null: the suite "Lessons",
   * made where it is missing. Throws `invalid_input` where it was neither rejected nor edited.
   */
  fromProposal: command(z.object({ proposalId: z.string().max(200), suiteId: SuiteId.nullable() }), ScenarioSchema),
  /** A suite as a file; see docs/playground.md. */
  export: query(Id, z.object({ name: z.string(), text: z.string() })),
  /** Adds a suite from a file; where the name is taken it gets a number. Throws `invalid_input` with the place in the file. */
  /** `transient`: whoever imports it removes it; where they did not, the next start of the desk does. */
  import: command(z.object({ text: z.string().max(20_000_000), transient: z.boolean().optional() }), SuiteSchema),
  /** Plays a suite, or the scenarios named. At most two rounds at once: others wait in their order. */
  start: command(
    z.object({
      suiteId: SuiteId,
      scenarioIds: z.array(SuiteId).max(1000).nullable().default(null),
      repeat: z.number().int().min(1).max(50).default(1),
    }),
    RoundSchema,
  ),
  /** Ends when the round does. First the round as it stands, then every run as it comes out. */
  watch: feed(Id, RoundEventSchema),
  cancel: command(Id, RoundSchema),
  round: query(Id, z.object({ round: RoundSchema, runs: z.array(ScenarioRunSchema) })),
  /** Older runs of a scenario, newest first. */
  runs: query(
    z.object({ scenarioId: SuiteId, before: z.string().max(200).nullable().default(null), limit: Limit.default(50) }),
    z.object({ runs: z.array(ScenarioRunSchema), before: z.string().nullable() }),
  ),
} as const
