import { createContext, useContext } from 'react'

/** How a row of the timeline beside the scores is shown; null: there is no timeline. */
export const EntryOpener = createContext<((entryId: string) => void) | null>(null)

export const useEntryOpener = (): ((entryId: string) => void) | null => useContext(EntryOpener)
