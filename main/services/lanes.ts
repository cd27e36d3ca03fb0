import { asAppError } from '#main/kernel/errors.ts'
import type { Log } from '#main/kernel/ports.ts'

/** `stopping`: begin nothing new, give up reads. `hard`: give up writes under way too; what was sent becomes unknown. */
export type Signals = { readonly stopping: AbortSignal; readonly hard: AbortSignal }

/**
 * One worker per conversation, a few at a time. `wake` asks for another round and never waits; a round that is woken
 * while it runs is run again. Nothing of one conversation ever happens twice at once.
 */
export type Lanes = {
  readonly wake: (conversationId: number) => void
  /** Until this is called, work only gathers: the last stop has to be put right first. */
  readonly start: () => void
  /** From now on work only gathers again, until the returned function is called; a round that runs goes on to its end. */
  readonly hold: () => () => void
  /** Wakes after `ms`, unless stopped. */
  readonly wakeLater: (conversationId: number, ms: number) => void
  /** Resolves when none of these conversations is worked on or waits for its turn; what else happens does not matter. */
  readonly rested: (conversationIds: readonly number[]) => Promise<void>
  /** Takes no new work and waits for what runs, a bounded time. */
  readonly stop: () => Promise<void>
}

/** A write that was sent gets this long to be answered when the desk stops. */
const stopPatienceMs = 10_000

export function createLanes(options: {
  readonly concurrency: number
  readonly work: (conversationId: number, signals: Signals) => Promise<void>
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>
  readonly log: Log
}): Lanes {
  const running = new Map<number, { again: boolean }>()
  const queued = new Set<number>()
  const stopping = new AbortController()
  const hard = new AbortController()
  const signals: Signals = { stopping: stopping.signal, hard: hard.signal }
  let started = false
  let holds = 0
  let watchers: { readonly isOver: () => boolean; readonly resolve: () => void }[] = []

  const settle = () => {
    const over = watchers.filter((watcher) => watcher.isOver())
    watchers = watchers.filter((watcher) => !over.includes(watcher))
    over.forEach((watcher) => watcher.resolve())
  }
  const once = (isOver: () => boolean): Promise<void> =>
    isOver() ? Promise.resolve() : new Promise<void>((resolve) => watchers.push({ isOver, resolve }))

  const run = async (conversationId: number) => {
    const lane = { again: false }
    running.set(conversationId, lane)
    try {
      do {
        lane.again = false
        await options.work(conversationId, signals)
      } while (lane.again && holds === 0 && !stopping.signal.aborted)
    } catch (error) {
      if (!stopping.signal.aborted) {
        options.log('error', 'lane.failed', { conversationId, code: asAppError(error).code, error })
      }
    } finally {
      running.delete(conversationId)
      if (lane.again && !stopping.signal.aborted) queued.add(conversationId)
      next()
      settle()
    }
  }

  const next = () => {
    if (!started || holds > 0) return
    for (const conversationId of queued) {
      if (running.size >= options.concurrency) return
      queued.delete(conversationId)
      void run(conversationId)
    }
  }

  const wake = (conversationId: number) => {
    if (stopping.signal.aborted) return
    const lane = running.get(conversationId)
    if (lane !== undefined) {
      lane.again = true
      return
    }
    queued.add(conversationId)
    next()
  }

  const isBusy = (id: number): boolean => running.has(id) || queued.has(id)

  return {
    wake,
    start: () => {
      started = true
      next()
    },
    hold: () => {
      holds += 1
      let isHeld = true
      return () => {
        if (isHeld) holds -= 1
        isHeld = false
        next()
      }
    },
    wakeLater: (conversationId, ms) => {
      options.sleep(ms, stopping.signal).then(
        () => wake(conversationId),
        () => {},
      )
    },
    rested: (conversationIds) => once(() => !conversationIds.some(isBusy)),
    stop: async () => {
      stopping.abort()
      queued.clear()
      const finished = new AbortController()
      const ended = once(() => running.size === 0 && queued.size === 0).finally(() => finished.abort())
      await options.sleep(stopPatienceMs, finished.signal).then(
        () => hard.abort(),
        () => {},
      )
      await ended
    },
  }
}
