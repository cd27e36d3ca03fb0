import { expect, test } from 'vitest'
import { daysOf } from '#main/services/insights/days.ts'

/** Periods of whole days by the clock of this machine. */
const now = new Date(2026, 10, 22, 15, 30).getTime()

test('the last seven days end with today, and seven days come before them without a gap', () => {
  const { days, before } = daysOf({ last: 7 }, now)
  expect(days.map(({ day }) => day)).toEqual([16, 17, 18, 19, 20, 21, 22].map((date) => `2026-11-${date}`))
  expect(before.map(({ day }) => day).at(-1)).toBe('2026-11-15')
  expect(before).toHaveLength(7)
  const all = [...before, ...days]
  all.forEach(({ from }, index) => index > 0 && expect(from).toBe(all[index - 1]?.to))
})

test('days stay days where the clock is set forward or back', () => {
  const { days } = daysOf({ from: '2026-01-01', to: '2026-12-31' }, now)
  expect(days).toHaveLength(365)
  expect(days.map(({ from }) => new Date(from).getHours())).toEqual(days.map(() => 0))
})

test('what is no period is refused in words', () => {
  expect(() => daysOf({ from: '2026-02-30', to: '2026-03-01' }, now)).toThrow('2026-02-30 is not a day.')
  expect(() => daysOf({ from: '2026-03-02', to: '2026-03-01' }, now)).toThrow('ends before it begins')
  expect(() => daysOf({ from: '2020-01-01', to: '2026-03-01' }, now)).toThrow('at most 366 days')
})
