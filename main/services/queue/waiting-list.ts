import type { QueueItem } from '#contract/queue-item.ts'
import type { Counts, QueueFilter, QueueOrder, QueueView, Split } from '#contract/queue.ts'
import { inView, isEmptyFilter, viewOf, passes } from '#main/domain/queue-filter.ts'
import { comparePlaces, placeOf, urgencyOf, type Place, type Targets } from '#main/domain/urgency.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { WaitingItem } from '#main/store/store.ts'

/**
 * All that waits for a person, held in memory in every order that was asked for, and counted as it comes and goes: a page
 * costs what is on it, a count costs nothing, whatever waits and whatever filter is laid over it.
 */
export type WaitingList = ReturnType<typeof createWaitingList>

export type Ask = { readonly view: QueueView; readonly filter: QueueFilter; readonly order: QueueOrder }
type Entry = { readonly item: QueueItem; readonly place: Place }

export function createWaitingList(targets: Targets, splits: readonly Split[]) {
  const items = new Map<string, QueueItem>()
  const ofConversation = new Map<number, readonly string[]>()
  const orders = new Map<QueueOrder, Entry[]>()
  const saved = splits.map(({ id, filter }) => ({ id, fits: passes(filter), waiting: 0 }))
  const views = { checking: 0, money: 0, replies: 0, other: 0, later: 0 }
  const byRisk: Counts['byRisk'] = [0, 0, 0, 0, 0]
  /** Undefined: to be looked for. */
  let oldest: number | null | undefined = null

  const idsOf = (conversationId: number): readonly string[] => ofConversation.get(conversationId) ?? []

  const tally = (item: QueueItem, number: 1 | -1) => {
    const view = viewOf(item)
    views[view] += number
    if (view === 'later') return
    byRisk[item.risk] += number
    for (const split of saved) if (split.fits(item)) split.waiting += number
  }

  const remove = (id: string): QueueItem | null => {
    const item = items.get(id)
    if (item === undefined) return null
    items.delete(id)
    const others = idsOf(item.conversationId).filter((own) => own !== id)
    if (others.length === 0) ofConversation.delete(item.conversationId)
    else ofConversation.set(item.conversationId, others)
    for (const [order, entries] of orders) entries.splice(firstAfter(entries, placeOf(item, order), true), 1)
    tally(item, -1)
    if (item.proposedAt === oldest) oldest = undefined
    return item
  }

  const put = (row: WaitingItem): QueueItem => {
    remove(row.id)
    const item = { ...row, urgency: urgencyOf(row, targets) }
    items.set(item.id, item)
    ofConversation.set(item.conversationId, idsOf(item.conversationId).concat(item.id))
    for (const [order, entries] of orders) {
      const place = placeOf(item, order)
      entries.splice(firstAfter(entries, place, false), 0, { item, place })
    }
    tally(item, 1)
    if (oldest !== undefined && viewOf(item) !== 'later') oldest = Math.min(oldest ?? item.proposedAt, item.proposedAt)
    return item
  }

  const inOrder = (order: QueueOrder): readonly Entry[] => {
    const known = orders.get(order)
    if (known !== undefined) return known
    const entries = [...items.values()].map((item) => ({ item, place: placeOf(item, order) }))
    entries.sort((a, b) => comparePlaces(a.place, b.place))
    orders.set(order, entries)
    return entries
  }

  const matching = ({ view, filter }: Pick<Ask, 'view' | 'filter'>): number => {
    if (isEmptyFilter(filter)) return view === 'all' ? waiting() : views[view]
    const fits = passes(filter)
    let found = 0
    for (const item of items.values()) if (inView(item, view) && fits(item)) found += 1
    return found
  }

  const waiting = () => views.checking + views.money + views.replies + views.other

  const findOldest = (): number | null => {
    let found = Infinity
    for (const item of items.values()) if (item.snoozed === null) found = Math.min(found, item.proposedAt)
    return found === Infinity ? null : found
  }

  return {
    put,
    remove,
    all: (): IterableIterator<QueueItem> => items.values(),
    of: (conversationId: number): readonly QueueItem[] => idsOf(conversationId).flatMap((id) => items.get(id) ?? []),
    /** Throws `invalid_input` for a cursor that this order never gave. */
    page: ({ view, filter, order }: Ask, cursor: string | null, limit: number) => {
      const entries = inOrder(order)
      const fits = passes(filter)
      const found: Entry[] = []
      let at = cursor === null ? 0 : firstAfter(entries, readPlace(cursor, order), false)
      for (; at < entries.length && found.length <= limit; at += 1) {
        const entry = entries[at]
        if (entry !== undefined && inView(entry.item, view) && fits(entry.item)) found.push(entry)
      }
      const kept = found.slice(0, limit)
      const last = kept.at(-1)
      const next = found.length > limit && last !== undefined ? last.place.join('~') : null
      return { items: kept.map(({ item }) => item), next }
    },
    matching,
    counts: (): Counts => ({
      all: waiting(),
      ...views,
      byRisk: [...byRisk],
      splits: Object.fromEntries(saved.map(({ id, waiting: number }) => [id, number])),
      oldest: (oldest ??= findOldest()),
    }),
  }
}

/** The first entry after `place`, or at it. */
function firstAfter(entries: readonly Entry[], place: Place, orAt: boolean): number {
  let [low, high] = [0, entries.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const entry = entries[middle]
    const difference = entry === undefined ? 1 : comparePlaces(entry.place, place)
    if (difference > 0 || (orAt && difference === 0)) high = middle
    else low = middle + 1
  }
  return low
}

const lengths: Readonly<Record<QueueOrder, number>> = { urgency: 3, risk: 4, newest: 2, oldest: 2 }

function readPlace(cursor: string, order: QueueOrder): Place {
  const numbers = cursor.split('~')
  const isPlace = numbers.length === lengths[order] && numbers.every((number) => /^-?\d{1,16}$/.test(number))
  if (!isPlace) throw new AppError('invalid_input', 'That is not a cursor this list gave.')
  return numbers.map(Number)
}
