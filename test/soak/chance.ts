/** Chance that a seed decides: the same seed gives the same numbers, and a name gives each use a stream of its own. */
export type Chance = {
  /** In [0, 1). */
  readonly fraction: () => number
  /** A whole number from `from` to `to`, both included. */
  readonly between: (from: number, to: number) => number
  readonly is: (probability: number) => boolean
  readonly one: <T>(of: readonly [T, ...T[]]) => T
}

export function createChance(seed: number, name = ''): Chance {
  let state = seed >>> 0
  for (const letter of name) state = Math.imul(state ^ letter.charCodeAt(0), 0x01_00_01_93) >>> 0
  const fraction = (): number => {
    state = (state + 0x6d_2b_79_f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const between = (from: number, to: number): number => from + Math.floor(fraction() * (to - from + 1))
  return {
    fraction,
    between,
    is: (probability) => fraction() < probability,
    one: (of) => of[between(0, of.length - 1)] ?? of[0],
  }
}
