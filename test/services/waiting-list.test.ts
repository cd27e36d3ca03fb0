import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { QueueItem } from '#contract/queue-item.ts'
import { QueueOrderSchema, QueueViewSchema, type QueueFilter } from '#contract/queue.ts'
import { ConfigurationSchema } from '#contract/settings.ts'
import { inView, passes } from '#main/domain/queue-filter.ts'
import { comparePlaces, placeOf } from '#main/domain/urgency.ts'
import { createWaitingList } from '#main/services/queue/waiting-list.ts'
import { waitingItem } from '#test/support/queue-items.ts'

const { timing } = ConfigurationSchema.parse({ version: 1 })
const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
const filter: QueueFilter = { risks: [1, 3], text: 'ana' }

const change = fc.record({
  id: fc.constantFrom(...names),
  gone: fc.boolean(),
  risk: fc.constantFrom(0 as const, 1 as const, 3 as const),
  state: fc.constantFrom('pending' as const, 'unknown' as const, 'failed' as const),
  proposedAt: fc.nat(9),
  waitingSince: fc.option(fc.nat(9)),
  customer: fc.constantFrom('Ana', 'Jo'),
  snoozed: fc.constantFrom(null, null, { until: 5, event: null }),
})

test('pages and counts are those of what waits, after any coming and going, in every order and view', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), fc.integer({ min: 1, max: 3 }), (changes, limit) => {
      const list = createWaitingList(timing, [{ id: 's', name: 'Split', filter }])
      const known = new Map<string, QueueItem>()
      // Asked for once before anything changes, so that it is kept up and not made anew.
      for (const order of QueueOrderSchema.options) list.page({ view: 'all', filter: {}, order }, null, 1)
      for (const { id, gone, ...more } of changes) {
        if (gone) {
          list.remove(id)
          known.delete(id)
        } else known.set(id, list.put(waitingItem(id, { conversationId: 1, ...more })))
      }
      const items = [...known.values()]
      const counts = list.counts()
      for (const view of QueueViewSchema.options) {
        const mine = items.filter((item) => inView(item, view))
        expect(counts[view]).toBe(mine.length)
        expect(list.matching({ view, filter })).toBe(mine.filter(passes(filter)).length)
        for (const order of QueueOrderSchema.options) {
          const walked: string[] = []
          for (let cursor: string | null = null; ;) {
            const page = list.page({ view, filter: {}, order }, cursor, limit)
            walked.push(...page.items.map(({ id }) => id))
            if ((cursor = page.next) === null) break
          }
          const wanted = mine.toSorted((a, b) => comparePlaces(placeOf(a, order), placeOf(b, order)))
          expect(walked).toEqual(wanted.map(({ id }) => id))
        }
      }
      const waiting = items.filter((item) => inView(item, 'all'))
      expect(counts.splits['s']).toBe(waiting.filter(passes(filter)).length)
      expect(counts.oldest).toBe(waiting.length === 0 ? null : Math.min(...waiting.map((item) => item.proposedAt)))
    }),
    { numRuns: 60 },
  )
})

test('a cursor of another order, or of nobody, is refused', () => {
  const list = createWaitingList(timing, [])
  const ask = { view: 'all', filter: {}, order: 'urgency' } as const
  for (const cursor of ['1~2', '1 or 1=1', '', '1~2~3~4'])
    expect(() => list.page(ask, cursor, 5)).toThrow(expect.objectContaining({ code: 'invalid_input' }))
})

test('each part of a filter must hold, and of several values any will do', () => {
  const item = {
    ...waitingItem('x', { title: 'Refund £42', tags: ['vip'], marks: ['edited'] }),
    urgency: { band: 'due', cause: 'tier', at: 0 },
  } as const
  const lets = (one: QueueFilter) => passes(one)({ ...item, tags: [...item.tags], marks: [...item.marks] })
  expect(lets({})).toBe(true)
  expect(lets({ risks: [], tools: [] })).toBe(true)
  expect(lets({ risks: [2, 3], tags: ['vip'], marks: ['edited'], channels: ['chat'], text: ' refund ' })).toBe(true)
  expect(lets({ risks: [2], tags: ['new'] })).toBe(false)
  expect(lets({ text: 'RUIZ' })).toBe(true)
  expect(lets({ tools: ['send_reply'] })).toBe(false)
})
