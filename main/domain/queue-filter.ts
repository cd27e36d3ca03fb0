import type { QueueItem } from '#contract/queue-item.ts'
import type { QueueFilter, QueueView } from '#contract/queue.ts'

/** Which view a row belongs to, and which filter lets it through. */

/** Every row has exactly one. */
export type OwnView = Exclude<QueueView, 'all'>

/** What may have happened comes before money, money before words; what was put off stands apart from all of it. */
export function viewOf(item: Pick<QueueItem, 'state' | 'risk' | 'kind' | 'snoozed'>): OwnView {
  if (item.snoozed !== null) return 'later'
  if (item.state === 'unknown' || item.state === 'failed') return 'checking'
  if (item.risk >= 3) return 'money'
  return item.kind === 'reply' || item.kind === 'note' ? 'replies' : 'other'
}

export function inView(item: QueueItem, view: QueueView): boolean {
  const own = viewOf(item)
  return view === 'all' ? own !== 'later' : own === view
}

type Passes = (item: QueueItem) => boolean

const everything: Passes = () => true

export function passes(filter: QueueFilter): Passes {
  const { risks, tools, channels, tags, marks } = filter
  const text = (filter.text ?? '').trim().toLowerCase()
  const wanted: Passes[] = []
  const named = <T>(list: readonly T[] | undefined, of: (item: QueueItem) => readonly T[]) => {
    if (list === undefined || list.length === 0) return
    const set = new Set(list)
    wanted.push((item) => of(item).some((value) => set.has(value)))
  }
  named(risks, (item) => [item.risk])
  named(tools, (item) => [item.tool])
  named(channels, (item) => [item.channel])
  named(tags, (item) => item.tags)
  named(marks, (item) => item.marks)
  if (text !== '')
    wanted.push(({ title, customer }) => title.toLowerCase().includes(text) || customer.toLowerCase().includes(text))
  return wanted.length === 0 ? everything : (item) => wanted.every((one) => one(item))
}

export const isEmptyFilter = (filter: QueueFilter): boolean => passes(filter) === everything
