import type { Agreement } from '#contract/quality.ts'

/**
 * How far several people agree. Rows are items, each with the values of those who judged it, in any order; who said nothing
 * is not in it. Krippendorff's alpha is 1 − observed/expected disagreement over all pairs of values of the same item, so
 * that missing values cost nothing; 1 is full agreement, 0 is what chance gives.
 */
export type Metric = 'nominal' | 'ordinal' | 'interval'

export function alphaOf(rows: readonly (readonly number[])[], metric: Metric): number | null {
  const paired = rows.filter((row) => row.length > 1)
  const values = [...new Set(paired.flat())].toSorted((a, b) => a - b)
  if (values.length < 2) return null
  const place = new Map(values.map((value, index) => [value, index]))
  const indexOf = (value: number): number => place.get(value) ?? 0
  const totals = values.map(() => 0)
  for (const value of paired.flat()) totals[indexOf(value)] = (totals[indexOf(value)] ?? 0) + 1
  const distance = distances(values, totals, metric)
  let observed = 0
  for (const row of paired) {
    for (const [a, one] of row.entries()) {
      for (const [b, other] of row.entries()) {
        if (a !== b) observed += distance(indexOf(one), indexOf(other)) / (row.length - 1)
      }
    }
  }
  const count = paired.flat().length
  let expected = 0
  for (const [a, one] of totals.entries()) {
    for (const [b, other] of totals.entries()) if (a !== b) expected += (one * other * distance(a, b)) / (count - 1)
  }
  return 1 - observed / expected
}

/** Squared difference of two values, by their places among all values. */
function distances(values: readonly number[], totals: readonly number[], metric: Metric) {
  // How many judgements stand below the middle of each value: what an ordinal distance counts.
  let below = 0
  const middles = totals.map((total) => {
    const middle = below + total / 2
    below += total
    return middle
  })
  const scale = metric === 'ordinal' ? middles : values
  return (a: number, b: number): number =>
    metric === 'nominal' ? (a === b ? 0 : 1) : ((scale[a] ?? 0) - (scale[b] ?? 0)) ** 2
}

/** Equal pairs of all pairs, and alpha. */
export function agreementOf(rows: readonly (readonly number[])[], metric: Metric): Agreement {
  let pairs = 0
  let equal = 0
  for (const row of rows) {
    for (const [index, one] of row.entries()) {
      for (const other of row.slice(index + 1)) {
        pairs += 1
        if (one === other) equal += 1
      }
    }
  }
  return { pairs, percent: pairs === 0 ? null : (equal / pairs) * 100, alpha: alphaOf(rows, metric) }
}

export function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const [low, high] = [sorted[middle - (sorted.length % 2 === 0 ? 1 : 0)], sorted[middle]]
  return low === undefined || high === undefined ? null : (low + high) / 2
}
