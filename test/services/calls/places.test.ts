import { expect, test } from 'vitest'
import { createPlaces } from '#main/services/calls/places.ts'

test('places rise, and a line keeps the one it has', () => {
  const places = createPlaces()
  const first = places.ofLine('a', null)
  const mark = places.next()
  const second = places.ofLine('b', 'a')
  expect([first < mark, mark < second]).toEqual([true, true])
  expect(places.ofLine('a', null)).toBe(first)
})

test('what was said earlier and is heard of later stands where it was said', () => {
  const places = createPlaces()
  const question = places.ofLine('q', null)
  const answer = places.ofLine('answer', 'caller')
  const mark = places.next()
  // The service said that the answer stands behind it, before it said what it is.
  const caller = places.ofLine('caller', 'q')
  expect([question, caller, answer, mark]).toEqual([question, caller, answer, mark].toSorted((a, b) => a - b))
  const late = places.ofLine('late', 'q')
  expect([question, late, caller]).toEqual([question, late, caller].toSorted((a, b) => a - b))
})

test('however many are heard of late, no two share a place', () => {
  const places = createPlaces()
  places.ofLine('q', null)
  places.ofLine('last', 'x')
  const all = Array.from({ length: 60 }, (_, index) => places.ofLine(`late ${index}`, 'q'))
  expect(new Set(all).size).toBe(60)
})
