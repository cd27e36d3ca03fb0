/**
 * The outline of a recording as it is drawn: people above the line, the agent below it. `peaks` are four bytes for each 20 ms: the
 * lowest and the highest of the left and of the right side.
 */
export type Outline = { readonly people: string; readonly agent: string }

export const outlineHeight = 60
/** From one column to the next. */
export const columnWidth = 3
const gap = 1.5

/** How far the loudest of each column is from silence, 0 to 1. */
export function columnsOf(peaks: Int8Array, side: 0 | 1, count: number): readonly number[] {
  const windows = Math.floor(peaks.length / 4)
  return Array.from({ length: count }, (_, column) => {
    const from = Math.floor((column * windows) / count)
    const to = Math.max(from + 1, Math.floor(((column + 1) * windows) / count))
    let most = 0
    for (let at = from; at < Math.min(to, windows); at += 1) {
      const low = peaks[at * 4 + side * 2] ?? 0
      const high = peaks[at * 4 + side * 2 + 1] ?? 0
      most = Math.max(most, Math.abs(low), Math.abs(high))
    }
    return Math.min(1, most / 127)
  })
}

const middle = outlineHeight / 2
const bars = (heights: readonly number[], direction: 1 | -1): string =>
  heights
    .map((height, column) => {
      const x = (column + 0.5) * columnWidth
      const from = middle + direction * gap
      const length = Math.max(1.6, Math.sqrt(height) * (middle - gap - 1))
      return `M${x.toFixed(1)} ${from}V${(from + direction * length).toFixed(1)}`
    })
    .join('')

export const outlineOf = (peaks: Int8Array, columns: number): Outline => ({
  people: bars(columnsOf(peaks, 0, columns), -1),
  agent: bars(columnsOf(peaks, 1, columns), 1),
})
