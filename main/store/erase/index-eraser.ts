import type { Connection } from '#main/store/database.ts'
import { createForget } from '#main/store/search/forget.ts'

/** Changes words of a conversation so that the search index keeps no trace of them, once `wipe` has done its part. */
export type IndexEraser = (conversationId: number, change: () => void) => void

export function createIndexEraser(db: Connection): IndexEraser {
  const forget = createForget(db)
  return (conversationId, change) => {
    change()
    forget.conversation(conversationId)
  }
}
