import type { Counts, QueueEvent, QueueView } from '#contract/index.ts'
import type { QueueItem } from '#contract/proposal.ts'

/**
 * The queue as one window shows it. Rows never move by themselves: what is new collects in `fresh` until somebody asks for
 * it, what changed changes in place, and a row keeps the section it was put into. Pure; the store beside it holds one.
 */

export type QueueSection = 'checking' | 'now' | 'soon' | 'later'
export const sectionOrder: readonly QueueSection[] = ['checking', 'now', 'soon', 'later']
export const sectionWords: Readonly<Record<QueueSection, string>> = {
  checking: 'Needs checking',
  now: 'Now',
  soon: 'Soon',
  later: 'Can wait',
}

export type QueueRow = { readonly item: QueueItem; readonly section: QueueSection }
export type Queue = {
  readonly view: QueueView
  readonly loaded: boolean
  /** In the order shown: by section, inside a section as the desk sent them. */
  readonly rows: readonly QueueRow[]
  readonly fresh: readonly QueueItem[]
  /** Left the queue while somebody looked at it; shown until they look elsewhere. */
  readonly kept: string | null
  readonly next: string | null
  readonly counts: Counts
}

const none: Counts = {
  all: 0,
  checking: 0,
  money: 0,
  replies: 0,
  other: 0,
  byRisk: [0, 0, 0, 0, 0],
  oldest: null,
}
export const emptyQueue = (view: QueueView, counts: Counts = none): Queue => ({
  view,
  loaded: false,
  rows: [],
  fresh: [],
  kept: null,
  next: null,
  counts,
})

const minute = 60_000

/** How soon a person should look: what may have happened first, then money and long waits, then words for customers. */
export function sectionOf(item: QueueItem, now: number): QueueSection {
  if (item.state === 'unknown') return 'checking'
  const waited = item.waitingSince === null ? 0 : now - item.waitingSince
  if (item.risk >= 3 || waited >= 15 * minute) return 'now'
  return item.risk >= 2 || waited > 0 ? 'soon' : 'later'
}

const arrange = (rows: readonly QueueRow[]): readonly QueueRow[] =>
  sectionOrder.flatMap((section) => rows.filter((row) => row.section === section))

const toRows = (items: readonly QueueItem[], now: number): readonly QueueRow[] =>
  items.map((item) => ({ item, section: sectionOf(item, now) }))

const unique = (items: readonly QueueItem[]): readonly QueueItem[] => [
  ...new Map(items.map((item) => [item.id, item])).values(),
]

export function applyQueueEvent(queue: Queue, event: QueueEvent, selected: string | null, now: number): Queue {
  switch (event.type) {
    case 'snapshot':
      return queue.loaded
        ? applySnapshot(queue, event, selected)
        : { ...first(queue, event, now), counts: event.counts }
    case 'changed': {
      const counts = event.counts
      if (queue.rows.some((row) => row.item.id === event.item.id))
        return {
          ...queue,
          counts,
          kept: queue.kept === event.item.id ? null : queue.kept,
          rows: queue.rows.map((row) => (row.item.id === event.item.id ? { ...row, item: event.item } : row)),
        }
      // With nothing on screen there is nothing that could jump.
      if (queue.rows.length === 0) return { ...queue, counts, rows: toRows([event.item], now) }
      return { ...queue, counts, fresh: unique([...queue.fresh, event.item]) }
    }
    case 'left':
      return leave({ ...queue, counts: event.counts }, event.id, event.state, selected)
  }
}

type Snapshot = Extract<QueueEvent, { type: 'snapshot' }>

const first = (queue: Queue, event: Snapshot, now: number): Queue => ({
  ...queue,
  loaded: true,
  rows: arrange(toRows(unique(event.items), now)),
  fresh: [],
  next: event.next,
})

/** A snapshot after a loss: rows stay where they are, what the desk no longer has goes, what is new waits. */
function applySnapshot(queue: Queue, event: Snapshot, selected: string | null): Queue {
  const sent = new Map(event.items.map((item) => [item.id, item]))
  const known = new Set(queue.rows.map((row) => row.item.id))
  // Past the first page a snapshot says nothing about what it does not name.
  const complete = event.next === null
  const rows = queue.rows.flatMap((row) => {
    const item = sent.get(row.item.id)
    if (item !== undefined) return [{ ...row, item }]
    return complete && row.item.id !== selected ? [] : [row]
  })
  return {
    ...queue,
    rows,
    counts: event.counts,
    next: complete ? null : (queue.next ?? event.next),
    fresh: event.items.filter((item) => !known.has(item.id)),
  }
}

function leave(queue: Queue, id: string, state: QueueItem['state'], selected: string | null): Queue {
  const fresh = queue.fresh.filter((item) => item.id !== id)
  if (id !== selected) return { ...queue, fresh, rows: queue.rows.filter((row) => row.item.id !== id) }
  const rows = queue.rows.map((row) => (row.item.id === id ? { ...row, item: { ...row.item, state } } : row))
  return { ...queue, fresh, rows, kept: id }
}

/** Somebody looks elsewhere: what had left goes now. */
export const dropKept = (queue: Queue, selected: string | null): Queue =>
  queue.kept === null || queue.kept === selected
    ? queue
    : { ...queue, kept: null, rows: queue.rows.filter((row) => row.item.id !== queue.kept) }

/** The new ones take their places, and waiting times are judged again. */
export const mergeFresh = (queue: Queue, now: number): Queue => ({
  ...queue,
  fresh: [],
  rows: arrange(toRows(unique([...queue.rows.map((row) => row.item), ...queue.fresh]), now)),
})

/** One of the new ones takes its place because a person asked for it; the others go on waiting. */
export function takeIn(queue: Queue, id: string, now: number): Queue {
  const taken = queue.fresh.filter((item) => item.id === id)
  if (taken.length === 0) return queue
  return {
    ...queue,
    fresh: queue.fresh.filter((item) => item.id !== id),
    rows: arrange([...queue.rows, ...toRows(taken, now)]),
  }
}

/** A further page, at the end of its sections. */
export function appendPage(queue: Queue, items: readonly QueueItem[], next: string | null, now: number): Queue {
  const known = new Set([...queue.rows.map((row) => row.item.id), ...queue.fresh.map((item) => item.id)])
  const added = toRows(
    unique(items).filter((item) => !known.has(item.id)),
    now,
  )
  return { ...queue, next, rows: arrange([...queue.rows, ...added]) }
}

/** Since when the one who has waited longest has: of the rows known, and of what the desk counts beyond them. */
export const oldestOf = ({ rows, counts }: Queue): number | null =>
  rows.reduce<number | null>((oldest, { item }) => {
    const since = Math.min(item.waitingSince ?? item.proposedAt, item.proposedAt)
    return oldest === null ? since : Math.min(oldest, since)
  }, counts.oldest)

/** What to look at after `id`: the next step of the same conversation, else the next row, else the one before. */
export function nextAfter(queue: Queue, id: string): QueueItem | null {
  const at = queue.rows.findIndex((row) => row.item.id === id)
  const own = queue.rows[at]?.item
  const others = queue.rows.filter((row) => row.item.id !== id).map((row) => row.item)
  const sibling = others.find((item) => item.conversationId === own?.conversationId && item.state === 'pending')
  return sibling ?? queue.rows[at + 1]?.item ?? queue.rows[at - 1]?.item ?? null
}
