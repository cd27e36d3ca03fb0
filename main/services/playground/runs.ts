import type { ModelList } from '#contract/model.ts'
import type { Run, RunEvent, RunInput } from '#contract/playground.ts'
import { createFeed, snapshotThenEvents, type Topic } from '#main/kernel/feed.ts'
import { AppError, asAppError } from '#main/kernel/errors.ts'
import type { Clock, Random } from '#main/kernel/ports.ts'
import type { TextEngine, TextEvent } from '#main/clients/text-engine.ts'
import type { EngineOf } from '#main/services/playground/engines.ts'
import { toRequest, toResult } from '#main/services/playground/text-requests.ts'

/**
 * Requests under way and those that ended lately, in memory. A run belongs to nobody's window: it goes on when its window
 * closes, and ends with the desk or when somebody cancels it.
 */
export type Runs = {
  readonly start: (input: RunInput) => Promise<Run>
  readonly get: (id: string) => Run
  readonly watch: (id: string, signal: AbortSignal) => AsyncIterable<RunEvent>
  /** Resolves when its connection is closed. */
  readonly cancel: (id: string) => Promise<Run>
  /** Words were taken out for good: what is over is forgotten, and what is under way when it ends. */
  readonly drop: () => void
}

type Live = {
  run: Run
  readonly ending: AbortController
  readonly changed: Topic<RunEvent>
  over: Promise<void>
  wordsAt: number
  dropped: boolean
}

const mostRunning = 16
const mostKept = 200
/** As often as a screen can show it. */
const wordsEveryMs = 40

export function createRuns(ports: {
  readonly engineOf: EngineOf
  readonly list: () => Promise<ModelList>
  readonly clock: Clock
  readonly random: Random
  readonly stopping: AbortSignal
}): Runs {
  const { clock } = ports
  const runs = new Map<string, Live>()

  const find = (id: string): Live => {
    const live = runs.get(id)
    if (live === undefined) throw new AppError('not_found', 'This run is not known any more.')
    return live
  }
  const words = (live: Live): void => {
    const now = clock.monotonic()
    if (now - live.wordsAt < wordsEveryMs) return
    live.wordsAt = now
    live.changed.publish({ type: 'words', text: live.run.text, thoughts: live.run.thoughts })
  }
  const set = (live: Live, change: Partial<Run>): void => {
    live.run = { ...live.run, ...change }
    live.changed.publish({ type: 'run', run: live.run })
  }
  const hear = (live: Live, event: TextEvent): void => {
    const { run } = live
    switch (event.type) {
      case 'begun':
        return
      case 'text':
        live.run = { ...run, text: run.text + event.text }
        return words(live)
      case 'thought':
        live.run = { ...run, thoughts: run.thoughts + event.text }
        return words(live)
      case 'call':
        return set(live, { calls: [...run.calls, { ...event.call }] })
      case 'provider': {
        const { name, about, over } = event
        const open = run.provider.findIndex((one) => !one.over && one.name === name)
        const told = { name, about, over }
        return set(live, {
          provider: open === -1 ? [...run.provider, told] : run.provider.with(open, told),
        })
      }
    }
  }
  const perform = async (live: Live, input: RunInput, engine: TextEngine): Promise<void> => {
    const signal = AbortSignal.any([live.ending.signal, ports.stopping])
    try {
      const result = await engine.run(toRequest(input), (event) => hear(live, event), signal)
      const told = toResult(result, await ports.list())
      set(live, { state: 'done', text: told.text, thoughts: told.thoughts, calls: told.calls, result: told })
    } catch (thrown) {
      const { code, message } = asAppError(thrown)
      const trouble = { code, message, at: clock.now() }
      set(live, { state: code === 'cancelled' ? 'cancelled' : 'failed', trouble })
    }
    if (live.dropped) runs.delete(live.run.id)
  }
  const makeRoom = (): void => {
    const over = [...runs.values()].filter(({ run }) => run.state !== 'running')
    for (const { run } of over.slice(0, Math.max(0, runs.size - mostKept))) runs.delete(run.id)
    if (runs.size - over.length >= mostRunning)
      throw new AppError('busy', `${mostRunning} runs are under way. Wait for one, or cancel it.`)
  }

  return {
    start: async (input) => {
      const engine = ports.engineOf(input)
      makeRoom()
      const run: Run = {
        id: ports.random.id('run_'),
        state: 'running',
        startedAt: clock.now(),
        text: '',
        thoughts: '',
        calls: [],
        provider: [],
        result: null,
        trouble: null,
      }
      const live: Live = {
        run,
        ending: new AbortController(),
        changed: createFeed(),
        over: Promise.resolve(),
        wordsAt: 0,
        dropped: false,
      }
      runs.set(run.id, live)
      live.over = perform(live, input, engine)
      return run
    },
    get: (id) => find(id).run,
    watch: (id, signal) => {
      const live = find(id)
      return snapshotThenEvents<RunEvent, RunEvent>(
        signal,
        () => ({ type: 'run', run: live.run }),
        live.changed,
        (event) => event,
      )
    },
    cancel: async (id) => {
      const live = find(id)
      live.ending.abort()
      await live.over
      return live.run
    },
    drop: () => {
      for (const [id, live] of runs) {
        if (live.run.state === 'running') live.dropped = true
        else runs.delete(id)
      }
    },
  }
}
