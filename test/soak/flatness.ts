import type { Held } from '#test/support/soaked-desk.ts'
import type { Violation } from '#test/soak/invariants.ts'

/** What one process held, garbage collected, at the end of a round. */
export type Sample = Held & { readonly minute: number }

/** How much more the last third of the samples may hold than the first: noise of a collector, not a leak. */
export const bounds = { heap: 24 * 2 ** 20, rss: 96 * 2 ** 20, descriptors: 8, resources: 16 } as const

type Measure = keyof typeof bounds
const measures: readonly Measure[] = ['heap', 'rss', 'descriptors', 'resources']
/** A process that has just started still loads code and fills its caches. */
const warmingUp = 2
export const samplesNeeded = 6 + warmingUp

export type Growth = {
  readonly measure: Measure
  readonly from: number
  readonly to: number
  readonly perMinute: number
}

export function growthOf(samples: readonly Sample[]): readonly Growth[] {
  if (samples.length < samplesNeeded) return []
  const warm = samples.slice(warmingUp)
  const third = Math.floor(warm.length / 3)
  return measures.flatMap((measure) => {
    const values = warm.flatMap((sample) => {
      const value = sample[measure]
      return value === null ? [] : [{ minute: sample.minute, value }]
    })
    if (values.length < warm.length) return []
    const middle = (part: readonly { value: number }[]): number =>
      part.map(({ value }) => value).toSorted((a, b) => a - b)[Math.floor(part.length / 2)] ?? 0
    return [
      { measure, from: middle(values.slice(0, third)), to: middle(values.slice(-third)), perMinute: slope(values) },
    ]
  })
}

/** Least squares. */
function slope(values: readonly { readonly minute: number; readonly value: number }[]): number {
  const mean = (of: readonly number[]): number => of.reduce((sum, one) => sum + one, 0) / of.length
  const [x, y] = [mean(values.map(({ minute }) => minute)), mean(values.map(({ value }) => value))]
  const spread = values.reduce((sum, { minute }) => sum + (minute - x) ** 2, 0)
  return spread === 0 ? 0 : values.reduce((sum, { minute, value }) => sum + (minute - x) * (value - y), 0) / spread
}

export const judgeFlatness = (samples: readonly Sample[]): readonly Violation[] =>
  growthOf(samples)
    .filter(({ measure, from, to }) => to - from > bounds[measure])
    .map(({ measure, from, to }) => ({
      invariant: 'memory and handles are flat',
      what: `${measure} grew from ${from} to ${to}; ${bounds[measure]} more would have been allowed`,
    }))
