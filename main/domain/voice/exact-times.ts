import type { CallLine, Word } from '#contract/call.ts'

/**
 * Exact times of words: what a recording was heard to say, laid onto the lines of the call. A line takes them only where enough of
 * its own words were found in the same order; the line's words stay as they were heard in the call.
 */
const around = 3000
const enough = 0.6

const plain = (word: string): string => word.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')

/** `heard`: the words of the line's own side, on the clock of the call, in order. */
export function withExactTimes(line: CallLine, heard: readonly Word[]): CallLine {
  const own = line.heard.split(/\s+/).filter((word) => word !== '')
  if (own.length === 0 || line.state === 'partial') return line
  const near = heard.filter(({ startMs, endMs }) => endMs > line.startMs - around && startMs < line.endMs + around)
  const matched = align(
    own.map(plain),
    near.map(({ text }) => plain(text)),
  )
  if (matched.filter((at) => at !== null).length < own.length * enough) return line
  const words = fill(
    own,
    matched.map((at) => (at === null ? null : (near[at] ?? null))),
  )
  const startMs = words[0]?.startMs ?? line.startMs
  return { ...line, words, startMs, endMs: words.at(-1)?.endMs ?? line.endMs, timing: 'exact' }
}

/** For each word of the first, its place in the second; null: it is not there. The longest common course of both. */
function align(first: readonly string[], second: readonly string[]): readonly (number | null)[] {
  const width = second.length + 1
  const lengths = new Uint16Array((first.length + 1) * width)
  const at = (row: number, column: number): number => lengths[row * width + column] ?? 0
  for (let row = first.length - 1; row >= 0; row -= 1)
    for (let column = second.length - 1; column >= 0; column -= 1)
      lengths[row * width + column] =
        first[row] === second[column] ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1))
  const found: (number | null)[] = []
  let column = 0
  for (let row = 0; row < first.length; row += 1) {
    while (column < second.length && first[row] !== second[column] && at(row, column + 1) === at(row, column))
      column += 1
    const isHere = column < second.length && first[row] === second[column] && at(row, column) > at(row + 1, column)
    found.push(isHere ? column : null)
    if (isHere) column += 1
  }
  return found
}

/** Words nobody found stand between their neighbours, each as long as the others there. */
function fill(own: readonly string[], times: readonly (Word | null)[]): Word[] {
  return own.map((text, index) => {
    const known = times[index] ?? null
    if (known !== null) return { text, startMs: known.startMs, endMs: known.endMs }
    const before = times.findLastIndex((time, place) => place < index && time !== null)
    const after = times.findIndex((time, place) => place > index && time !== null)
    const from = times[before]?.endMs ?? times[after]?.startMs ?? 0
    const to = times[after]?.startMs ?? from
    const last = after < 0 ? own.length : after
    const share = Math.max(0, to - from) / (last - before - 1)
    const startMs = from + share * (index - before - 1)
    return { text, startMs, endMs: startMs + share }
  })
}
