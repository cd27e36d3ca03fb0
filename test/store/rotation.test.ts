import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chooseKept } from '#main/store/backup.ts'

const hour = 60 * 60 * 1000
const day = 24 * hour
const noon = Date.UTC(2025, 5, 15, 12)

test('three of today and the newest of each day before, ten in all', () => {
  const today = [1, 2, 3, 4, 5].map((hours) => noon - hours * hour)
  const before = Array.from({ length: 20 }, (_, index) =>
    [1, 2].map((late) => noon - (index + 1) * day - late * hour),
  ).flat()
  const kept = chooseKept([...today, ...before], noon, 10)
  expect(kept).toHaveLength(10)
  expect(kept.slice(0, 3)).toEqual(today.slice(0, 3))
  expect(kept.slice(3)).toEqual(Array.from({ length: 7 }, (_, index) => noon - (index + 1) * day - hour))
})

test('the newest is always kept, and never more than wanted', () => {
  const times = fc.uniqueArray(fc.nat({ max: 40 * day }), { minLength: 1, maxLength: 40 })
  fc.assert(
    fc.property(times, fc.integer({ min: 0, max: 12 }), (ages, kept) => {
      const newestFirst = ages.map((age) => noon - age).toSorted((a, b) => b - a)
      const chosen = chooseKept(newestFirst, noon, kept)
      expect(chosen[0]).toBe(newestFirst[0])
      expect(chosen.length).toBeLessThanOrEqual(Math.max(1, kept))
    }),
  )
})
