import { create } from 'zustand'
import type { QueueItem } from '#contract/queue-item.ts'
import type { TogetherResult, TogetherRow } from '#contract/together.ts'
import { failureText, theDesk } from '#renderer/connection.ts'
import { useInbox } from '#renderer/state/inbox.ts'
import { say } from '#renderer/state/live.ts'
import { useUi } from '#renderer/state/ui.ts'
import { t } from '#renderer/ui/language.ts'

/** What was picked to be signed together, the table before the signature, and what became of each line. */
type Together = {
  readonly picked: readonly string[]
  readonly open: boolean
  /** Null: being read. */
  readonly rows: readonly TogetherRow[] | null
  readonly results: readonly TogetherResult[] | null
  readonly busy: boolean
  readonly failure: string | null
}

const closed = { open: false, rows: null, results: null, busy: false, failure: null }
export const useTogether = create<Together>()(() => ({ picked: [], ...closed }))

const most = 100

export function pick(id: string): void {
  const { picked } = useTogether.getState()
  const next = picked.includes(id) ? picked.filter((one) => one !== id) : [...picked, id].slice(-most)
  useTogether.setState({ picked: next })
  say(t('{{count}} picked.', { count: next.length }))
}

export const pickSelected = (): void => {
  const id = useUi.getState().proposalId
  if (id !== null && useInbox.getState().queue.rows.some((row) => row.item.id === id)) pick(id)
}

/** Several of the rows in sight that ask for the same. */
export type SameAsk = { readonly ids: readonly string[]; readonly title: string; readonly tool: string }

const fewest = 3

/** The largest group of rows that ask for the same thing; null: no three do. Pure. */
export function sameAsk(items: readonly QueueItem[]): SameAsk | null {
  const groups = new Map<string, QueueItem[]>()
  for (const item of items)
    if (item.ask !== null && item.state === 'pending') groups.set(item.ask, [...(groups.get(item.ask) ?? []), item])
  const largest = [...groups.values()].reduce<readonly QueueItem[]>(
    (best, one) => (one.length > best.length ? one : best),
    [],
  )
  const [first] = largest
  if (first === undefined || largest.length < fewest) return null
  return { ids: largest.slice(0, most).map(({ id }) => id), title: first.title, tool: first.tool }
}

/** The table of what was picked; with nothing picked, of the largest group that asks for the same. */
export function openTogether(): void {
  const { picked } = useTogether.getState()
  if (picked.length > 0) return openTable(picked)
  const group = sameAsk(useInbox.getState().queue.rows.map((row) => row.item))
  if (group === null) return say(t('Nothing is picked. X picks the decision in sight.'))
  openTable(group.ids)
}

export function openTable(ids: readonly string[]): void {
  useTogether.setState({ ...closed, open: true })
  theDesk()
    .together.look({ ids: [...ids] })
    .then(({ rows }) => useTogether.setState({ rows }))
    .catch((error: unknown) => useTogether.setState({ failure: failureText(error) }))
}

export const closeTable = (): void => useTogether.setState(closed)

/** Signs the lines named, exactly as they were shown. */
export async function signTogether(rows: readonly TogetherRow[]): Promise<void> {
  if (useTogether.getState().busy) return
  useTogether.setState({ busy: true, failure: null })
  try {
    const { results } = await theDesk().together.sign({
      rows: rows.map(({ id, revision, argsHash, fingerprint }) => ({ id, revision, argsHash, fingerprint })),
    })
    const done = results.filter(({ state }) => state !== null)
    useTogether.setState({ results, picked: [] })
    say(t('{{signed}} signed, {{left}} not.', { signed: done.length, left: results.length - done.length }))
  } catch (error) {
    useTogether.setState({ failure: failureText(error) })
  } finally {
    useTogether.setState({ busy: false })
  }
}

/** Takes back all that has not left yet. */
export async function takeBackAll(): Promise<void> {
  const { results } = useTogether.getState()
  if (results === null) return
  useTogether.setState({ busy: true })
  const after = await Promise.all(
    results.map(async (result): Promise<TogetherResult> => {
      if (result.dueAt === null) return result
      try {
        await theDesk().proposals.withdraw({ id: result.id })
        return { id: result.id, state: null, dueAt: null, why: t('Taken back. Nothing was sent') }
      } catch (error) {
        return { ...result, dueAt: null, why: failureText(error) }
      }
    }),
  )
  useTogether.setState({ results: after, busy: false })
}
