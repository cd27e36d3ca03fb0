import type { Connection } from '#main/store/database.ts'

/** Notes, inside the caller's transaction, that the search index does not know everything of a conversation any more. */
export function createChanged(db: Connection): (conversationId: number) => void {
  const note = db.prepare<[number]>('insert or ignore into search_changed(conversation_id) values (?)')
  return (conversationId) => void note.run(conversationId)
}
