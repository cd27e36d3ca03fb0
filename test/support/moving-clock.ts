import type { Clock } from '#main/kernel/ports.ts'
import { systemClock } from '#main/kernel/clock.ts'

/** The time of this machine, and as much more as a test has moved it: whoever sleeps until then wakes at once. */
export type MovingClock = Clock & { readonly advance: (ms: number) => void }

export function movingClock(): MovingClock {
  let moved = 0
  const now = (): number => systemClock.now() + moved
  const sleepers = new Set<{ readonly until: number; readonly wake: () => void }>()
  return {
    now,
    sleep: async (ms, signal) => {
      const early = new AbortController()
      const sleeper = { until: now() + ms, wake: () => early.abort() }
      sleepers.add(sleeper)
      try {
        await systemClock.sleep(ms, AbortSignal.any([early.signal, ...(signal === undefined ? [] : [signal])]))
      } catch (thrown) {
        if (signal?.aborted === true) throw thrown
      } finally {
        sleepers.delete(sleeper)
      }
    },
    advance: (ms) => {
      moved += ms
      for (const sleeper of sleepers) if (sleeper.until <= now()) sleeper.wake()
    },
  }
}
