import type { Round, RoundEvent, Scenario, ScenarioRun } from '#contract/scenario.ts'
import { configurationOf } from '#main/domain/scenarios/definition.ts'
import { AppError } from '#main/kernel/errors.ts'
import { createFeed, followToEnd, type Topic } from '#main/kernel/feed.ts'
import type { Clock, Log, Random } from '#main/kernel/ports.ts'
import type { PlayedRun } from '#main/services/scenarios/play.ts'
import type { ScenarioStore } from '#main/store/scenarios.ts'

/** Rounds of suites: at most two are played at once, the others wait in their order. Every run is kept as it comes out. */
export type Rounds = {
  readonly start: (suiteId: string, scenarios: readonly Scenario[], repeat: number) => Promise<Round>
  readonly watch: (id: string, signal: AbortSignal) => AsyncIterable<RoundEvent>
  /** Resolves when nothing of it is under way any more. */
  readonly cancel: (id: string) => Promise<Round>
  /** Resolves when all have ended. */
  readonly stop: () => Promise<void>
}

type Live = {
  readonly round: Pick<Round, 'id' | 'suiteId' | 'startedAt' | 'repeat' | 'total'>
  readonly scenarios: readonly Scenario[]
  readonly ending: AbortController
  readonly changed: Topic<RoundEvent | null>
  readonly over: PromiseWithResolvers<void>
  playing: string[]
}

const mostAtOnce = 2
const mostWaiting = 50

export function createRounds(ports: {
  readonly store: ScenarioStore
  readonly play: (scenario: Scenario, signal: AbortSignal) => Promise<PlayedRun>
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
}): Rounds {
  const { store, clock, random } = ports
  const live = new Map<string, Live>()
  const waiting: Live[] = []
  let running = 0
  let isStopping = false

  const now = async (one: Live): Promise<RoundEvent> => ({
    type: 'round',
    round: await store.round(one.round.id),
    playing: one.playing,
  })
  const tell = async (one: Live): Promise<void> => void one.changed.publish(await now(one))
  const set = async (one: Live, state: Round['state']): Promise<void> => {
    const isOver = state !== 'waiting' && state !== 'running'
    await store.putRound({ ...one.round, state, endedAt: isOver ? clock.now() : null })
    await tell(one)
  }
  const playOne = async (one: Live, scenario: Scenario): Promise<void> => {
    one.playing = [scenario.definition.title]
    await tell(one)
    const at = clock.now()
    const played = await ports.play(scenario, one.ending.signal)
    if (played.verdict === 'cancelled') return
    const run: ScenarioRun = {
      id: random.id('played_'),
      roundId: one.round.id,
      scenarioId: scenario.id,
      title: scenario.definition.title,
      at,
      configuration: configurationOf(scenario.definition),
      ...played,
    }
    await store.addRun(run, scenario.from?.conversationId ?? null)
    one.changed.publish({ type: 'run', run })
  }
  const perform = async (one: Live): Promise<void> => {
    const { signal } = one.ending
    try {
      if (!signal.aborted) await set(one, 'running')
      for (let time = 0; time < one.round.repeat; time += 1) {
        for (const scenario of one.scenarios) if (!signal.aborted) await playOne(one, scenario)
      }
      one.playing = []
      await set(one, !signal.aborted ? 'done' : isStopping ? 'interrupted' : 'cancelled')
    } catch (error) {
      // The suite was removed while it was played, or the disk gave way: what cannot be said now is found at the next start.
      ports.log('warn', 'scenarios.round_ended', { error })
      one.playing = []
      await set(one, 'interrupted').catch(() => {})
    } finally {
      live.delete(one.round.id)
      one.changed.publish(null)
      one.over.resolve()
    }
  }
  const takeNext = (): void => {
    while (running < mostAtOnce) {
      const next = waiting.shift()
      if (next === undefined) return
      running += 1
      void perform(next).finally(() => {
        running -= 1
        takeNext()
      })
    }
  }
  const end = (one: Live): Promise<void> => {
    one.ending.abort(new AppError('cancelled', 'The round was cancelled.'))
    const at = waiting.indexOf(one)
    if (at !== -1) {
      waiting.splice(at, 1)
      void perform(one)
    }
    return one.over.promise
  }

  return {
    start: async (suiteId, scenarios, repeat) => {
      if (scenarios.length === 0) throw new AppError('invalid_input', 'There is no scenario to play.')
      if (isStopping || live.size >= mostWaiting)
        throw new AppError('busy', `${live.size} rounds are waiting. Cancel one, or wait for it.`)
      const total = scenarios.length * repeat
      const round = { id: random.id('round_'), suiteId, startedAt: clock.now(), repeat, total }
      await store.putRound({ ...round, state: 'waiting', endedAt: null })
      const one: Live = {
        round,
        scenarios,
        ending: new AbortController(),
        changed: createFeed(),
        over: Promise.withResolvers(),
        playing: [],
      }
      live.set(round.id, one)
      waiting.push(one)
      takeNext()
      return store.round(round.id)
    },
    watch: async function* (id, signal) {
      const one = live.get(id)
      if (one === undefined) {
        yield { type: 'round', round: await store.round(id), playing: [] }
        return
      }
      yield* followToEnd(
        signal,
        () => now(one),
        one.changed,
        () => !live.has(id),
      )
    },
    cancel: async (id) => {
      const one = live.get(id)
      if (one !== undefined) await end(one)
      return store.round(id)
    },
    stop: async () => {
      isStopping = true
      await Promise.all([...live.values()].map(end))
    },
  }
}
