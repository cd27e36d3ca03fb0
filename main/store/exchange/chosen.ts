import type { ExportRequest } from '#contract/exchange.ts'
import type { Query } from '#main/domain/query/ast.ts'
import { guarded, type Connection } from '#main/store/database.ts'
import type { TranscriptSearch } from '#main/store/search/search.ts'

/** What is to be written: a search as it was understood (null: everything), or conversations by their number. */
export type Chosen =
  | { readonly by: 'query'; readonly query: Query | null }
  | Extract<ExportRequest['of'], { by: 'conversations' }>
/** `waiting`: told how many conversations are still to be indexed first. */
export type Choose = (of: Chosen, signal: AbortSignal, waiting?: (left: number) => void) => Promise<readonly number[]>

/** More conversations than any desk has. */
const all = 10_000_000

/** The conversations that are meant, newest first. */
export const createChoose =
  (db: Connection, search: Pick<TranscriptSearch, 'conversations'>): Choose =>
  async (of, signal, waiting) => {
    if (of.by === 'conversations') return [...new Set(of.ids)]
    if (of.query !== null) return (await search.conversations(of.query, all, signal, waiting)).ids
    return guarded(() =>
      db.prepare<[], number>('select id from conversations order by last_message_at desc, id desc').pluck().all(),
    )
  }
