import type { CallLine } from '#contract/call.ts'

/** Where each word of a line stands in its text, and when it is spoken. Of lines without words the times are estimated. */
export type WordPlace = { readonly from: number; readonly to: number; readonly startMs: number; readonly endMs: number }

export function wordPlaces(line: Pick<CallLine, 'heard' | 'words' | 'startMs' | 'endMs'>): readonly WordPlace[] {
  if (line.words.length === 0) return estimatePlaces(line)
  const places: WordPlace[] = []
  let at = 0
  for (const { text, startMs, endMs } of line.words) {
    const from = text === '' ? -1 : line.heard.indexOf(text, at)
    if (from === -1) continue
    at = from + text.length
    places.push({ from, to: at, startMs, endMs })
  }
  return places
}

/** Words last as long as they have letters; that is all there is to go by. */
function estimatePlaces({
  heard,
  startMs,
  endMs,
}: Pick<CallLine, 'heard' | 'startMs' | 'endMs'>): readonly WordPlace[] {
  const words = [...heard.matchAll(/\S+/g)].map(({ 0: text, index }) => ({ from: index, to: index + text.length }))
  const letters = words.reduce((sum, { from, to }) => sum + (to - from), 0)
  let at = startMs
  return words.map(({ from, to }) => {
    const began = at
    at += ((endMs - startMs) * (to - from)) / letters
    return { from, to, startMs: began, endMs: at }
  })
}

/** The word that is spoken at this moment, or was last while its line goes on; -1: none. */
export function wordAt(places: readonly WordPlace[], line: Pick<CallLine, 'startMs' | 'endMs'>, atMs: number): number {
  if (atMs < line.startMs || atMs > line.endMs + 50) return -1
  return places.findLastIndex(({ startMs }) => startMs <= atMs)
}

export type Segment = {
  readonly text: string
  readonly hit: boolean
  readonly redacted: boolean
  /** Which word it is part of; null: between words. */
  readonly word: number | null
}
type Range = readonly [number, number]

/** Letter by letter without case and accents, so that places stay where they are. */
const fold = (text: string): string =>
  Array.from({ length: text.length }, (_, at) => {
    const letter = text.charAt(at)
    const plain = letter.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()
    return plain.length === 1 ? plain : letter
  }).join('')

/** Where sought words stand in a text. A star at the end means nothing here: a beginning is found as such. */
export function soughtPlaces(text: string, sought: readonly string[]): readonly Range[] {
  const folded = fold(text)
  return sought.flatMap((word) => {
    const needle = fold(word.replace(/\*$/, '').trim())
    const found: Range[] = []
    if (needle === '') return found
    for (let at = folded.indexOf(needle); at !== -1; at = folded.indexOf(needle, at + needle.length))
      found.push([at, at + needle.length])
    return found
  })
}

/** A text cut wherever a mark or a word begins or ends. */
export function segmentsOf(
  text: string,
  places: readonly Pick<WordPlace, 'from' | 'to'>[],
  hits: readonly Range[],
  redacted: readonly Range[],
): readonly Segment[] {
  const cuts = new Set([0, text.length])
  for (const { from, to } of places) cuts.add(from).add(to)
  for (const [from, to] of [...hits, ...redacted]) cuts.add(Math.min(from, text.length)).add(Math.min(to, text.length))
  const sorted = [...cuts].toSorted((a, b) => a - b)
  const within = (ranges: readonly Range[], at: number): boolean => ranges.some(([from, to]) => at >= from && at < to)
  let next = 0
  return sorted.slice(0, -1).flatMap((from, index) => {
    const to = sorted[index + 1] ?? text.length
    while ((places[next]?.to ?? Infinity) <= from) next += 1
    const place = places[next]
    const word = place !== undefined && place.from <= from ? next : null
    return [{ text: text.slice(from, to), hit: within(hits, from), redacted: within(redacted, from), word }]
  })
}
