import type { Json } from '#contract/tool.ts'
import { eraseJson, type Shape } from '#main/domain/erasing/json.ts'
import { tombstone, type WordFinder } from '#main/domain/erasing/words.ts'
import type { Connection } from '#main/store/database.ts'
import type { Found } from '#main/store/erase/found.ts'
import type { Erasure } from '#main/store/erase/vouching.ts'

export type FoundEarlier = Found & {
  /** Of its rows in the ledger, by number. */
  readonly payloads: ReadonlyMap<number, string>
}

/** What such an entry vouches for stays: only the reason is in somebody's words. */
const shape: Shape = {
  fixed: new Set(['type', 'by', 'what', 'redaction', 'rows', 'origin'] satisfies (keyof Erasure)[]),
  foreign: new Set(),
}

/** The sealed entries of earlier redactions of a conversation, whose reasons can hold what is taken out later. */
export function createEarlierErasures(db: Connection) {
  const entries = db.prepare<[number], { readonly seq: number; readonly payload: string }>(
    'select seq, payload from ledger where proposal_id is null and conversation_id = ? order by seq',
  )
  return {
    search: (conversationId: number, finder: WordFinder): readonly FoundEarlier[] =>
      entries.all(conversationId).flatMap(({ seq, payload }) => {
        const { value, count } = eraseJson(finder, JSON.parse(payload) as Json, shape)
        if (count === 0) return []
        // The ledger is written by whoever vouches for it.
        const apply = () => {}
        const payloads = new Map([[seq, JSON.stringify(value)]])
        return [{ label: 'Reasons of redactions', count, apply, payloads }]
      }),
    /** Without any reason, by number: the conversation goes as a whole. */
    withoutReasons: (conversationId: number): ReadonlyMap<number, string> =>
      new Map(
        entries.all(conversationId).map(({ seq, payload }) => {
          const entry = JSON.parse(payload) as Erasure
          return [seq, JSON.stringify({ ...entry, reason: tombstone } satisfies Erasure)]
        }),
      ),
  }
}
