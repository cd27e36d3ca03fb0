import type { AppContract } from '#contract/index.ts'
import type { ModelList } from '#contract/model.ts'
import type { Definition, Scenario, Suite } from '#contract/scenario.ts'
import { checkDefinition } from '#main/domain/scenarios/definition.ts'
import { figuresOf, figuresOfSuite } from '#main/domain/scenarios/figures.ts'
import { freeName, readSuite, writeSuite } from '#main/domain/scenarios/file.ts'
import { scenarioFrom } from '#main/domain/scenarios/from-proposal.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Desk } from '#main/services/desk.ts'
import { replayOf } from '#main/services/playground/replay.ts'
import { playScenario } from '#main/services/scenarios/play.ts'
import { createRounds } from '#main/services/scenarios/rounds.ts'
import { sampleSuite } from '#main/services/scenarios/sample.ts'
import type { SuiteRow } from '#main/store/scenarios.ts'
import type { Handlers } from '#rpc/serve.ts'

/** Suites as they are kept, changed, taken along and played. */
export type ScenariosOfDesk = {
  readonly handlers: Handlers<Pick<AppContract, 'scenarios'>>
  readonly stop: () => Promise<void>
}

const lessons = 'Lessons'
const sampled = 'scenarios.sampled'
const transients = 'scenarios.transient'
const shownRuns = 20

export function createScenariosOfDesk(parts: {
  readonly desk: Desk
  readonly list: () => Promise<ModelList>
  /** The sample company: a newcomer finds a suite there. */
  readonly sample: boolean
}): ScenariosOfDesk {
  const { desk, list } = parts
  const { clock, random, log } = desk
  const store = desk.store.scenarios
  const rounds = createRounds({
    store,
    play: ({ definition }, signal) => playScenario({ desk, list }, definition, signal),
    clock,
    random,
    log,
  })

  const addSuite = async (name: string, about: string, isTransient = false): Promise<SuiteRow> => {
    const row = { id: random.id('suite_'), name, about, createdAt: clock.now() }
    // Marked first: what is there and not marked would stay.
    if (isTransient) await desk.store.settings.put(transients, [...(await transient()), row.id])
    await store.putSuite(row)
    return row
  }
  const add = async (suiteId: string, definitions: readonly Definition[], from: Scenario['from']) => {
    const at = clock.now()
    const made = definitions.map((definition): Scenario => ({
      id: random.id('scenario_'),
      suiteId,
      definition,
      from,
      createdAt: at,
      updatedAt: at,
    }))
    await store.put(made)
    return made
  }
  const viewOf = async (row: SuiteRow): Promise<Suite> => {
    const outcomes = await store.outcomes(row.id)
    const { length } = await store.scenarios(row.id)
    return { ...row, scenarios: length, figures: figuresOfSuite(outcomes.map((one) => one.outcomes)) }
  }
  /** Suites that nobody wants to keep: what a process left that was killed goes with the next start. */
  const transient = async (): Promise<readonly string[]> => {
    const ids = await desk.store.settings.get(transients)
    return Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : []
  }
  const removeSuite = async (id: string): Promise<void> => {
    await store.removeSuite(id)
    const left = await transient()
    if (left.includes(id))
      await desk.store.settings.put(
        transients,
        left.filter((one) => one !== id),
      )
  }
  const sweep = async (): Promise<void> => {
    const left = await transient()
    if (left.length === 0) return
    const known = new Set((await store.suites()).map(({ id }) => id))
    for (const id of left) if (known.has(id)) await store.removeSuite(id)
    await desk.store.settings.remove(transients)
  }
  const importSuite = async (text: string, isTransient = false): Promise<Suite> => {
    const { suite, scenarios } = readSuite(text)
    const taken = (await store.suites()).map(({ name }) => name)
    const row = await addSuite(freeName(suite.name, taken), suite.about, isTransient)
    await add(row.id, scenarios, null)
    return viewOf(row)
  }
  const suiteNamed = async (name: string, about: string): Promise<SuiteRow> =>
    (await store.suites()).find((suite) => suite.name.toLowerCase() === name.toLowerCase()) ?? addSuite(name, about)

  /** Before the first question: what the last stop cut short, and the suite of the sample company, once. */
  let beginning: Promise<void> | null = null
  const begun = (): Promise<void> =>
    (beginning ??= begin().catch((thrown: unknown) => {
      // The next question tries again.
      beginning = null
      throw thrown
    }))
  const begin = async (): Promise<void> => {
    await store.interrupt(clock.now())
    await sweep()
    if (!parts.sample || (await desk.store.settings.get(sampled)) !== null) return
    await desk.store.settings.put(sampled, true)
    await importSuite(writeSuite(sampleSuite()))
  }
  /** Each question waits for the beginning. */
  const after =
    <A extends readonly unknown[], T>(work: (...given: A) => Promise<T>) =>
    async (...given: A): Promise<T> => {
      await begun()
      return work(...given)
    }

  const handlers: Handlers<AppContract['scenarios']> = {
    suites: after(async () => ({ suites: await Promise.all((await store.suites()).map(viewOf)) })),
    ofAgent: after(async ({ agentId }) => {
      const suites = await Promise.all(
        (await store.suites()).map(async ({ id, name }) => ({
          id,
          name,
          scenarioIds: (await store.scenarios(id))
            .filter(({ definition: { side } }) => side.kind === 'voice_agent' && side.agentId === agentId)
            .map((scenario) => scenario.id),
        })),
      )
      return { suites: suites.filter(({ scenarioIds }) => scenarioIds.length > 0) }
    }),
    suite: after(async ({ id }) => {
      const suite = await viewOf(await store.suite(id))
      const outcomes = new Map((await store.outcomes(id)).map((one) => [one.scenarioId, one.outcomes]))
      const scenarios = await Promise.all(
        (await store.scenarios(id)).map(async (scenario) => ({
          scenario,
          figures: figuresOf(outcomes.get(scenario.id) ?? []),
          runs: [...(await store.runs(scenario.id, null, shownRuns))],
        })),
      )
      return { suite, scenarios, rounds: [...(await store.rounds(id, shownRuns))] }
    }),
    saveSuite: after(async ({ id, name, about }) => {
      if (id === null) return viewOf(await addSuite(name, about))
      const row = { ...(await store.suite(id)), name, about }
      await store.putSuite(row)
      return viewOf(row)
    }),
    removeSuite: after(async ({ id }) => {
      await removeSuite(id)
      return {}
    }),
    save: after(async ({ id, suiteId, definition, conversationId }) => {
      checkDefinition(definition)
      const from = conversationId === null ? null : { conversationId, proposalId: null }
      if (id === null) {
        await store.suite(suiteId)
        const [made] = await add(suiteId, [definition], from)
        if (made === undefined) throw new AppError('internal', 'Nothing was saved.')
        return made
      }
      const before = await store.scenario(id)
      await store.put([{ ...before, suiteId, definition, from: before.from ?? from, updatedAt: clock.now() }])
      return store.scenario(id)
    }),
    remove: after(async ({ id }) => {
      await store.remove(id)
      return {}
    }),
    fromProposal: after(async ({ proposalId, suiteId }) => {
      const proposal = await desk.store.ledger.get(proposalId)
      const { conversationId, turnId } = proposal
      const { items, side } = await replayOf(desk, { conversationId, point: turnId, before: true })
      if (side === null) throw new AppError('invalid_input', 'No agent is configured that could play it.')
      const definition = scenarioFrom(proposal, items, side)
      const suite = suiteId ?? (await suiteNamed(lessons, 'Made of what was rejected or edited.')).id
      const [made] = await add(suite, [definition], { conversationId, proposalId })
      if (made === undefined) throw new AppError('internal', 'Nothing was saved.')
      return made
    }),
    export: after(async ({ id }) => {
      const { name, about } = await store.suite(id)
      const scenarios = (await store.scenarios(id)).map(({ definition }) => definition)
      const file = name
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
        .slice(0, 80)
      const text = writeSuite({ format: 'countersign-scenarios', version: 1, suite: { name, about }, scenarios })
      return { name: `${file}.scenarios.json`, text }
    }),
    import: after(({ text, transient: isTransient }) => importSuite(text, isTransient)),
    start: after(async ({ suiteId, scenarioIds, repeat }) => {
      await store.suite(suiteId)
      const all = await store.scenarios(suiteId)
      const unknown = scenarioIds?.find((id) => !all.some((scenario) => scenario.id === id))
      if (unknown !== undefined) throw new AppError('not_found', 'There is no such scenario in this suite.')
      const chosen = scenarioIds === null ? all : all.filter(({ id }) => scenarioIds.includes(id))
      return rounds.start(suiteId, chosen, repeat)
    }),
    watch: async function* ({ id }, { signal }) {
      await begun()
      yield* rounds.watch(id, signal)
    },
    cancel: after(({ id }) => rounds.cancel(id)),
    round: after(async ({ id }) => ({ round: await store.round(id), runs: [...(await store.runsOfRound(id))] })),
    runs: after(async ({ scenarioId, before, limit }) => {
      const found = await store.runs(scenarioId, before, limit + 1)
      const runs = found.slice(0, limit)
      return { runs, before: found.length > limit ? (runs.at(-1)?.id ?? null) : null }
    }),
  }
  return { handlers: { scenarios: handlers }, stop: rounds.stop }
}
