/** What a person typed, as words to look for; and where those words stand in a text. Pure. */
export type Wanted = {
  /** FTS5 MATCH expression; null where nothing typed can be looked for. */
  readonly match: string | null
  /** Each group of words has to stand side by side; only the very last word may be a beginning. */
  readonly groups: readonly (readonly string[])[]
}

const word = /[\p{L}\p{N}\p{M}\p{Co}]+/gu
/** The same, several times faster, where there is nothing but ASCII. */
const plainWord = /[A-Za-z0-9]+/g
const letterOrDigit = /[\p{L}\p{N}\p{Co}]/u
const groupsTaken = 24
const excerptLimit = 240
const before = 60

/** Every word goes to FTS5 inside quotes, so nothing typed is ever syntax. */
export function parseSearch(text: string): Wanted {
  const groups = text
    .split(/\s+/u)
    .map((part) => (part.match(word) ?? []).filter((item) => letterOrDigit.test(item)))
    .filter((words) => words.length > 0)
    .slice(0, groupsTaken)
  if (groups.length === 0) return { match: null, groups }
  const phrases = groups.map((words) => `"${words.join(' ')}"`)
  return { match: `${phrases.join(' ')} *`, groups: groups.map((words) => words.map(foldWord)) }
}

/** Case and accents do not count. */
export const foldWord = (text: string): string =>
  isPlain.test(text)
    ? text.toLowerCase()
    : text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase().normalize('NFC')

// eslint-disable-next-line no-control-regex
const isPlain = /^[\0-\x7f]*$/

type Token = { readonly start: number; readonly end: number; readonly folded: string }

/** At most 240 UTF-16 units around the first match, and the matches in it as [start, end). */
export function excerpt(
  text: string,
  wanted: Wanted,
): { readonly text: string; readonly ranges: readonly (readonly [number, number])[] } {
  const found = findRanges(text, wanted)
  const first = found[0]?.[0] ?? 0
  const start = first <= before || text.length <= excerptLimit ? 0 : wordStart(text, first - before, first)
  const room = excerptLimit - (start > 0 ? 1 : 0)
  const isCut = text.length - start > room
  const end = isCut ? wholeCharacter(text, start + room - 1) : text.length
  const lead = start > 0 ? '…' : ''
  const body = text.slice(start, end).replaceAll(/[\s\p{Cc}]/gu, ' ')
  const shift = lead.length - start
  return {
    text: `${lead}${body}${isCut ? '…' : ''}`,
    ranges: found.filter(([, to]) => to <= end).map(([from, to]) => [from + shift, to + shift] as const),
  }
}

function findRanges(text: string, { groups }: Wanted): readonly (readonly [number, number])[] {
  const tokens: Token[] = []
  const ranges: (readonly [number, number])[] = []
  let stopAt = Infinity
  for (const match of text.matchAll(isPlain.test(text) ? plainWord : word)) {
    if (match.index > stopAt) break
    tokens.push({ start: match.index, end: match.index + match[0].length, folded: foldWord(match[0]) })
    const hit = firstHit(tokens, groups)
    if (hit === null) continue
    ranges.push([hit, match.index + match[0].length])
    stopAt = Math.min(stopAt, hit + excerptLimit)
  }
  return withoutOverlap(ranges)
}

function firstHit(tokens: readonly Token[], groups: Wanted['groups']): number | null {
  for (const [index, group] of groups.entries()) {
    const at = endsHere(tokens, group, index === groups.length - 1)
    if (at !== null) return at
  }
  return null
}

/** Where a group that ends with the newest token begins, or null. */
function endsHere(tokens: readonly Token[], group: readonly string[], isLast: boolean): number | null {
  const from = tokens.length - group.length
  const fits = group.every((wanted, index) => {
    const token = tokens[from + index]
    const mayGoOn = isLast && index === group.length - 1
    return token !== undefined && (mayGoOn ? token.folded.startsWith(wanted) : token.folded === wanted)
  })
  return fits ? (tokens[from]?.start ?? null) : null
}

function withoutOverlap(ranges: readonly (readonly [number, number])[]): readonly (readonly [number, number])[] {
  return ranges.reduce<(readonly [number, number])[]>((kept, range) => {
    const last = kept.at(-1)
    if (last !== undefined && range[0] < last[1]) kept[kept.length - 1] = [Math.min(last[0], range[0]), range[1]]
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
