import { createRandom, pick } from '#bench/support/stats.ts'
import type { Connection } from '#main/store/database.ts'

type Term = { readonly term: string; readonly doc: number }

/** What people type, by how many messages hold it. Drawn from the database itself, the same for the same database. */
export function searchTerms(db: Connection): Readonly<Record<string, readonly string[]>> {
  const random = createRandom(11)
  const total = db.prepare<[], number>('select max(id) from messages').pluck().get() ?? 0
  // Query-only connections may not even make a temporary table.
  db.pragma('query_only = OFF')
  db.exec(`create virtual table if not exists temp.words using fts5vocab('main', 'message_search', 'row')`)
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
  return {
    'rare word': some(rare),
    'medium word': some(medium),
    'common word': some(common),
    'two medium words': pairOf(medium, medium),
    'two common words': pairOf(common, common),
    'common and rare': pairOf(common, rare),
    'first three letters': some(medium).map((term) => term.slice(0, 3)),
    'first two letters': some(medium).map((term) => term.slice(0, 2)),
  }
}
