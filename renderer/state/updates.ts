import { create } from 'zustand'
import type { UpdatesStatus } from '#contract/updates.ts'
import { failureText, follow, theDesk, type Desk } from '#renderer/connection.ts'

/** Newer versions of the program, as the desk knows them, and what a person asks of it about them. */
type Updates = {
  /** Null until the desk has said anything. */
  readonly status: UpdatesStatus | null
  /** Why the last thing asked for was not begun; null: it was. */
  readonly refused: string | null
  /** The version somebody does not want to be told of now. */
  readonly later: string | null
}

export const useUpdates = create<Updates>()(() => ({ status: null, refused: null, later: null }))

export const followUpdates = (): (() => void) =>
  follow(
    (desk, signal) => desk.updates.watch({}, { signal }),
    (status) => useUpdates.setState({ status }),
  )

const ask = (act: (desk: Desk) => Promise<unknown>): void => {
  useUpdates.setState({ refused: null })
  Promise.resolve()
    .then(() => act(theDesk()))
    .catch((error: unknown) => useUpdates.setState({ refused: failureText(error) }))
}

export const lookForUpdate = (): void => ask((desk) => desk.updates.look({}))
export const downloadUpdate = (version: string): void => ask((desk) => desk.updates.download({ version }))
export const installUpdate = (version: string): void => ask((desk) => desk.updates.install({ version }))
export const updateLater = (later: string): void => useUpdates.setState({ later })
