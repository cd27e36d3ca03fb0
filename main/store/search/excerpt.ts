import { hasPlainWords, wordsOf, type Word } from '#main/store/search/words.ts'

/** What a text is marked by: words side by side, the last of which may be a beginning; or letters inside a word. Folded. */
export type Wanted = {
  readonly words: readonly string[]
  readonly last: 'whole' | 'beginning' | 'inside'
}
type Range = readonly [number, number]

const excerptLimit = 240
const before = 60
/** Spaces and control characters other than the space itself. */
// eslint-disable-next-line no-control-regex
const noPlainSpace = /[^\S ]|[\0-\x1f\x7f-\x9f]/g

/** At most 240 UTF-16 units around the first match, and the matches in it as [start, end). Pure. */
export function excerpt(
  text: string,
  wanted: readonly Wanted[],
): { readonly text: string; readonly ranges: readonly Range[] } {
  const found = findRanges(text, wanted)
  const first = found[0]?.[0] ?? 0
  const start = first <= before || text.length <= excerptLimit ? 0 : wordStart(text, first - before, first)
  const room = excerptLimit - (start > 0 ? 1 : 0)
  const isCut = text.length - start > room
  const end = isCut ? wholeCharacter(text, start + room - 1) : text.length
  const lead = start > 0 ? '…' : ''
  const body = text.slice(start, end).replaceAll(noPlainSpace, ' ')
  const shift = lead.length - start
  return {
    text: `${lead}${body}${isCut ? '…' : ''}`,
    ranges: found.filter(([, to]) => to <= end).map(([from, to]) => [from + shift, to + shift] as const),
  }
}

function findRanges(text: string, wanted: readonly Wanted[]): readonly Range[] {
  if (hasPlainWords(text)) return findInPlain(text, wanted)
  const words: Word[] = []
  const ranges: Range[] = []
  let stopAt = Infinity
  for (const word of wordsOf(text)) {
    if (word.start > stopAt) break
    words.push(word)
    for (const one of wanted) {
      const range = endsHere(words, one)
      if (range === null) continue
      ranges.push(range)
      stopAt = Math.min(stopAt, range[0] + excerptLimit)
    }
  }
  return withoutOverlap(ranges.toSorted((a, b) => a[0] - b[0]))
}

/** The same where a word is letters and digits of ASCII: only what is looked for is looked at. */
function findInPlain(text: string, wanted: readonly Wanted[]): readonly Range[] {
  const folded = text.toLowerCase()
  const ranges = wanted.flatMap((one): readonly Range[] => {
    const [first = ''] = one.words
    if (first === '') return []
    const found: Range[] = []
    let next = 0
    for (let at = folded.indexOf(first); at !== -1; at = folded.indexOf(first, next)) {
      const range = beginsHere(folded, at, one)
      next = wordEnd(folded, at)
      if (range === null) continue
      found.push(range)
      if (range[0] > (found[0]?.[0] ?? 0) + excerptLimit) break
    }
    return found
  })
  return withoutOverlap(ranges.toSorted((a, b) => a[0] - b[0]))
}

const isInWord = (folded: string, at: number): boolean => {
  const code = folded.charCodeAt(at)
  return (code >= 97 && code <= 122) || (code >= 48 && code <= 57)
}
function wordBegin(folded: string, from: number): number {
  let at = from
  while (isInWord(folded, at - 1)) at -= 1
  return at
}

function wordEnd(folded: string, from: number): number {
  let at = from
  while (isInWord(folded, at)) at += 1
  return at
}

/** Where words that begin at a place stand, or null. */
function beginsHere(folded: string, from: number, { words, last }: Wanted): Range | null {
  if (last === 'inside' && words.length === 1)
    return [wordBegin(folded, from), wordEnd(folded, from + (words[0]?.length ?? 0))]
  if (isInWord(folded, from - 1)) return null
  let at = from
  for (const [index, word] of words.entries()) {
    if (index > 0) while (at < folded.length && !isInWord(folded, at)) at += 1
    if (!folded.startsWith(word, at)) return null
    const end = wordEnd(folded, at + word.length)
    if (end > at + word.length && (index < words.length - 1 || last === 'whole')) return null
    at = end
  }
  return [from, at]
}

/** Where words that end with the newest one stand, or null. */
function endsHere(words: readonly Word[], { words: wanted, last }: Wanted): Range | null {
  const from = words.length - wanted.length
  const newest = words.at(-1)
  if (from < 0 || newest === undefined) return null
  const fits = wanted.every((one, index) => {
    const folded = words[from + index]?.folded ?? ''
    if (index < wanted.length - 1 || last === 'whole') return folded === one
    return last === 'beginning' ? folded.startsWith(one) : folded.includes(one)
  })
  return fits ? [words[from]?.start ?? 0, newest.end] : null
}

function withoutOverlap(ranges: readonly Range[]): readonly Range[] {
  return ranges.reduce<Range[]>((kept, range) => {
    const last = kept.at(-1)
    if (last !== undefined && range[0] < last[1]) kept[kept.length - 1] = [last[0], Math.max(last[1], range[1])]
    else kept.push(range)
    return kept
  }, [])
}

function wordStart(text: string, from: number, until: number): number {
  const space = text.slice(from, until).search(/\s\S/u)
  return space === -1 ? wholeCharacter(text, from) : from + space + 1
}

/** Never between the halves of a surrogate pair. */
function wholeCharacter(text: string, index: number): number {
  const isLow = (text.charCodeAt(index) & 0xfc00) === 0xdc00
  const isHigh = (text.charCodeAt(index - 1) & 0xfc00) === 0xd800
  return isLow && isHigh ? index - 1 : index
}
