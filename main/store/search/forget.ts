import type { Connection } from '#main/store/database.ts'
import { kindNumber, type Kind } from '#main/store/search/sources.ts'
import { beginTraces } from '#main/store/search/traces.ts'

export type Forget = {
  /** Its words are others from now on, or none. */
  readonly row: (conversationId: number, kind: Kind, ref: number) => void
  /** Nothing of what the index has of a conversation may be left anywhere; what it has then is indexed anew. */
  readonly conversation: (conversationId: number) => void
}

/**
 * Notes, inside the transaction that changes them, which rows the search index has other words of. The indexer takes those
 * out by the number of the row, before anybody searches again.
 */
export function createForget(db: Connection): Forget {
  const mark = db.prepare<[number, number, number]>(`
    insert or ignore into search_stale(document)
    select id from documents where conversation_id = ? and kind = ? and ref = ?`)
  const markAll = db.prepare<[number]>(
    'insert or ignore into search_stale(document) select id from documents where conversation_id = ?',
  )
  const note = db.prepare<[number]>('insert or ignore into search_changed(conversation_id) values (?)')
  const trace = beginTraces(db)

  return {
    row: (conversationId, kind, ref) => {
      note.run(conversationId)
      mark.run(conversationId, kindNumber(kind), ref)
    },
    conversation: (conversationId) => {
      note.run(conversationId)
      markAll.run(conversationId)
      trace()
    },
  }
}
