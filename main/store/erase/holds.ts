import { showOnOneLine } from '#main/domain/visible.ts'
import type { Connection } from '#main/store/database.ts'

/** Who holds a conversation and why, in words; null: nobody does. What is held stays whole until it is let go. */
export function createHoldCheck(db: Connection) {
  const hold = db.prepare<[number], { readonly by: string; readonly why: string }>(
    'select by, why from legal_holds where conversation_id = ?',
  )
  return (conversationId: number): string | null => {
    const held = hold.get(conversationId)
    if (held === undefined) return null
    return `${showOnOneLine(held.by)} holds this conversation: “${showOnOneLine(held.why)}”. It has to be let go first.`
  }
}
