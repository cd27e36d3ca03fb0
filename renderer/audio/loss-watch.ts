import { frameMs } from '#contract/audio-frame.ts'

/**
 * Whether sound was lost between the device and its processor. A browser that gets no time to run drops samples without a word, and
 * its clock of sound stands still meanwhile: it falls behind the clock on the wall and never catches up.
 */
export type LossWatch = (soundMs: number, wallMs: number) => number

/** The least delay within a second is free of whatever held up single blocks. */
const windowMs = 1000
/** Two clocks that differ a little are no loss. */
const mostDrift = 1

/** Called for every block; answers how many frames are missing since it was last asked, mostly none. */
export function createLossWatch(): LossWatch {
  let base: number | null = null
  let least = Infinity
  let since: number | null = null
  /** A context that has just begun is still filling its buffers. */
  let settled = false
  return (soundMs, wallMs) => {
    since ??= wallMs
    least = Math.min(least, wallMs - soundMs)
    if (wallMs - since < windowMs) return 0
    const behind = least
    least = Infinity
    since = wallMs
    if (!settled) {
      settled = true
      return 0
    }
    if (base === null || behind < base) {
      base = behind
      return 0
    }
    const lost = Math.floor((behind - base) / frameMs)
    base += lost > 0 ? lost * frameMs : Math.min(behind - base, mostDrift)
    return lost
  }
}
