import { expect, test } from 'vitest'
import { AppError } from '#main/kernel/errors.ts'
import { createPatience } from '#main/services/agent-patience.ts'
import { isTroubleOfTheWay } from '#main/services/health.ts'
import { createReadings } from '#main/services/helpdesk/readings.ts'
import { summariseRounds } from '#main/services/round-summary.ts'

function lanes() {
  const woken: number[] = []
  const later: [number, number][] = []
  return {
    woken,
    later,
    wake: (id: number) => void woken.push(id),
    wakeLater: (id: number, ms: number) => void later.push([id, ms]),
  }
}
const away = new AppError('unreachable', 'Away.')

test('each failure waits longer, up to two minutes, and an answer begins anew', () => {
  const to = lanes()
  const patience = createPatience(to)
  for (let count = 0; count < 6; count += 1) patience.failed(1, away)
  patience.answered(1)
  patience.failed(1, away)
  expect(to.later.map(([, ms]) => ms)).toEqual([5000, 10_000, 20_000, 40_000, 80_000, 120_000, 5000])
})

test('Retry-After is a lower bound', () => {
  const to = lanes()
  createPatience(to).failed(1, new AppError('rate_limited', 'Slow down.', { data: { retryAfterMs: 90_000 } }))
  expect(to.later).toEqual([[1, 90_000]])
})

test('an answer wakes those who could not get through, not those whose answers were bad', () => {
  const to = lanes()
  const patience = createPatience(to)
  patience.failed(1, away)
  patience.failed(2, new AppError('protocol', 'Nonsense.'))
  patience.answered(3)
  expect(to.woken).toEqual([1])
})

test('bad answers are asked for three times more, a refused key not at all', () => {
  const to = lanes()
  const patience = createPatience(to)
  for (let count = 0; count < 6; count += 1) patience.failed(1, new AppError('protocol', 'Nonsense.'))
  patience.failed(2, new AppError('unauthorised', 'Who are you?'))
  expect(to.later.map(([id]) => id).slice(0, 3)).toEqual([1, 1, 1])
  expect(to.later.some(([id]) => id === 2)).toBe(false)
})

test('a cut connection is trouble of the way, an answered failure is not', () => {
  expect(isTroubleOfTheWay(new AppError('remote_failed', 'Cut.', { data: { status: null } }))).toBe(true)
  expect(isTroubleOfTheWay(new AppError('remote_failed', 'Failed.', { data: { status: 500 } }))).toBe(false)
})

test('a change is read until its second is surely over', () => {
  const readings = createReadings()
  const item = { externalId: '1', updatedAt: 1_000_000 }
  expect(readings.isNew(item)).toBe(true)
  // However far the clock of this machine is from that of the helpdesk.
  readings.note(item, 9_000_400, item.updatedAt)
  expect(readings.isNew(item)).toBe(true)
  readings.note(item, 9_002_400, item.updatedAt)
  expect(readings.isNew(item)).toBe(false)
  expect(readings.isNew({ ...item, updatedAt: 1_001_000 })).toBe(true)
})

test('what changed long ago is read once', () => {
  const readings = createReadings()
  const item = { externalId: '1', updatedAt: 1_000_000 }
  readings.note(item, 50, 9_000_000)
  expect(readings.isNew(item)).toBe(false)
})

test('the rounds in one sentence', () => {
  expect(summariseRounds(1, [])).toBe('Stopped after 1 round without an answer for the customer.')
  expect(
    summariseRounds(3, [
      { tool: 'lookup_order', state: 'succeeded' },
      { tool: 'lookup_order', state: 'failed' },
      { tool: 'find_user', state: 'succeeded' },
    ]),
  ).toBe(
    'Stopped after 3 rounds without an answer for the customer. Asked for: lookup_order 2 times (1 done); find_user once.',
  )
})
