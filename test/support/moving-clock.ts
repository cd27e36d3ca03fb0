import { systemClock } from '#main/kernel/clock.ts'
import type { Clock } from '#main/kernel/ports.ts'

/** The real clock, which a test can move: timers fire as they do, and what a machine does to time can be done to it. */
export type MovingClock = Clock & {
  /** Time passes, and timers that fall due fire. */
  readonly advance: (ms: number) => void
  /** The machine sleeps: the wall clock goes on, nothing else does. */
  readonly suspend: (ms: number) => void
  /** Somebody sets the wall clock. */
  readonly set: (ms: number) => void
}

export function movingClock(): MovingClock {
  let [wall, passed] = [0, 0]
  const sleepers = new Set<{ readonly until: number; readonly wake: () => void }>()
  const monotonic = () => performance.now() + passed
  return {
    now: () => Math.round(Date.now() + wall),
    monotonic,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const early = new AbortController()
        const sleeper = { until: monotonic() + ms, wake: () => early.abort() }
        sleepers.add(sleeper)
        systemClock
          .sleep(ms, signal === undefined ? early.signal : AbortSignal.any([signal, early.signal]))
          .then(resolve, (reason: unknown) => (signal?.aborted === true ? reject(reason) : resolve()))
          .finally(() => sleepers.delete(sleeper))
      }),
    advance: (ms) => {
      wall += ms
      passed += ms
      for (const sleeper of sleepers) if (sleeper.until <= monotonic()) sleeper.wake()
    },
    suspend: (ms) => {
      wall += ms
    },
    set: (ms) => {
      wall += ms
    },
  }
}
