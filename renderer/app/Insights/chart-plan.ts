/** How a chart is drawn, apart from the drawing. */

/** Different without colour. Dashes in CSS pixels. */
export const patterns: readonly (readonly number[])[] = [[], [8, 4], [2, 3], [10, 3, 2, 3], [5, 2]]

export const steps = {
  count: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 50_000, 100_000, 1_000_000],
  time: [
    100, 500, 1000, 5000, 10_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000, 3_600_000, 7_200_000,
    21_600_000, 43_200_000, 86_400_000, 604_800_000, 2_592_000_000,
  ],
} as const

/** Which days are named under a chart: as many as fit, evenly. */
export function namedDays(days: number, width: number): readonly number[] {
  const fit = Math.max(2, Math.floor(width / 90))
  const step = Math.max(1, Math.ceil(days / fit))
  return Array.from({ length: Math.ceil(days / step) }, (_, index) => index * step)
}

/** Heights of labels beside the ends of lines, moved apart so that none covers another. In the order given. */
export function apart(wanted: readonly number[], gap: number, from: number, to: number): readonly number[] {
  const order = wanted.map((y, index) => ({ y, index })).toSorted((a, b) => a.y - b.y)
  let last = from - gap
  const placed = order.map(({ y, index }) => {
    last = Math.max(y, last + gap)
    return { y: last, index }
  })
  const over = Math.max(0, (placed.at(-1)?.y ?? 0) - to)
  const found = Array.from({ length: wanted.length }, () => 0)
  let next = Infinity
  for (const { y, index } of placed.toReversed()) {
    next = Math.min(y, over > 0 ? Math.min(to, next - gap) : y)
    found[index] = next
  }
  return found
}
