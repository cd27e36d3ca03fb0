import type { SearchOrder } from '#contract/transcript.ts'
import { parseQuery } from '#main/domain/query/parse.ts'
import type { SearchAnswer } from '#main/store/search/search.ts'
import type { Store } from '#main/store/store.ts'

/** As somebody types it. */
export const understood = (text: string) =>
  parseQuery(text, { now: 1_700_000_000_000, offsetMinutes: 0, me: 'Jo' }).tree

/** Once everything is indexed. */
export async function searchFor(
  { search }: Pick<Store, 'search'>,
  text: string,
  more: { readonly order?: SearchOrder; readonly cursor?: string | null; readonly limit?: number } = {},
): Promise<SearchAnswer> {
  const request = { query: understood(text), order: 'newest' as const, cursor: null, limit: 20, ...more }
  for (;;) {
    const answer = await search.page(request, new AbortController().signal)
    if (answer.behind === null) return answer
  }
}

/** The conversations in which it is found, newest first. */
export const foundIn = async (store: Pick<Store, 'search'>, text: string): Promise<readonly number[]> =>
  (await searchFor(store, text)).hits.map(({ conversationId }) => conversationId)
