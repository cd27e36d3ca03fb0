import { guarded, type Connection } from '#main/store/database.ts'
import { excerpt, parseSearch, type Wanted } from '#main/store/search-text.ts'
import type { SearchPage } from '#main/store/store.ts'

type Row = {
  readonly id: number
  readonly conversation_id: number
  readonly author_name: string
  readonly at: number
  readonly text: string
  readonly customer_name: string
}

/** Newest first by row number: the posting list is read from its end and left early, however common the word is. */
export const searchStatement = `
  select m.id, m.conversation_id, m.author_name, m.at, m.text, c.customer_name
  from message_search f
  cross join messages m on m.id = f.rowid
  cross join conversations c on c.id = m.conversation_id
  where message_search match ? and f.rowid < ?
  order by f.rowid desc limit ?`

export type SearchQuery = { readonly text: string; readonly before: number | null; readonly limit: number }

export function createSearch(db: Connection): (query: SearchQuery) => SearchPage {
  const find = db.prepare<[string, bigint, number], Row>(searchStatement)
  const expressionOf = createExpression(db)
  return ({ text, before, limit }) =>
    guarded(() => {
      const wanted = parseSearch(text)
      if (wanted.match === null) return { hits: [], before: null }
      const rows = find.all(expressionOf(wanted, wanted.match), BigInt(before ?? Number.MAX_SAFE_INTEGER), limit + 1)
      const kept = rows.slice(0, limit)
      return {
        hits: kept.map((row) => ({
          messageId: row.id,
          conversationId: row.conversation_id,
          customer: row.customer_name,
          author: row.author_name,
          at: row.at,
          ...excerpt(row.text, wanted),
        })),
        before: rows.length > limit ? (kept.at(-1)?.id ?? null) : null,
      }
    })
}

/** Prefixes this long and shorter have an index of their own, which is read from its end like a word's. */
const indexedPrefix = 3
const wordsTaken = 200

/**
 * A beginning without an index makes FTS5 gather every match before the first hit. Where few enough words begin so, they are
 * named one by one instead: their lists are read from the end and left early, like a single word's.
 */
function createExpression(db: Connection): (wanted: Wanted, match: string) => string {
  // The connection may write nothing, not even this table of its own that only looks into the index.
  db.pragma('query_only = OFF')
  db.exec(`create virtual table if not exists temp.words using fts5vocab(main, message_search, instance)`)
  db.pragma('query_only = ON')
  const nextWord = db.prepare<[string], string>('select term from temp.words where term >= ? limit 1').pluck()

  const wordsFrom = (beginning: string): readonly string[] | null => {
    const words: string[] = []
    let word = nextWord.get(beginning)
    while (word?.startsWith(beginning) === true) {
      words.push(word)
      if (words.length > wordsTaken) return null
      word = nextWord.get(`${word}\u0001`)
    }
    return words
  }

  return ({ groups }, match) => {
    const last = groups.at(-1) ?? []
    const [beginning = ''] = last
    // Only plain words: of others the index may keep a form that is not known here.
    if (last.length !== 1 || beginning.length <= indexedPrefix || !/^[a-z0-9]+$/.test(beginning)) return match
    const words = wordsFrom(beginning)
    if (words === null || words.length === 0) return match
    const others = match.slice(0, match.lastIndexOf('"', match.length - 4)).trim()
    const any = `(${words.map((word) => `"${word}"`).join(' OR ')})`
    return others === '' ? any : `(${others}) AND ${any}`
  }
}
