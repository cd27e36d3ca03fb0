import { createRandom, pick } from '#bench/support/stats.ts'
import type { SearchOrder } from '#contract/transcript.ts'
import { parseQuery } from '#main/domain/query/parse.ts'
import type { Connection } from '#main/store/database.ts'
import type { SearchRequest } from '#main/store/search/search.ts'

/** As it is typed, newest first; a word that ends in a star is a beginning. */
export const asked = (text: string, order: SearchOrder = 'newest', limit = 50): SearchRequest => ({
  query: parseQuery(text, { now: Date.now(), offsetMinutes: 0, me: null }).tree,
  order,
  cursor: null,
  limit,
})

/** As the index takes it, where it is nothing but words; null: there is more to it. */
export function rawTerm(text: string): string | null {
  if (text.includes(':') || text.startsWith('*')) return null
  if (text.startsWith('"')) return text
  return text
    .split(' ')
    .map((word) => (word.endsWith('*') ? `"${word.slice(0, -1)}" *` : `"${word}"`))
    .join(' AND ')
}

type Term = { readonly term: string; readonly doc: number }

/** What people type, by how many messages hold it. Drawn from the database itself, the same for the same database. */
export function searchTerms(db: Connection): Readonly<Record<string, readonly string[]>> {
  const random = createRandom(11)
  const total = db.prepare<[], number>('select max(id) from messages').pluck().get() ?? 0
  // Query-only connections may not even make a temporary table.
  db.pragma('query_only = OFF')
  db.exec(`create virtual table if not exists temp.words using fts5vocab('main', 'search_index', 'row')`)
  db.pragma('query_only = ON')
  const words = db
    .prepare<[], Term>(`select term, doc from temp.words where length(term) >= 3 and doc >= 3`)
    .all()
    .filter(({ term }) => /^[a-z0-9]+$/.test(term))
  const between = (low: number, high: number) => words.filter(({ doc }) => doc >= low && doc <= high)
  const some = (terms: readonly Term[]) => Array.from({ length: 40 }, () => pick(random, terms).term)
  const rare = between(3, 30)
  const medium = between(total * 0.005, total * 0.02)
  const common = between(total * 0.15, total)
  const text = db.prepare<[number], string>('select text from messages where id = ?').pluck()
  const together = (make: (words: readonly string[]) => string | null): readonly string[] => {
    const found: string[] = []
    for (let tries = 0; found.length < 40 && tries < 200_000; tries += 1) {
      const made = make((text.get(1 + random.below(total)) ?? '').toLowerCase().match(/[a-z0-9]{3,}/g) ?? [])
      if (made !== null) found.push(made)
    }
    return found
  }
  const pairOf = (first: readonly Term[], second: readonly Term[]) => {
    const [one, two] = [first, second].map((terms) => new Set(terms.map(({ term }) => term)))
    return together((said) => {
      const a = said.filter((word) => one?.has(word))
      const b = said.filter((word) => two?.has(word) && word !== a[0])
      return a.length > 0 && b.length > 0 ? `${a[0]} ${pick(random, b)}` : null
    })
  }
  const phrases = Array.from({ length: 2000 }, () => text.get(1 + random.below(total)) ?? '')
    .flatMap((said) => {
      const all = said.toLowerCase().match(/[a-z0-9]+/g) ?? []
      const from = random.below(Math.max(1, all.length - 2))
      return all.length < 3 ? [] : [`"${all.slice(from, from + 3).join(' ')}"`]
    })
    .slice(0, 40)
  return {
    'rare word': some(rare),
    'medium word': some(medium),
    'common word': some(common),
    'two medium words': pairOf(medium, medium),
    'two common words': pairOf(common, common),
    'common and rare': pairOf(common, rare),
    'first three letters': some(medium).map((term) => `${term.slice(0, 3)}*`),
    phrase: phrases,
    'piece of a word': ['*fund*', '*chang*', '*eceiv*'],
    Chinese: ['退货', '快递显示', '水壶'],
    'filters of actions': [
      'decision:edited',
      'tool:refund_order decision:edited risk:>=3',
      'arg.amount:>50',
      'latency:>50s',
    ],
    'one action of all': ['arg.order_id:#W1043300', 'arg.order_id:#W1000400', 'arg.order_id:#W1077000'],
    'filters of conversations': ['has:guardrail', 'tag:vip', 'channel:email is:unreviewed', 'rag.score:<0.01'],
    'words and filters': [
      'refund decision:edited',
      'from:customer card',
      'channel:email refund',
      'order before:2025-12-01',
    ],
    'a word and a filter that leaves few': ['refund has:guardrail', 'order rag.score:<0.01', 'card tag:vip'],
    'first two letters': some(medium).map((term) => `${term.slice(0, 2)}*`),
  }
}
