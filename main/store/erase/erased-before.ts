import { createHash } from 'node:crypto'
import type { Connection } from '#main/store/database.ts'

/**
 * Knows which conversations were taken out for good, so that a helpdesk or a file that still has one does not give it again.
 * Kept are digests of what a conversation is known by, and when its last message was: what was said after that is new.
 */
export type ErasedBefore = {
  /** Inside the transaction that takes it out, while it is still there. */
  readonly remember: (conversationId: number) => void
  /** When the last message was that went; null: it was never taken out here. */
  readonly until: (externalId: string) => number | null
  /** Of an import without an id of its own, by the hash of its words. */
  readonly knowsWords: (contentHash: string) => boolean
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex')
const keyOf = (externalId: string): string => `erased.${digestOf(externalId)}`
const keyOfWords = (contentHash: string): string => `erased.words.${digestOf(contentHash)}`

export function createErasedBefore(db: Connection): ErasedBefore {
  const known = db.prepare<
    [number],
    { readonly external_id: string; readonly last: number; readonly hash: string | null }
  >(`
    select c.external_id, i.content_hash as hash,
      max(c.last_message_at, coalesce((select max(m.at) from messages m where m.conversation_id = c.id), 0)) as last
    from conversations c left join imported_conversations i on i.conversation_id = c.id where c.id = ?`)
  const put = db.prepare<[string, string]>('insert or replace into settings(key, value) values (?, ?)')
  const get = db.prepare<[string], string>('select value from settings where key = ?').pluck()
  return {
    remember: (conversationId) => {
      const found = known.get(conversationId)
      if (found === undefined) return
      put.run(keyOf(found.external_id), String(found.last))
      if (found.hash !== null) put.run(keyOfWords(found.hash), String(found.last))
    },
    until: (externalId) => {
      const value = get.get(keyOf(externalId))
      return value === undefined ? null : Number(value)
    },
    knowsWords: (contentHash) => get.get(keyOfWords(contentHash)) !== undefined,
  }
}
