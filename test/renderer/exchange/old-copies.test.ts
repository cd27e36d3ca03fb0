import { expect, test } from 'vitest'
import { copiesWords, isMeant, removedWords } from '#renderer/app/Exchange/old-copies.ts'

const now = new Date(2026, 4, 20, 12).getTime()

test('how many older copies there are, how large and how old', () => {
  expect(copiesWords({ count: 1, bytes: 400, oldest: null }, now)).toMatch(
    /^One older copy of this desk \(1 kB\) still has it\. A new backup .* then it is removed for good/,
  )
  expect(copiesWords({ count: 3, bytes: 12_340_000, oldest: now - 86_400_000 }, now)).toMatch(
    /^3 older copies of this desk \(12\.3 MB\) still have it, the oldest from Yesterday\. .* then they are removed/,
  )
  expect([removedWords(1), removedWords(0)]).toEqual([
    expect.stringContaining('One older copy was removed.'),
    expect.stringContaining('0 older copies were removed.'),
  ])
})

test.each([
  ['remove', true],
  ['  Remove ', true],
  ['', false],
  ['remove all', false],
])('%j is meant: %s', (typed, meant) => {
  expect(isMeant(typed)).toBe(meant)
})
