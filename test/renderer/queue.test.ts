import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { QueueEvent } from '#contract/queue.ts'
import type { QueueItem } from '#contract/queue-item.ts'
import {
  appendPage,
  applyQueueEvent,
  dropKept,
  emptyQueue,
  mergeFresh,
  nextAfter,
  oldestOf,
  sectionOf,
  takeIn,
  type Queue,
} from '#renderer/state/queue.ts'
import { countItems } from '#test/support/fake-data.ts'

const now = 1_000_000_000
const minute = 60_000
const due = (minutes: number): QueueItem['urgency'] => ({ band: 'due', cause: 'reply', at: now + minutes * minute })
let seq = 0
const item = (id: string, change: Partial<QueueItem> = {}): QueueItem => ({
  id,
  seq: (seq += 1),
  tags: [],
  expiresAt: null,
  snoozed: null,
  ask: null,
  urgency: due(30),
  conversationId: 1,
  kind: 'tool',
  tool: 'refund',
  risk: 2,
  state: 'pending',
  title: id,
  customer: 'Ana',
  channel: 'chat',
  waitingSince: null,
  proposedAt: now,
  bundleSize: 1,
  reason: null,
  marks: [],
  ...change,
})
const counts = countItems([])
const matching = 0
const snapshot = (items: QueueItem[], next: string | null = null): QueueEvent => ({
  type: 'snapshot',
  seq: 1,
  items,
  next,
  counts,
  matching,
})
const changed = (one: QueueItem): QueueEvent => ({ type: 'changed', seq: 2, item: one, counts, matching })
const left = (id: string, state: QueueItem['state'] = 'succeeded'): QueueEvent => ({
  type: 'left',
  seq: 3,
  id,
  state,
  counts,
  matching,
})
const apply = (queue: Queue, event: QueueEvent, selected: string | null = null) =>
  applyQueueEvent(queue, event, selected, now)
const start = (...items: QueueItem[]) => apply(emptyQueue(), snapshot(items))
const ids = (queue: Queue) => queue.rows.map((row) => row.item.id)

describe('who has waited longest', () => {
  it('is the oldest of the rows and of what lies beyond them', () => {
    const queue = applyQueueEvent(
      emptyQueue(),
      snapshot([item('a'), item('b', { waitingSince: now - 500 })]),
      null,
      now,
    )
    expect(oldestOf(queue)).toBe(now - 500)
    expect(oldestOf({ ...queue, counts: { ...counts, oldest: now - 900 } })).toBe(now - 900)
    expect(oldestOf(emptyQueue())).toBeNull()
  })
})

describe('the queue on screen', () => {
  it('shows them as sent, each under what its moment says', () => {
    const queue = start(
      item('lost', { state: 'unknown', urgency: { band: 'checking', cause: 'unknown', at: now } }),
      item('money', { risk: 3, urgency: due(-5) }),
      item('reply'),
      item('read', { risk: 0, urgency: due(200) }),
    )
    expect(ids(queue)).toEqual(['lost', 'money', 'reply', 'read'])
    expect(queue.rows.map(({ section }) => section)).toEqual(['checking', 'now', 'soon', 'later'])
  })

  it('lets who is on the line in at once, at the top', () => {
    const call = item('call', { urgency: { band: 'hold', cause: 'hold', at: now } })
    expect(ids(apply(start(item('a'), item('b')), changed(call)))).toEqual(['call', 'a', 'b'])
  })

  it('keeps new ones apart until somebody asks', () => {
    const before = start(item('a'), item('b'))
    const after = apply(before, changed(item('urgent', { risk: 4, urgency: due(1) })))
    expect(ids(after)).toEqual(['a', 'b'])
    expect(after.fresh.map((one) => one.id)).toEqual(['urgent'])
    expect(ids(mergeFresh(after, now))).toEqual(['urgent', 'a', 'b'])
  })

  it('changes a row in place even when its section would be another', () => {
    const queue = apply(start(item('a'), item('b')), changed(item('b', { risk: 4, title: 'new words' })))
    expect(ids(queue)).toEqual(['a', 'b'])
    expect(queue.rows[1]?.item.title).toBe('new words')
  })

  it('shows a new one at once where there was nothing', () => {
    expect(ids(apply(start(), changed(item('a'))))).toEqual(['a'])
  })

  it('takes out what left, but not from under the eyes', () => {
    const queue = start(item('a'), item('b'))
    expect(ids(apply(queue, left('a')))).toEqual(['b'])
    const kept = apply(queue, left('a', 'superseded'), 'a')
    expect(kept.rows[0]?.item).toMatchObject({ id: 'a', state: 'superseded' })
    expect(ids(dropKept(kept, 'a'))).toEqual(['a', 'b'])
    expect(ids(dropKept(kept, 'b'))).toEqual(['b'])
  })

  it('forgets a new one that left before it was shown', () => {
    const queue = apply(apply(start(item('a')), changed(item('n'))), left('n'))
    expect(queue.fresh).toEqual([])
  })

  it('survives a loss: rows stay, what is gone goes, what is new waits', () => {
    const queue = apply(start(item('a'), item('b'), item('c')), snapshot([item('new'), item('c'), item('a')]))
    expect(ids(queue)).toEqual(['a', 'c'])
    expect(queue.fresh.map((one) => one.id)).toEqual(['new'])
  })

  it('adds pages without doubles and without moving what is there', () => {
    const queue = appendPage(start(item('a'), item('b')), [item('b'), item('c')], null, now)
    expect(ids(queue)).toEqual(['a', 'b', 'c'])
  })

  it('goes on with the same conversation, then with the next row, then with the one before', () => {
    const queue = start(
      item('a', { conversationId: 1 }),
      item('b', { conversationId: 2 }),
      item('a2', { conversationId: 1 }),
    )
    expect(nextAfter(queue, 'a')?.id).toBe('a2')
    expect(nextAfter(queue, 'b')?.id).toBe('a2')
    expect(nextAfter(start(item('x', { conversationId: 1 }), item('y', { conversationId: 2 })), 'y')?.id).toBe('x')
    expect(nextAfter(start(item('x')), 'x')).toBeNull()
  })

  it('has one section for every order that is not by urgency, and sorts by it', () => {
    const queue = applyQueueEvent(
      emptyQueue({ view: 'all', filter: {}, order: 'risk' }),
      snapshot([item('a', { risk: 3 }), item('b', { risk: 1 })]),
      null,
      now,
    )
    const after = apply(queue, changed(item('c', { risk: 2 })))
    expect(ids(mergeFresh(after, now))).toEqual(['a', 'c', 'b'])
    expect(sectionOf(item('a'), now, 'risk')).toBe('risk')
    expect(sectionOf(item('a', { urgency: due(15) }), now, 'urgency')).toBe('now')
    expect(sectionOf(item('a', { urgency: due(16) }), now, 'urgency')).toBe('soon')
    expect(sectionOf(item('a', { urgency: due(61) }), now, 'urgency')).toBe('later')
  })

  it('never changes the order of rows that stay, whatever is told', () => {
    const names = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f')
    const events = fc.oneof(
      fc
        .record({ name: names, risk: fc.constantFrom(0, 1, 2, 3, 4) })
        .map(({ name, risk }) => changed(item(name, { risk: risk as QueueItem['risk'] }))),
      names.map((name) => left(name)),
      fc.uniqueArray(names).map((list) => snapshot(list.map((name) => item(name)))),
    )
    fc.assert(
      fc.property(fc.array(events, { maxLength: 40 }), fc.option(names), (list, selected) => {
        let queue = start(item('a'), item('b'), item('c'))
        for (const event of list) {
          const before = ids(queue)
          queue = apply(queue, event, selected)
          const after = ids(queue)
          expect(after.filter((id) => before.includes(id))).toEqual(before.filter((id) => after.includes(id)))
          expect(new Set(after).size).toBe(after.length)
        }
      }),
    )
  })
})

it('takes in the one that a person asked for, and lets the others wait', () => {
  const queue = apply(apply(start(item('a')), changed(item('b'))), changed(item('c')))
  const taken = takeIn(queue, 'c', now)
  expect(ids(taken)).toEqual(['a', 'c'])
  expect(taken.fresh.map(({ id }) => id)).toEqual(['b'])
  expect(takeIn(taken, 'c', now)).toBe(taken)
})
