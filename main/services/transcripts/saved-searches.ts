import type { SavedSearch } from '#contract/transcript.ts'
import { nameKey } from '#main/domain/person.ts'
import { readyMade } from '#main/domain/query/ready-made.ts'
import { AppError } from '#main/kernel/errors.ts'
import { taken, type SavedSearchStore } from '#main/store/saved-searches.ts'
import type { SettingsStore } from '#main/store/store.ts'

/** Saved searches together with the ready-made ones, which are offered until somebody removes them. */
export type SavedSearches = {
  readonly list: () => Promise<readonly SavedSearch[]>
  readonly save: (search: SavedSearch, options: { readonly replace: boolean }) => Promise<SavedSearch>
  readonly remove: (id: string) => Promise<void>
}

const removedKey = 'transcripts.removedReadyMade'

export function createSavedSearches(store: SavedSearchStore, settings: SettingsStore): SavedSearches {
  const removed = async (): Promise<readonly string[]> => {
    const ids = await settings.get(removedKey)
    return Array.isArray(ids) ? ids.flatMap((id: unknown) => (typeof id === 'string' ? [id] : [])) : []
  }
  const offered = async () => {
    const gone = new Set(await removed())
    return readyMade.filter(({ id }) => !gone.has(id))
  }
  const drop = async (id: string) => {
    const gone = await removed()
    if (!gone.includes(id)) await settings.put(removedKey, [...gone, id])
  }
  return {
    list: async () => [...(await offered()), ...(await store.list())],
    save: async (search, options) => {
      const same = (await offered()).find(({ name }) => nameKey(name) === nameKey(search.name))
      if (same !== undefined && !options.replace) throw taken(same.name)
      const saved = await store.save(search, options)
      if (same !== undefined) await drop(same.id)
      return saved
    },
    remove: async (id) => {
      if ((await offered()).some((one) => one.id === id)) return drop(id)
      if (!(await store.remove(id))) throw new AppError('not_found', 'This saved search is not there any more.')
    },
  }
}
