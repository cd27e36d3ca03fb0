import type { Clock } from '#main/kernel/ports.ts'

/**
 * Deadlines of many calls on one timer. Nearly all of them are taken back before they come, so that adding one and taking
 * it back has to cost next to nothing: the timer is set again only for a deadline that comes before all others.
 */
export type Deadlines = {
  /** Calls `onDue` after `ms`, unless the returned function is called first. */
  readonly add: (ms: number, onDue: () => void) => () => void
  readonly close: () => void
}

type Deadline = { readonly at: number; readonly onDue: () => void }

export function createDeadlines(clock: Clock): Deadlines {
  const waiting = new Set<Deadline>()
  let timer: { readonly at: number; readonly stop: AbortController } | null = null

  const ring = (at: number): void => {
    // The clock may have been set back since: what the timer was for is due all the same.
    const now = Math.max(at, clock.now())
    for (const deadline of waiting) {
      if (deadline.at > now) continue
      waiting.delete(deadline)
      deadline.onDue()
    }
    if (waiting.size > 0) set(Math.min(...[...waiting].map((deadline) => deadline.at)))
  }

  const set = (at: number): void => {
    timer?.stop.abort()
    const mine = { at, stop: new AbortController() }
    timer = mine
    clock.sleep(Math.max(0, at - clock.now()), mine.stop.signal).then(
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
      const deadline = { at: clock.now() + ms, onDue }
      waiting.add(deadline)
      if (timer === null || deadline.at < timer.at) set(deadline.at)
      return () => waiting.delete(deadline)
    },
    close: () => {
      timer?.stop.abort()
      timer = null
      waiting.clear()
    },
  }
}
