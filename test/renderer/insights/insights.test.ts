import { expect, test } from 'vitest'
import type { GroupRow, Measure } from '#contract/insights.ts'
import { inOrder } from '#renderer/app/Insights/breakdown-order.ts'
import { apart, namedDays } from '#renderer/app/Insights/chart-plan.ts'
import { change, duration, figure, rowsAddress } from '#renderer/app/Insights/insight-words.ts'
import { parseAddress } from '#renderer/state/address.ts'

/** Numbers as they are read, labels that do not cover each other, and rows in order. */
test('times and sums are written as people say them', () => {
  expect([0, 340, 4200, 60_000, 148_000, 3_600_000, 93_600_000].map(duration)).toEqual([
    '0 s',
    '340 ms',
    '4.2 s',
    '1 min',
    '2 min 28 s',
    '1 h',
    '1 d 2 h',
  ])
  expect(figure('share', 0.785, 'USD')).toBe('78.5 %')
  expect(figure('money', 9.351, 'USD')).toBe('$9.35')
})

test('a change is said in points for shares, and not where there is nothing to compare with', () => {
  const measure = { kind: 'share', value: 0.8, before: 0.75 } as Measure
  expect(change(measure, 'USD')).toBe('Up 5.0 points from 75.0 %')
  expect(change({ ...measure, before: null }, 'USD')).toBeNull()
  expect(change({ ...measure, before: 0.8001 }, 'USD')).toBe('The same as before')
})

test('a number leads to exactly its query', () => {
  const text = 'rule:"Refunds <£20 | \\"big\\"" decision:edited decided.after:2026-10-01'
  expect(parseAddress(rowsAddress(text))).toMatchObject({ kind: 'transcripts', text })
})

test('names at the ends of lines stand apart, inside the chart, in their order', () => {
  const placed = apart([100, 100, 98, 20, 240], 15, 0, 200)
  const sorted = placed.toSorted((a, b) => a - b)
  expect(Math.max(...placed)).toBeLessThanOrEqual(200)
  sorted.forEach((y, index) => index > 0 && expect(y - (sorted[index - 1] ?? 0)).toBeGreaterThanOrEqual(15))
  expect(placed[3]).toBe(20)
})

test('as many days are named as there is room for', () => {
  expect(namedDays(30, 900)).toEqual([0, 3, 6, 9, 12, 15, 18, 21, 24, 27])
  expect(namedDays(1, 900)).toEqual([0])
})

test('rows of which something is not known stand last, whichever way', () => {
  const counted = (count: number) => ({ count, text: null })
  const row = (label: string, count: number, acceptance: number | null) =>
    ({ label, decided: counted(count), acceptance }) as GroupRow
  const rows = [row('a', 1, null), row('b', 3, 0.2), row('c', 2, 0.9)]
  const labels = (by: 'decided' | 'acceptance' | 'label', falling: boolean) =>
    inOrder(rows, { by, falling }).map(({ label }) => label)
  expect(labels('decided', true)).toEqual(['b', 'c', 'a'])
  expect(labels('acceptance', true)).toEqual(['c', 'b', 'a'])
  expect(labels('acceptance', false)).toEqual(['b', 'c', 'a'])
  expect(labels('label', false)).toEqual(['a', 'b', 'c'])
})
