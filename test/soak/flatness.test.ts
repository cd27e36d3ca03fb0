import { expect, test } from 'vitest'
import { growthOf, judgeFlatness, samplesNeeded } from '#test/soak/flatness.ts'

const mebibyte = 2 ** 20
const samples = (count: number, grows: { heap?: number; rss?: number; descriptors?: number; resources?: number }) =>
  Array.from({ length: count }, (_, minute) => ({
    minute,
    heap: (60 + (minute % 3)) * mebibyte + minute * (grows.heap ?? 0),
    rss: 200 * mebibyte + minute * (grows.rss ?? 0),
    descriptors: 40 + minute * (grows.descriptors ?? 0),
    resources: 12 + minute * (grows.resources ?? 0),
  }))

test('noise is flat, and what a process takes while it starts does not count', () => {
  const [first, ...others] = samples(30, {})
  expect(judgeFlatness([{ ...first!, heap: 0, descriptors: 0 }, ...others])).toEqual([])
})

test.each(['heap', 'rss', 'descriptors', 'resources'] as const)('a leak of %s is found', (measure) => {
  const perRound = measure === 'heap' || measure === 'rss' ? 10 * mebibyte : 2
  const found = judgeFlatness(samples(30, { [measure]: perRound }))
  expect(found.map(({ what }) => what.split(' ')[0])).toEqual([measure])
  const growth = growthOf(samples(30, { [measure]: perRound })).find((one) => one.measure === measure)
  expect(growth?.perMinute).toBeCloseTo(perRound, -5)
})

test('too few samples say nothing, and what the system does not count is left out', () => {
  expect(growthOf(samples(samplesNeeded - 1, { heap: mebibyte * 99 }))).toEqual([])
  const uncounted = samples(20, {}).map((one) => ({ ...one, descriptors: null }))
  expect(growthOf(uncounted).map(({ measure }) => measure)).toEqual(['heap', 'rss', 'resources'])
})
