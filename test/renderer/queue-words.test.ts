import { expect, it } from 'vitest'
import type { QueueItem } from '#contract/queue-item.ts'
import { chipsOf, choicesOf, isFiltering, turnChip } from '#renderer/app/Inbox/filter-words.ts'
import { marksOf } from '#renderer/app/Inbox/QueueRow.tsx'
import { reasonChip, reasonSentence } from '#renderer/app/Inbox/reason-words.ts'
import { sameAsk } from '#renderer/state/together.ts'
import { waitingItem } from '#test/support/queue-items.ts'

const now = Date.UTC(2026, 0, 5, 12)
const minute = 60_000
const row = (cause: QueueItem['urgency']['cause'], minutes: number, change: Partial<QueueItem> = {}): QueueItem => ({
  ...waitingItem('x', { proposedAt: now - 120 * minute, ...change }),
  urgency: { band: 'due', cause, at: now + minutes * minute },
})

it('says in a chip what presses, and nothing where nothing does', () => {
  expect(reasonChip(row('reply', 12), now)).toBe('reply due in 12 min')
  expect(reasonChip(row('reply', -5, { waitingSince: now - 120 * minute }), now)).toBe('waiting 2 h')
  expect(reasonChip(row('reply', 200), now)).toBeNull()
  expect(reasonChip(row('expiry', 12), now)).toBe('expires in 12 min')
  expect(reasonChip(row('tier', 12, { risk: 3 }), now)).toBe('money')
  expect(reasonChip(row('tier', 12, { risk: 4 }), now)).toBe('cannot be undone')
  expect(reasonChip(row('tier', -60), now)).toBe('waiting 2 h')
  expect(reasonChip(row('hold', 0), now)).toBe('caller waiting')
  const put = { until: null, event: 'customer_writes' as const }
  expect(reasonChip(row('later', 0, { snoozed: put }), now)).toBe('until the customer writes')
  expect(reasonSentence(row('tier', 12), now)).toMatch(/^By when a decision of its tier is due: /)
})

it('turns chips on and off, and offers the ones that are off', () => {
  const filter = turnChip(turnChip(turnChip({}, 'risks:3'), 'tools:a:b'), 'channels:email')
  expect(filter).toEqual({ risks: [3], tools: ['a:b'], channels: ['email'] })
  expect(chipsOf(filter).map(({ label }) => label)).toEqual(['R3 Money or account', 'Email', 'Tool a:b'])
  expect(choicesOf(filter, { tools: ['a:b', 'c'], tags: ['vip'] }).map(({ id }) => id)).toEqual(
    expect.arrayContaining(['risks:0', 'tools:c', 'tags:vip']),
  )
  expect(choicesOf(filter, { tools: ['a:b'], tags: [] }).some(({ id }) => id === 'tools:a:b')).toBe(false)
  expect(isFiltering(turnChip({ risks: [3] }, 'risks:3'))).toBe(false)
})

it('finds the largest group that asks for the same, from three on', () => {
  const asking = (ask: string | null, count: number) =>
    Array.from({ length: count }, (_, index) => ({ ...row('tier', 1, { ask }), id: `${ask}${index}` }))
  expect(sameAsk([...asking('a', 2), ...asking(null, 9)])).toBeNull()
  expect(sameAsk([...asking('a', 3), ...asking('b', 4)])?.ids).toEqual(['b0', 'b1', 'b2', 'b3'])
  expect(sameAsk(asking('a', 3).map((item) => ({ ...item, state: 'unknown' as const })))).toBeNull()
})

it('names the mode of a rehearsal before anything else, in every state', () => {
  const texts = (change: Partial<QueueItem>) => marksOf(row('tier', 12, change)).map(({ text }) => text)
  expect(texts({ marks: ['duplicate', 'guardrail', 'dry_run'] })).toEqual(['dry run', 'duplicate'])
  expect(texts({ marks: ['dry_run'], state: 'awaiting_second' })).toEqual(['dry run', 'second person'])
  expect(texts({ marks: ['duplicate', 'guardrail', 'edited'] })).toEqual(['duplicate', 'guardrail'])
})
