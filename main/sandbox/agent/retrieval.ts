import type { Article } from '#main/sandbox/company/articles.ts'
import { articles, collectionId } from '#main/sandbox/company/articles.ts'

/**
 * Finds chunks of the help centre by Okapi BM25 over stemmed words. A score is the share of the best a chunk could reach for
 * this question, so it lies between 0 and 1 and falls when half of the question is about something else.
 */
export type Hit = { readonly article: Article; readonly score: number }

const k1 = 1.2
const b = 0.6

const stop = new Set(
  'a an and are as at be been but by can could did do does for from get had has have hello hi how i if in is it its just know like me my not of on or our out please should so than that the their them then there they this to too us very was we were what when where which who will with would you your'.split(
    ' ',
  ),
)

/** Cuts the endings that make two words of one. */
function stem(word: string): string {
  if (word.length < 5) return word.replace(/s$/, '')
  return word.replace(/(ings?|ed|es|s|ly)$/, '').replace(/(.)\1$/, '$1')
}

function wordsOf(text: string): readonly string[] {
  return [...text.toLowerCase().matchAll(/[\p{L}\p{N}]+/gu)]
    .map(([word]) => word)
    .filter((word) => !stop.has(word) && !/^\d{4,}$/.test(word))
    .map(stem)
}

type Entry = { readonly article: Article; readonly counts: ReadonlyMap<string, number>; readonly length: number }

function indexOf(list: readonly Article[]): { readonly entries: readonly Entry[]; readonly average: number } {
  const entries = list.map((article) => {
    const words = wordsOf(`${article.title} ${article.text}`)
    const counts = new Map<string, number>()
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
    return { article, counts, length: words.length }
  })
  return { entries, average: entries.reduce((sum, entry) => sum + entry.length, 0) / Math.max(1, entries.length) }
}

const library = indexOf(articles)

/** Spreads the middle, so that a chunk that answers half of the question reads as a fair match. */
const calibrate = (share: number): number => Math.round((1 - (1 - share) ** 1.6) * 100) / 100

export const retrieve = (question: string, limit = 3): readonly Hit[] => retrieveIn(library, question, limit)

/** The same among other documents. */
export const retrieveFrom = (list: readonly Article[], question: string, limit = 3): readonly Hit[] =>
  retrieveIn(indexOf(list), question, limit)

/** How many words of a question stand in none of these documents. */
export function strangersTo(list: readonly Article[], question: string): number {
  const known = new Set(list.flatMap(({ title, text }) => wordsOf(`${title} ${text}`)))
  return new Set(wordsOf(question).filter((word) => !known.has(word))).size
}

function retrieveIn(library: ReturnType<typeof indexOf>, question: string, limit: number): readonly Hit[] {
  const terms = [...new Set(wordsOf(question))]
  const total = library.entries.length
  const weights = new Map(
    terms.map((term) => {
      const having = library.entries.filter((entry) => entry.counts.has(term)).length
      return [term, Math.log(1 + (total - having + 0.5) / (having + 0.5))] as const
    }),
  )
  // Words nobody here ever wrote down count little, else every long letter would score low.
  const known = terms.filter((term) => library.entries.some((entry) => entry.counts.has(term)))
  const strangers = terms.length - known.length
  const best = known.reduce((sum, term) => sum + (weights.get(term) ?? 0), 0) + strangers * 0.6
  if (best === 0) return []
  return library.entries
    .map((entry) => {
      const points = known.reduce((sum, term) => {
        const count = entry.counts.get(term) ?? 0
        const damped = count + k1 * (1 - b + (b * entry.length) / library.average)
        return sum + ((weights.get(term) ?? 0) * count * (k1 + 1)) / damped
      }, 0)
      return { article: entry.article, score: calibrate(Math.min(1, points / best)) }
    })
    .filter((hit) => hit.score > 0.15)
    .toSorted((one, other) => other.score - one.score || one.article.id.localeCompare(other.article.id))
    .slice(0, limit)
}

export function toRagResults(hits: readonly Hit[]): readonly Record<string, unknown>[] {
  return hits.map((hit) => ({ text: hit.article.text, score: hit.score, collection_id: collectionId }))
}
