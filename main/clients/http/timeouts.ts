import type { Clock } from '#main/kernel/ports.ts'

/**
 * Timeouts of many calls on one timer. Nearly all of them are taken back before they come, so that adding one and taking
 * it back has to cost next to nothing: the timer is set again only for a timeout that comes before all others.
 */
export type Timeouts = {
  /** Calls `onDue` after `ms`, unless the returned function is called first. */
  readonly add: (ms: number, onDue: () => void) => () => void
  readonly close: () => void
}

type Timeout = { readonly at: number; readonly onDue: () => void }

export function createTimeouts(clock: Clock): Timeouts {
  const waiting = new Set<Timeout>()
  let timer: { readonly at: number; readonly stop: AbortController } | null = null

  const ring = (at: number): void => {
    // A timer may be a little early: what it was for is due all the same.
    const now = Math.max(at, clock.monotonic())
    for (const timeout of waiting) {
      if (timeout.at > now) continue
      waiting.delete(timeout)
      timeout.onDue()
    }
    if (waiting.size > 0) set(Math.min(...[...waiting].map((timeout) => timeout.at)))
  }

  const set = (at: number): void => {
    timer?.stop.abort()
    const mine = { at, stop: new AbortController() }
    timer = mine
    clock.sleep(Math.max(0, at - clock.monotonic()), mine.stop.signal).then(
      () => {
        if (timer !== mine) return
        timer = null
        ring(at)
      },
      () => undefined,
    )
  }

  return {
    add: (ms, onDue) => {
      const timeout = { at: clock.monotonic() + ms, onDue }
      waiting.add(timeout)
      if (timer === null || timeout.at < timer.at) set(timeout.at)
      return () => waiting.delete(timeout)
    },
    close: () => {
      timer?.stop.abort()
      timer = null
      waiting.clear()
    },
  }
}
