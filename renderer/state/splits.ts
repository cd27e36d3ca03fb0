import { create } from 'zustand'
import type { Arrangement, QueueFilter, QueueOrder, Split } from '#contract/queue.ts'
import { failureText, theDesk } from '#renderer/connection.ts'
import { showSplit, showView, useInbox } from '#renderer/state/inbox.ts'
import { say } from '#renderer/state/live.ts'
import { useStatus } from '#renderer/state/status.ts'
import { t } from '#renderer/ui/language.ts'

/** The order of the queue and its saved filters. The desk keeps them; here stands what a person may still take back. */
type Splits = {
  /** The filters are in sight. */
  readonly open: boolean
  /** Just deleted, with its place. */
  readonly deleted: { readonly split: Split; readonly at: number } | null
  readonly failure: string | null
}

export const useSplits = create<Splits>()(() => ({ open: false, deleted: null, failure: null }))

const arrangement = (): Arrangement => useStatus.getState().status?.queue ?? { order: 'urgency', splits: [] }

async function arrange(change: Partial<Arrangement>): Promise<boolean> {
  try {
    await theDesk().inbox.arrange({ ...arrangement(), ...change })
    useSplits.setState({ failure: null })
    return true
  } catch (error) {
    useSplits.setState({ failure: t('Not saved. {{error}}', { error: failureText(error) }) })
    return false
  }
}

export const setOrder = (order: QueueOrder): Promise<boolean> => arrange({ order })

/** Under a name of its own; the new view is in sight at once. */
export async function saveSplit(name: string, filter: QueueFilter): Promise<boolean> {
  const split = { id: crypto.randomUUID(), name: name.trim(), filter }
  const done = await arrange({ splits: [...arrangement().splits, split] })
  if (done) showSplit(split)
  return done
}

export const renameSplit = (id: string, name: string): Promise<boolean> =>
  arrange({ splits: arrangement().splits.map((split) => (split.id === id ? { ...split, name: name.trim() } : split)) })

export async function deleteSplit(id: string): Promise<void> {
  const { splits } = arrangement()
  const at = splits.findIndex((split) => split.id === id)
  const split = splits[at]
  if (split === undefined || !(await arrange({ splits: splits.filter((one) => one.id !== id) }))) return
  useSplits.setState({ deleted: { split, at } })
  say(t('Deleted the view {{name}}.', { name: split.name }))
  if (useInbox.getState().split === id) showView('all')
}

export async function undoDelete(): Promise<void> {
  const { deleted } = useSplits.getState()
  if (deleted === null) return
  const { splits } = arrangement()
  const done = await arrange({ splits: [...splits.slice(0, deleted.at), deleted.split, ...splits.slice(deleted.at)] })
  if (done) useSplits.setState({ deleted: null })
}

export const dismissDeleted = (): void => useSplits.setState({ deleted: null, failure: null })
export const turnFilters = (): void => useSplits.setState(({ open }) => ({ open: !open }))
