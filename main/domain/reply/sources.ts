import type { EvidenceLetter, Sentence } from '#contract/reply.ts'
import { findPromises, type Promised } from '#main/domain/reply/promises.ts'
import { splitSentences, type Range } from '#main/domain/reply/sentences.ts'
import { asksFor, findValues, namedSpan, type Value } from '#main/domain/reply/values.ts'
import { contentWords, type Word } from '#main/domain/reply/words.ts'

/**
 * Where each sentence of a reply comes from, by its words and never by a model. A sentence has the source that holds the
 * largest share of its content words and hard facts: at least half of them, and two. An amount, date or link is supported
 * where any source says the same; a promise, where its sentence has a source. Everything else of these is a claim.
 */
export const leastShare = 0.5
const leastShared = 2
/** Of a whole source, where a sentence sums up several of its own: that holds many words, so more of them must agree. */
const leastShareOfWhole = 0.75
/** A sentence of so few telling words says nothing that could be wrong, unless it holds a claim. */
const leastTelling = 2

export type Evidence = { readonly letter: EvidenceLetter; readonly number: number; readonly text: string }

/** What is compared with a sentence: a sentence of a source, a whole source, or a whole result of a tool. */
type Passage = {
  readonly evidence: Evidence
  /** A whole source rather than one of its sentences. */
  readonly whole: boolean
  readonly range: Range
  readonly words: readonly Word[]
  readonly values: readonly Value[]
}

type Index = {
  readonly passages: readonly Passage[]
  /** Passages by word and by hard fact. */
  readonly byKey: ReadonlyMap<string, readonly number[]>
  /** Room for one count per passage, cleared by whoever counts. */
  readonly hits: Uint16Array
}

export function traceSentences(text: string, evidence: readonly Evidence[]): readonly Sentence[] {
  const index = indexOf(evidence)
  const ranges = splitSentences(text)
  const words = byRange(ranges, contentWords(text))
  const values = byRange(ranges, findValues(text))
  const promises = byRange(ranges, findPromises(text))
  return ranges.map((range, at) =>
    traceSentence(
      {
        range,
        isQuestion: /[?？؟]$/.test(text.slice(...range)),
        words: words[at] ?? [],
        values: values[at] ?? [],
        promises: promises[at] ?? [],
      },
      index,
    ),
  )
}

type Read = {
  readonly range: Range
  /** It says nothing by itself. */
  readonly isQuestion: boolean
  readonly words: readonly Word[]
  readonly values: readonly Value[]
  readonly promises: readonly Promised[]
}

/** The sources of a conversation stay the same while its reply is written: the last few are read once. */
const recent: { readonly evidence: readonly Evidence[]; readonly index: Index }[] = []
const mostRecent = 4

function indexOf(evidence: readonly Evidence[]): Index {
  const known = recent.find((one) => isSame(one.evidence, evidence))
  if (known !== undefined) return known.index
  const index = buildIndex(evidence)
  recent.unshift({ evidence: [...evidence], index })
  recent.length = Math.min(recent.length, mostRecent)
  return index
}

const isSame = (one: readonly Evidence[], other: readonly Evidence[]): boolean =>
  one.length === other.length &&
  one.every(({ letter, number, text }, at) => {
    const there = other[at]
    return there?.letter === letter && there.number === number && there.text === text
  })

function buildIndex(evidence: readonly Evidence[]): Index {
  const passages = evidence.flatMap(passagesOf)
  const byKey = new Map<string, number[]>()
  passages.forEach(({ words, values }, at) => {
    const keys = new Set([...words.map((word) => word.key), ...values.flatMap((value) => value.keys)])
    for (const key of keys) {
      const known = byKey.get(key)
      if (known === undefined) byKey.set(key, [at])
      else known.push(at)
    }
  })
  return { passages, byKey, hits: new Uint16Array(passages.length) }
}

function passagesOf(evidence: Evidence): readonly Passage[] {
  const { text } = evidence
  const isResult = evidence.letter === 'T'
  const values = isResult ? [...findValues(text), ...namedSpans(text)] : findValues(text)
  const ranges: readonly Range[] = isResult ? [[0, text.length]] : splitSentences(text)
  const wordsOf = byRange(ranges, contentWords(text))
  const valuesOf = byRange(ranges, values)
  const parts = ranges.map((range, at) => ({
    evidence,
    whole: false,
    range,
    words: wordsOf[at] ?? [],
    values: valuesOf[at] ?? [],
  }))
  if (parts.length < 2) return parts
  return [...parts, { evidence, whole: true, range: [0, text.length], words: wordsOf.flat(), values: valuesOf.flat() }]
}

/** Which of the items lie in which of the ranges; both in the order of the text. */
function byRange<T extends { readonly range: Range }>(ranges: readonly Range[], items: readonly T[]): readonly T[][] {
  let next = 0
  return ranges.map(([start, end]) => {
    const inside: T[] = []
    for (let item = items[next]; item !== undefined && item.range[0] < end; next += 1, item = items[next]) {
      if (item.range[0] >= start) inside.push(item)
    }
    return inside
  })
}

/** Lines of a result whose name says their unit. */
function namedSpans(text: string): readonly Value[] {
  return [...text.matchAll(/^([\w .-]+): (\d+(?:\.\d+)?)$/gm)].flatMap((match): Value[] => {
    const key = namedSpan(match[1] ?? '', Number(match[2]))
    return key === null ? [] : [{ kind: 'date', range: [match.index, match.index + match[0].length], keys: [key] }]
  })
}

function traceSentence({ range, isQuestion, words: all, values, promises }: Read, index: Index): Sentence {
  const words = all.filter((word) => !values.some((value) => overlap(word.range, value.range)))
  const asked = [...new Set(words.map((word) => word.key)), ...values.map((value) => asksFor(value))]
  const best = sourceOf(asked, index)
  const hasSource = best !== null
  const claims: Sentence['claims'] = values.flatMap((value) => {
    const { kind } = value
    if (kind === 'number' || asksFor(value).some((key) => index.byKey.has(key))) return []
    return [{ range: [...value.range], kind, instead: insteadOf(kind, words, index) }]
  })
  if (!hasSource)
    claims.push(
      ...promises.map((one) => ({
        range: [...one.range] as [number, number],
        kind: 'promise' as const,
        instead: null,
      })),
    )
  return {
    range: [range[0], range[1]],
    origin: hasSource
      ? { ...describe(best, asked), share: Math.round(best.share * 100) / 100 }
      : { letter: claims.length === 0 && (isQuestion || asked.length < leastTelling) ? 'plain' : 'none' },
    claims: claims.toSorted((a, b) => a.range[0] - b.range[0]),
  }
}

const overlap = (one: Range, other: Range): boolean => one[0] < other[1] && other[0] < one[1]

type Asked = readonly (string | readonly string[])[]
type Best = { readonly passage: Passage; readonly shared: number; readonly share: number }

const order: Readonly<Record<EvidenceLetter, number>> = { T: 0, S: 1, C: 2 }

/** One sentence that says it, or else one source whose sentences together do. */
function sourceOf(asked: Asked, index: Index): Best | null {
  const hits = countHits(asked, index)
  const one = findBest(asked, hits, index, false)
  if (one !== null && one.share >= leastShare && one.shared >= leastShared) return one
  const several = findBest(asked, hits, index, true)
  return several !== null && several.share >= leastShareOfWhole && several.shared > leastShared ? several : null
}

/** By passage. */
function countHits(asked: Asked, { byKey, hits }: Index): Uint16Array {
  hits.fill(0)
  for (const one of asked) {
    const found =
      typeof one === 'string' ? byKey.get(one) : one.map((key) => byKey.get(key)).find((at) => at !== undefined)
    for (const at of found ?? []) hits[at] = (hits[at] ?? 0) + 1
  }
  return hits
}

function findBest(asked: Asked, hits: Uint16Array, { passages }: Index, whole: boolean): Best | null {
  let best: Best | null = null
  for (let at = 0; at < hits.length; at += 1) {
    const shared = hits[at] ?? 0
    if (shared === 0 || shared < (best?.shared ?? 0)) continue
    const passage = passages[at]
    if (passage === undefined || passage.whole !== whole) continue
    const isBetter =
      best === null ||
      shared > best.shared ||
      (shared === best.shared && order[passage.evidence.letter] < order[best.passage.evidence.letter])
    if (isBetter) best = { passage, shared, share: shared / asked.length }
  }
  return best
}

/** The words of the source that return in the sentence; what stands beside each other is one range. */
function describe({ passage }: Best, asked: Asked) {
  const keys = new Set(asked.flat())
  const found = [
    ...passage.words.filter((word) => keys.has(word.key)).map((word) => word.range),
    ...passage.values.filter((value) => value.keys.some((key) => keys.has(key))).map((value) => value.range),
  ].toSorted((a, b) => a[0] - b[0])
  const ranges: [number, number][] = []
  for (const [start, end] of found) {
    const last = ranges.at(-1)
    const between = last === undefined ? null : passage.evidence.text.slice(last[1], start)
    if (last !== undefined && between !== null && (start <= last[1] || /^[^.!?\n]{0,10}$/.test(between)))
      ranges[ranges.length - 1] = [last[0], Math.max(last[1], end)]
    else ranges.push([start, end])
  }
  return { letter: passage.evidence.letter, number: passage.evidence.number, ranges }
}

/** What the source that speaks most of the same says in its place: "S2 says $12". */
function insteadOf(kind: Value['kind'], words: readonly Word[], { passages, byKey, hits }: Index): string | null {
  hits.fill(0)
  for (const { key } of words) for (const at of byKey.get(key) ?? []) hits[at] = (hits[at] ?? 0) + 1
  let most = 0
  let near: string | null = null
  for (let at = 0; at < hits.length; at += 1) {
    if ((hits[at] ?? 0) <= most) continue
    const passage = passages[at]
    const value = passage?.values.find((one) => one.kind === kind)
    if (passage === undefined || passage.whole || value === undefined || passage.evidence.letter === 'C') continue
    most = hits[at] ?? 0
    const { letter, number, text } = passage.evidence
    near = `${letter}${number} says ${text.slice(...value.range)}`
  }
  return near
}
