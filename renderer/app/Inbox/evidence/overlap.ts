/** Where a source's words return in what the agent wrote: runs of at least three words, as ranges of the source. */
export type Range = readonly [start: number, end: number]

const shortestRun = 3

type Word = { readonly text: string; readonly start: number; readonly end: number }

const wordsOf = (text: string): readonly Word[] =>
  [...text.matchAll(/[\p{L}\p{N}$€£%.,'’-]+/gu)].map((match) => ({
    text: match[0].toLowerCase().replaceAll(/^[.,'’-]+|[.,'’-]+$/g, ''),
    start: match.index,
    end: match.index + match[0].replace(/[.,'’-]+$/, '').length,
  }))

export function overlapOf(source: string, written: string): readonly Range[] {
  const words = wordsOf(source)
  const key = (at: number, of: readonly Word[]): string =>
    of
      .slice(at, at + shortestRun)
      .map((word) => word.text)
      .join(' ')
  const other = wordsOf(written)
  const known = new Set(other.flatMap((_, at) => (at + shortestRun <= other.length ? [key(at, other)] : [])))
  const ranges: Range[] = []
  for (let at = 0; at + shortestRun <= words.length; at += 1) {
    if (!known.has(key(at, words))) continue
    const start = words[at]?.start ?? 0
    const end = words[at + shortestRun - 1]?.end ?? start
    const last = ranges.at(-1)
    if (last !== undefined && start <= last[1] + 1) ranges[ranges.length - 1] = [last[0], end]
    else ranges.push([start, end])
  }
  return ranges
}
