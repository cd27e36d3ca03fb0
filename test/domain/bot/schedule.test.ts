import { expect, test } from 'vitest'
import { nextTime } from '#main/domain/bot/schedule.ts'

const at = (text: string): number => new Date(text).getTime()

test.each([
  ['later today', { every: 'day', at: '03:30' } as const, '2026-03-04T01:00:00', '2026-03-04T03:30:00'],
  [
    'at that very moment: tomorrow',
    { every: 'day', at: '03:30' } as const,
    '2026-03-04T03:30:00',
    '2026-03-05T03:30:00',
  ],
  ['over the end of a year', { every: 'day', at: '00:00' } as const, '2026-12-31T12:00:00', '2027-01-01T00:00:00'],
  ['this week', { every: 'week', weekday: 5, at: '18:00' } as const, '2026-03-04T12:00:00', '2026-03-06T18:00:00'],
  [
    'a week from now',
    { every: 'week', weekday: 3, at: '09:00' } as const,
    '2026-03-04T12:00:00',
    '2026-03-11T09:00:00',
  ],
  ['in hours', { every: 'hours', hours: 6 } as const, '2026-03-04T12:00:00', '2026-03-04T18:00:00'],
])('%s', (_, schedule, after, next) => {
  expect(nextTime(schedule, at(after))).toBe(at(next))
})
