import type { Signer } from '#contract/proposal.ts'
import type { queries } from '#contract/transcript-procedures.ts'
import { argumentNames } from '#main/domain/query/argument-names.ts'
import { parseQuery } from '#main/domain/query/parse.ts'
import { suggestAt, type KnownValues } from '#main/domain/query/suggest.ts'
import type { Surroundings } from '#main/domain/query/surroundings.ts'
import type { Desk } from '#main/services/desk.ts'
import { createSavedSearches } from '#main/services/transcripts/saved-searches.ts'
import type { Context, Handlers } from '#rpc/serve.ts'

/** What is typed, understood while it is typed; and searches kept under a name. */
export function queryHandlers(desk: Desk, signer: (context: Context) => Signer): Handlers<typeof queries> {
  const searches = createSavedSearches(desk.store.savedSearches, desk.store.settings)
  return {
    parse: async ({ text, caret }) => {
      const here = surroundingsOf(desk)
      const { tokens, problems } = parseQuery(text, here)
      const suggestions = suggestAt(text, Math.min(caret, text.length), here, await knownOf(desk))
      return { tokens: [...tokens], problems: [...problems], suggestions: [...suggestions] }
    },
    saved: async () => ({ searches: [...(await searches.list())] }),
    saveSearch: ({ replace = false, ...search }, context) => {
      const added = { id: desk.random.id('s'), by: signer(context).name, at: Math.floor(desk.clock.now()) }
      return searches.save({ ...search, ...added }, { replace })
    },
    removeSearch: async ({ id }) => {
      await searches.remove(id)
      return {}
    },
  }
}

/** By the clock of this machine, and as whoever sits at it. */
export function surroundingsOf(desk: Pick<Desk, 'clock' | 'configuration'>): Surroundings {
  const now = Math.floor(desk.clock.now())
  return { now, offsetMinutes: -new Date(now).getTimezoneOffset(), me: desk.configuration().operator.name }
}

async function knownOf(desk: Desk): Promise<KnownValues> {
  const tools = desk.connections().tools.views()
  const [people, { document }, tags] = await Promise.all([
    desk.store.people.list(),
    desk.store.policies.current(),
    desk.store.savedSearches.tags(),
  ])
  const names = [desk.configuration().operator.name, ...people.map(({ name }) => name)]
  return {
    tools: tools.map(({ name }) => name),
    arguments: once(tools.flatMap(({ parameters }) => argumentNames(parameters))),
    people: once(names),
    rules: once(document.rules.map(({ name }) => name)),
    agents: [desk.configuration().agent?.name ?? 'Support agent'],
    tags,
  }
}

const once = (texts: readonly string[]): readonly string[] => [...new Set(texts)]
