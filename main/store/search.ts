import { guarded, type Connection } from '#main/store/database.ts'
import { excerpt, parseSearch } from '#main/store/search-text.ts'
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
  return ({ text, before, limit }) =>
    guarded(() => {
      const wanted = parseSearch(text)
      if (wanted.match === null) return { hits: [], before: null }
      const rows = find.all(wanted.match, BigInt(before ?? Number.MAX_SAFE_INTEGER), limit + 1)
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
