import type { Risk } from '#contract/tool.ts'

/**
 * Keeps an approval inert for a moment after the card appears, shows another item or changes its content, so that a key
 * or a click meant for what was there before cannot decide what is there now.
 */
export type Timer = {
  readonly now: () => number
  /** Calls back after the given time; the returned function gives it up. */
  readonly after: (milliseconds: number, run: () => void) => () => void
}

export type Arming = {
  readonly restart: (milliseconds: number) => void
  readonly armed: () => boolean
  readonly stop: () => void
}

const plain = 600
const strong = 1200

export const armingDelay = (risk: Risk): number => (risk >= 3 ? strong : plain)

/** Inert until the first `restart` has run out. `onArmed` is called once per restart, and never after `stop`. */
export const createArming = (timer: Timer, onArmed: () => void): Arming => {
  let readyAt = Number.POSITIVE_INFINITY
  let giveUp = (): void => undefined
  return {
    restart: (milliseconds) => {
      giveUp()
      readyAt = timer.now() + milliseconds
      giveUp = timer.after(milliseconds, onArmed)
    },
    armed: () => timer.now() >= readyAt,
    stop: () => {
      giveUp()
      readyAt = Number.POSITIVE_INFINITY
    },
  }
}
