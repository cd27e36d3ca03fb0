import type { Counts, QueueEvent, QueueFilter, QueueOrder, QueueView } from '#contract/queue.ts'
import type { QueueItem } from '#contract/queue-item.ts'
import { t } from '#renderer/ui/language.ts'

/**
 * The queue as one window shows it. Rows never move by themselves: what is new collects in `fresh` until somebody asks for
 * it, what changed changes in place, and a row keeps the section it was put into. Pure; the store beside it holds one.
 */

export type QueueSection = 'checking' | 'hold' | 'now' | 'soon' | 'later' | 'put_off' | 'newest' | 'oldest' | 'risk'
export const sectionOrder: readonly QueueSection[] = ['checking', 'hold', 'now', 'soon', 'later', 'put_off']
export const sectionWords: Readonly<Record<QueueSection, string>> = {
  checking: t('Needs checking'),
  hold: t('On the line'),
  now: t('Now'),
  soon: t('Soon'),
  later: t('Can wait'),
  put_off: t('Put off'),
  newest: t('Newest first'),
  oldest: t('Oldest first'),
  risk: t('By risk'),
}

export type QueueRow = { readonly item: QueueItem; readonly section: QueueSection }
export type Queue = {
  readonly view: QueueView
  readonly filter: QueueFilter
  readonly order: QueueOrder
  readonly loaded: boolean
  /** In the order shown: by section, inside a section as the desk sent them. */
  readonly rows: readonly QueueRow[]
  readonly fresh: readonly QueueItem[]
  /** Left the queue while somebody looked at it; shown until they look elsewhere. */
  readonly kept: string | null
  readonly next: string | null
  readonly counts: Counts
  /** How many the view holds that the filter lets through. */
  readonly matching: number
}

const none: Counts = {
  all: 0,
  checking: 0,
  money: 0,
  replies: 0,
  other: 0,
  later: 0,
  splits: {},
  byRisk: [0, 0, 0, 0, 0],
  oldest: null,
}
export type Shown = Pick<Queue, 'view' | 'filter' | 'order'>
export const everything: Shown = { view: 'all', filter: {}, order: 'urgency' }

export const emptyQueue = (shown: Shown = everything, counts: Counts = none): Queue => ({
  ...shown,
  loaded: false,
  rows: [],
  fresh: [],
  kept: null,
  next: null,
  counts,
  matching: 0,
})

const minute = 60_000

/** How soon a person should look, by when the desk says they should have. Other orders have one section. */
export function sectionOf({ urgency }: Pick<QueueItem, 'urgency'>, now: number, order: QueueOrder): QueueSection {
  if (order !== 'urgency') return order
  if (urgency.band !== 'due') return urgency.band
  if (urgency.cause === 'later') return 'put_off'
  const left = urgency.at - now
  if (left <= 15 * minute) return 'now'
  return left <= 60 * minute ? 'soon' : 'later'
}

const placeOf = ({ urgency, seq, risk, proposedAt }: QueueItem, order: QueueOrder): readonly number[] => {
  const due = [['checking', 'hold', 'due'].indexOf(urgency.band), urgency.at, seq]
  switch (order) {
    case 'urgency':
      return due
    case 'risk':
      return [-risk, ...due]
    case 'newest':
      return [-proposedAt, -seq]
    case 'oldest':
      return [proposedAt, seq]
  }
}

/** As the desk sorts. */
function sorted(items: readonly QueueItem[], order: QueueOrder): readonly QueueItem[] {
  const placed = items.map((item) => ({ item, place: placeOf(item, order) }))
  placed.sort((a, b) => a.place.map((number, at) => number - (b.place[at] ?? 0)).find((gap) => gap !== 0) ?? 0)
  return placed.map(({ item }) => item)
}

const rank = (section: QueueSection) => sectionOrder.indexOf(section)

/** Sections follow one another: a row is never in an earlier one than the row above it. */
function toRows(
  items: readonly QueueItem[],
  now: number,
  order: QueueOrder,
  above?: QueueSection,
): readonly QueueRow[] {
  let least = above
  return items.map((item) => {
    const own = sectionOf(item, now, order)
    const section = least !== undefined && rank(own) < rank(least) ? least : own
    least = section
    return { item, section }
  })
}

const unique = (items: readonly QueueItem[]): readonly QueueItem[] => [
  ...new Map(items.map((item) => [item.id, item])).values(),
]

export function applyQueueEvent(queue: Queue, event: QueueEvent, selected: string | null, now: number): Queue {
  switch (event.type) {
    case 'snapshot':
      return queue.loaded
        ? applySnapshot(queue, event, selected)
        : { ...first(queue, event, now), counts: event.counts, matching: event.matching }
    case 'changed': {
      const { counts, matching } = event
      if (queue.rows.some((row) => row.item.id === event.item.id))
        return {
          ...queue,
          counts,
          matching,
          kept: queue.kept === event.item.id ? null : queue.kept,
          rows: queue.rows.map((row) => (row.item.id === event.item.id ? { ...row, item: event.item } : row)),
        }
      // With nothing on screen there is nothing that could jump.
      if (queue.rows.length === 0) return { ...queue, counts, matching, rows: toRows([event.item], now, queue.order) }
      const known = { ...queue, counts, matching, fresh: unique([...queue.fresh, event.item]) }
      // Who is on the line is in sight at once.
      return event.item.urgency.band === 'hold' ? takeIn(known, event.item.id, now) : known
    }
    case 'left':
      return leave({ ...queue, counts: event.counts, matching: event.matching }, event.id, event.state, selected)
  }
}

type Snapshot = Extract<QueueEvent, { type: 'snapshot' }>

const first = (queue: Queue, event: Snapshot, now: number): Queue => ({
  ...queue,
  loaded: true,
  rows: toRows(unique(event.items), now, queue.order),
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
    matching: event.matching,
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
  rows: toRows(sorted(unique([...queue.rows.map((row) => row.item), ...queue.fresh]), queue.order), now, queue.order),
})

/** One of the new ones takes its place because a person asked for it; the others go on waiting. */
export function takeIn(queue: Queue, id: string, now: number): Queue {
  const taken = queue.fresh.find((item) => item.id === id)
  if (taken === undefined) return queue
  const order = sorted([...queue.rows.map((row) => row.item), taken], queue.order)
  const at = order.findIndex((item) => item.id === id)
  const next = order[at + 1]
  // Rows that are there keep their order even where it is not today's: it goes in front of the one it comes before.
  const place = next === undefined ? queue.rows.length : queue.rows.findIndex((row) => row.item.id === next.id)
  const above = queue.rows.slice(0, place)
  const added = toRows([taken], now, queue.order, above.at(-1)?.section)
  const fresh = queue.fresh.filter((item) => item.id !== id)
  return { ...queue, fresh, rows: [...above, ...added, ...queue.rows.slice(place)] }
}

/** A further page, at the end. */
export function appendPage(queue: Queue, items: readonly QueueItem[], next: string | null, now: number): Queue {
  const known = new Set([...queue.rows.map((row) => row.item.id), ...queue.fresh.map((item) => item.id)])
  const added = unique(items).filter((item) => !known.has(item.id))
  const rows = toRows(added, now, queue.order, queue.rows.at(-1)?.section)
  return { ...queue, next, rows: [...queue.rows, ...rows] }
}

/** Since when the one who has waited longest has: of the rows known, and of what the desk counts beyond them. */
export const oldestOf = ({ rows, counts }: Queue): number | null =>
  rows.reduce<number | null>((oldest, { item }) => {
    if (item.snoozed !== null) return oldest
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
