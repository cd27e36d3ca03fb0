import { parseQuery } from '#main/domain/query/parse.ts'
import type { Desk } from '#main/services/desk.ts'
import type { FindConversations } from '#main/services/quality/queues.ts'
import { surroundingsOf } from '#main/services/transcripts/query-handlers.ts'

/** Conversations that a search finds, the newest first. */
export function findIn(desk: Pick<Desk, 'store' | 'clock' | 'configuration'>): FindConversations {
  return async (text, most) => {
    const { tree, problems } = parseQuery(text, surroundingsOf(desk))
    const { ids, more } = await desk.store.search.conversations(tree, most, new AbortController().signal)
    return { ids: [...ids], more, problems: [...problems] }
  }
}
