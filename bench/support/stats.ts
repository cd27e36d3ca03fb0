/** Samples in turn, in a new order each round, and what can be said about them on a machine that others use too. */

/** One line of the table. `ratio` is ours against the limit, as the goal has it; null where only the guard counts. */
export type Figure = {
  readonly name: string
  readonly ours: string
  readonly limit: string
  readonly ratio: number | null
  readonly goal: string
  readonly met: boolean | null
}

export type Random = { readonly next: () => number; readonly below: (n: number) => number }

/** Mulberry32: small and seeded, so that two runs are over the same thing. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return { next, below: (n) => Math.floor(next() * n) }
}

export const pick = <T>(random: Random, items: readonly T[]): T => {
  const item = items[random.below(items.length)]
  if (item === undefined) throw new RangeError('Nothing to pick from.')
  return item
}

export function quantile(samples: readonly number[], q: number): number {
  const sorted = samples.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN
}
export const median = (samples: readonly number[]): number => quantile(samples, 0.5)

export type Samples<Name extends string> = Readonly<Record<Name, readonly (readonly number[])[]>>

/**
 * Runs every contender `each` times in a row, `rounds` times, in a new order each round; one round before that counts for
 * nothing. A contender returns its own milliseconds, or nothing, and is then timed from outside.
 */
export async function contend<Name extends string>(
  contenders: Readonly<Record<Name, () => unknown>>,
  { rounds, each, seed = 1 }: { readonly rounds: number; readonly each: number; readonly seed?: number },
): Promise<Samples<Name>> {
  const names = Object.keys(contenders) as Name[]
  const samples = Object.fromEntries(names.map((name) => [name, [] as number[][]])) as Record<Name, number[][]>
  const random = createRandom(seed)
  for (let round = -1; round < rounds; round += 1) {
    const order = names.map((name) => ({ name, at: random.next() })).toSorted((a, b) => a.at - b.at)
    for (const { name } of order) {
      const times: number[] = []
      for (let turn = 0; turn < each; turn += 1) {
        const start = performance.now()
        const result = contenders[name]()
        const own: unknown = result instanceof Promise ? await result : result
        times.push(typeof own === 'number' ? own : performance.now() - start)
      }
      if (round >= 0) samples[name].push(times)
    }
  }
  return samples
}

export const all = (rounds: readonly (readonly number[])[]): readonly number[] => rounds.flat()

/** Compared round by round, so that a neighbour's work hits both: the median of ours/limit at the quantile. */
export const pairedRatio = (
  ours: readonly (readonly number[])[],
  limit: readonly (readonly number[])[],
  q = 0.5,
): number => median(ours.map((times, round) => quantile(times, q) / quantile(limit[round] ?? [], q)))

export const milliseconds = (value: number): string =>
  `${value < 10 ? value.toFixed(value < 1 ? 3 : 2) : value.toFixed(0)} ms`

/** Ratios move by a quarter when neighbours work; a goal counts as met within what was measured, not within that. */
export const atMost = (
  name: string,
  ours: string,
  limit: string,
  ratio: number,
  goal: number,
  of = 'limit',
): Figure => ({
  name,
  ours,
  limit,
  ratio,
  goal: `≤ ${goal} × ${of}`,
  met: ratio <= goal,
})

export const atLeast = (name: string, ours: string, limit: string, ratio: number, goal: number): Figure => ({
  name,
  ours,
  limit,
  ratio,
  goal: `≥ ${goal} × limit`,
  met: ratio >= goal,
})
