import { create } from 'zustand'
import type { SavedSearch, SearchOrder } from '#contract/transcript.ts'
import { failureText, theDesk } from '#renderer/connection.ts'
import { say } from '#renderer/state/live.ts'
import { t } from '#renderer/ui/language.ts'

/** Searches with a name, as the desk keeps them; here stands what a person may still take back. */
type Saved = {
  readonly searches: readonly SavedSearch[]
  /** Just removed. */
  readonly removed: SavedSearch | null
  readonly failure: string | null
}

export const useSaved = create<Saved>()(() => ({ searches: [], removed: null, failure: null }))

export async function loadSaved(): Promise<void> {
  try {
    const { searches } = await theDesk().transcripts.saved({})
    useSaved.setState({ searches })
  } catch {
    // Those that are known stay.
  }
}

async function attempt(act: () => Promise<void>): Promise<boolean> {
  try {
    await act()
    useSaved.setState({ failure: null })
    await loadSaved()
    return true
  } catch (error) {
    useSaved.setState({ failure: failureText(error) })
    return false
  }
}

type Wanted = { readonly name: string; readonly text: string; readonly order: SearchOrder }

/** Under a name, in the place of another of this name; `instead` goes, which is how one is renamed. */
export const saveSearch = ({ name, text, order }: Wanted, instead: SavedSearch | null = null): Promise<boolean> =>
  attempt(async () => {
    const { transcripts } = theDesk()
    const kept = await transcripts.saveSearch({ name, text, order, replace: true })
    if (instead !== null && instead.id !== kept.id) await transcripts.removeSearch({ id: instead.id })
    useSaved.setState({ removed: null })
    say(t('Saved the search {{name}}.', { name: kept.name }))
  })

export const removeSearch = (search: SavedSearch): Promise<boolean> =>
  attempt(async () => {
    await theDesk().transcripts.removeSearch({ id: search.id })
    useSaved.setState({ removed: search })
    say(t('Removed the search {{name}}.', { name: search.name }))
  })

export async function undoRemove(): Promise<void> {
  const { removed } = useSaved.getState()
  if (removed !== null) await saveSearch(removed)
}

export const dismissRemoved = (): void => useSaved.setState({ removed: null, failure: null })

/** The one that stands for what is searched now. */
export const savedFor = (searches: readonly SavedSearch[], text: string, order: SearchOrder): SavedSearch | null =>
  searches.find((one) => one.text.trim() === text.trim() && one.order === order) ?? null
