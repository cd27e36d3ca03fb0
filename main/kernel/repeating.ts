import type { Clock } from '#main/kernel/ports.ts'

/** One pass after another, each followed by as much sleep as it asked for, until the signal aborts. */
export type Repeating = {
  /** What a pass throws ends it: passes see to their own failures. */
  readonly run: (signal: AbortSignal, pass: () => Promise<number>) => Promise<void>
  /** Ends the sleep, or where a pass is under way the sleep that would follow it. */
  readonly wake: () => void
}

export function createRepeating(clock: Pick<Clock, 'sleep'>): Repeating {
  let woken = new AbortController()
  return {
    run: async (signal, pass) => {
      while (!signal.aborted) {
        woken = new AbortController()
        const wait = await pass()
        await clock.sleep(wait, AbortSignal.any([signal, woken.signal])).catch(() => {})
      }
    },
    wake: () => woken.abort(),
  }
}
