import { expect, test } from 'vitest'
import { percentile, share } from '#main/domain/insights/arithmetic.ts'
import { definitions } from '#main/domain/insights/measures.ts'
import { createQueries } from '#main/domain/insights/queries.ts'
import { createTally, durable, type EndedAction } from '#main/domain/insights/tally.ts'
import { parseQuery } from '#main/domain/query/parse.ts'

/** What is counted, in which day, and what is too little to say. */
const day = 86_400_000
const days = [0, 1, 2].map((index) => ({ from: index * day, to: (index + 1) * day }))
const before = { from: -3 * day, to: 0 }

const ended = (at: number, more: Partial<EndedAction> = {}): EndedAction => ({
  conversationId: 1,
  at,
  latencyMs: 1000,
  decision: 'approved',
  tool: 'refund',
  version: 'v1',
  rules: ['R'],
  people: ['Jo'],
  closing: false,
  reopenedMs: null,
  ...more,
})

test('a share and a percentile of fewer than five are not said', () => {
  expect(share(3, 4)).toBeNull()
  expect(share(3, 5)).toBe(0.6)
  expect(percentile([1, 2, 3, 4], 0.5)).toBeNull()
  expect(percentile([5, 1, 4, 2, 3], 0.5)).toBe(3)
  expect(percentile([10, 1, 2, 3, 4, 5, 6, 7, 8, 9], 0.9)).toBe(9)
})

test('an action belongs to the day it was decided on: its first moment does, the next midnight does not', () => {
  const tally = createTally(days, before)
  for (const at of [-3 * day - 1, -1, 0, day - 1, day, 3 * day - 1, 3 * day]) tally.add(ended(at))
  const { whole, earlier, byDay } = tally.result()
  expect(byDay.map(({ all }) => all.counts.approved)).toEqual([2, 1, 1])
  expect(whole.all.counts.approved).toBe(4)
  expect(earlier.all.counts.approved).toBe(1)
})

test('times are of people only, and a rule is no operator', () => {
  const tally = createTally(days, before)
  tally.add(ended(1, { decision: 'auto', people: ['Reads'], latencyMs: 5 }))
  tally.add(ended(2, { decision: 'expired', people: [], latencyMs: null }))
  tally.add(ended(3))
  const { whole, groups } = tally.result()
  expect(whole.all.latencies).toEqual([1000])
  expect([...groups.operator.keys()]).toEqual(['Jo'])
})

test('a conversation that was closed twice counts once, and one closed lately is not judged yet', () => {
  const long = Array.from({ length: 20 }, (_, index) => ({ from: index * day, to: (index + 1) * day }))
  const tally = createTally(long, before)
  tally.add(ended(day, { closing: true }))
  tally.add(ended(2 * day, { closing: true }))
  tally.add(ended(3 * day, { closing: true, conversationId: 2, reopenedMs: 6 * day }))
  tally.add(ended(4 * day, { closing: true, conversationId: 3, reopenedMs: 8 * day }))
  tally.add(ended(19 * day, { closing: true, conversationId: 4 }))
  const { whole } = tally.result()
  expect(durable(whole, 20 * day, 7)).toMatchObject({ closed: 3, stayed: 2, young: 1, span: { from: 0, to: 13 * day } })
})

test('every query is understood as it is written, whatever a tool, rule or operator is called', () => {
  const queries = createQueries({ offsetMinutes: 120 })
  const span = { from: Date.UTC(2026, 9, 1) - 7_200_000, to: Date.UTC(2026, 9, 8) }
  const names = ['refund', 'Refunds <£20 | "big"', 'me', '-x', '(a) OR b', 'a:b', '=1+1', '日本']
  const texts = [
    queries.moments(span),
    queries.closed(span),
    queries.reopened(span),
    queries.durable(span),
    queries.began(span),
    queries.paidCalls(span),
    queries.slowerThan(span, 91_234),
    ...names.flatMap((value) =>
      (['tool', 'version', 'rule', 'operator'] as const).map((by) => queries.decided(span, ['edited'], { by, value })),
    ),
  ]
  for (const text of texts) {
    const { problems } = parseQuery(text, { now: span.to, offsetMinutes: 120, me: 'Jo' })
    expect({ text, problems }).toEqual({ text, problems: [] })
  }
  expect(texts[0]).toBe('decided.after:2026-10-01 decided.before:2026-10-08T00:00:00.000Z')
})

test('each measure has a name of its own and says what it counts', () => {
  expect(new Set(definitions.map(({ name }) => name)).size).toBe(definitions.length)
  for (const { definition } of definitions) expect(definition).toMatch(/\.$/)
})
