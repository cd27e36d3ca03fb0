import type { queries } from '#contract/transcript-procedures.ts'
import type { SavedSearch } from '#contract/transcript.ts'
import { parseQuery } from '#main/domain/query/parse.ts'
import { readyMade } from '#main/domain/query/ready-made.ts'
import { suggestAt } from '#main/domain/query/suggest.ts'
import type { Handlers } from '#rpc/serve.ts'

/** Queries are understood as by a desk; saved ones are kept in memory. */
export function fakeQueries(operator: string): Handlers<typeof queries> {
  let searches: readonly SavedSearch[] = readyMade
  return {
    parse: async ({ text, caret }) => {
      const here = { now: Date.now(), offsetMinutes: 0, me: operator }
      const { tokens, problems } = parseQuery(text, here)
      return { tokens: [...tokens], problems: [...problems], suggestions: [...suggestAt(text, caret, here, {})] }
    },
    saved: async () => ({ searches: [...searches] }),
    saveSearch: async ({ name, text, order }) => {
      const saved = { id: `s${searches.length}`, name, text, order, by: operator, at: Date.now() }
      searches = [...searches.filter((one) => one.name !== name), saved]
      return saved
    },
    removeSearch: async ({ id }) => {
      searches = searches.filter((one) => one.id !== id)
      return {}
    },
  }
}
