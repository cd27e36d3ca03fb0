import type { transcripts } from '#contract/transcript-procedures.ts'
import { parseQuery } from '#main/domain/query/parse.ts'
import type { Desk } from '#main/services/desk.ts'
import { surroundingsOf } from '#main/services/transcripts/query-handlers.ts'
import type { Handlers } from '#rpc/serve.ts'

type Finding = Pick<typeof transcripts, 'search' | 'rows' | 'unreadable' | 'count' | 'facets'>

/** Text as it was typed, understood here and answered by the thread that searches. */
export function transcriptHandlers(desk: Desk): Handlers<Finding> {
  const { search } = desk.store
  const understand = (text: string) => parseQuery(text, surroundingsOf(desk))
  return {
    search: async ({ text, ...options }, { signal }) => {
      const began = desk.clock.monotonic()
      const { tree, problems } = understand(text)
      const page = await search.page({ query: tree, ...options }, signal)
      return { ...page, problems: [...problems], tookMs: desk.clock.monotonic() - began }
    },
    rows: async ({ text, conversationId }, { signal }) => {
      const { entryIds, more } = await search.rows(understand(text).tree, conversationId, signal)
      return { entryIds: [...entryIds], more }
    },
    unreadable: async () => {
      const { count, first } = await search.unreadable()
      return { count, first: [...first] }
    },
    count: async ({ text }, { signal }) => {
      const { tree, problems } = understand(text)
      return { ...(await search.count(tree, signal)), problems: [...problems] }
    },
    facets: async ({ text }, { signal }) => {
      const { tree, problems } = understand(text)
      const { facets, behind } = await search.facets(tree, signal)
      return { facets: [...facets], behind, problems: [...problems] }
    },
  }
}
