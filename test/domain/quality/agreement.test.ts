import { describe, expect, test } from 'vitest'
import { agreementOf, alphaOf, median } from '#main/domain/quality/agreement.ts'

const byUnit = (observers: readonly string[]): number[][] => {
  const rows = observers.map((line) => line.split(' '))
  const units = rows[0]?.length ?? 0
  return Array.from({ length: units }, (_, unit) =>
    rows.flatMap((row) => (row[unit] === '.' ? [] : [Number(row[unit])])),
  )
}

/** Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), example C: four observers, twelve units, gaps. */
const fourObservers = byUnit([
  '1 2 3 3 2 1 4 1 2 . . .',
  '1 2 3 3 2 2 4 1 2 5 . 3',
  '. 3 3 3 2 3 4 2 2 5 1 .',
  '1 2 3 3 2 4 4 1 2 5 1 .',
])

describe('Krippendorff’s alpha, as published', () => {
  test.each([
    ['nominal', 0.743],
    ['ordinal', 0.815],
    ['interval', 0.849],
  ] as const)('four observers with gaps, %s: %d', (metric, alpha) => {
    expect(alphaOf(fourObservers, metric)).toBeCloseTo(alpha, 3)
  })

  test('example A: two observers, binary, no gaps: 0.095', () => {
    const two = byUnit(['0 1 0 0 0 0 0 0 1 0', '1 1 1 0 0 1 0 0 0 0'])
    expect(alphaOf(two, 'nominal')).toBeCloseTo(0.095, 3)
  })

  test('example B: two observers, five categories: 0.692', () => {
    const [ben, gerry] = ['a a b b d c c c e d d a', 'b a b b b c c c e d d d'].map((line) =>
      line.replaceAll(/[a-e]/g, (letter) => String(letter.charCodeAt(0) - 96)),
    )
    expect(alphaOf(byUnit([ben!, gerry!]), 'nominal')).toBeCloseTo(0.692, 3)
  })
})

test('a single judgement changes nothing, whatever it is', () => {
  expect(alphaOf([...fourObservers, [9]], 'interval')).toBe(alphaOf(fourObservers, 'interval'))
})

test('nothing to compare and nothing that varies have no alpha', () => {
  expect(alphaOf([], 'nominal')).toBeNull()
  expect(alphaOf([[1], [2], []], 'ordinal')).toBeNull()
  expect(
    agreementOf(
      [
        [3, 3],
        [3, 3, 3],
      ],
      'ordinal',
    ),
  ).toEqual({ pairs: 4, percent: 100, alpha: null })
  expect(agreementOf([[1]], 'ordinal')).toEqual({ pairs: 0, percent: null, alpha: null })
})

test('full agreement is 1, and systematic disagreement less than chance', () => {
  expect(
    alphaOf(
      [
        [1, 1],
        [5, 5],
        [3, 3],
      ],
      'interval',
    ),
  ).toBe(1)
  expect(
    alphaOf(
      [
        [1, 2],
        [2, 1],
        [1, 2],
      ],
      'nominal',
    ),
  ).toBeLessThan(0)
})

test('the middle of nothing is nothing', () => {
  expect(median([])).toBeNull()
  expect(median([3])).toBe(3)
  expect(median([4, 1, 2])).toBe(2)
  expect(median([4, 1, 2, 3])).toBe(2.5)
})
