import { describe, expect, test } from 'vitest'
import type { Category, Mark, Marks, ScorecardBody } from '#contract/quality.ts'
import { completeMarks, flawOf, markWord, resultOf } from '#main/domain/quality/score.ts'

const category = (id: string, more: Partial<Category> = {}): Category => ({
  id,
  name: id.toUpperCase(),
  guidance: '',
  scale: 'five',
  weight: 1,
  critical: false,
  mayNotApply: true,
  causes: ['late'],
  signal: null,
  ...more,
})
const card = (categories: readonly Category[], criticalCap = 50): ScorecardBody => ({
  name: 'Card',
  appliesTo: 'conversation',
  criticalCap,
  categories: [...categories],
})
const marks = (said: Readonly<Record<string, Mark>>): Marks => ({
  answers: Object.entries(said).map(([id, mark]) => ({ category: id, mark, causes: [], note: '' })),
  note: '',
})

describe('the weighted percentage', () => {
  const mixed = card([
    category('a', { weight: 2 }),
    category('b', { scale: 'binary', weight: 3 }),
    category('c', { scale: 'three' }),
  ])

  test('is of what was given, the best mark being 100 and the worst 0', () => {
    expect(resultOf(mixed, marks({ a: 5, b: 2, c: 3 })).percent).toBe(100)
    expect(resultOf(mixed, marks({ a: 1, b: 1, c: 1 })).percent).toBe(0)
    // (2 × 3/4 + 3 × 1 + 1 × 1/2) / 6
    expect(resultOf(mixed, marks({ a: 4, b: 2, c: 2 })).percent).toBe(83.3)
  })

  test('leaves out what does not apply, and what nobody has said yet', () => {
    expect(resultOf(mixed, marks({ a: 3, b: 'na', c: 'na' }))).toMatchObject({ percent: 50, missing: [] })
    expect(resultOf(mixed, marks({ a: 3 }))).toMatchObject({ percent: 50, missing: ['B', 'C'] })
    expect(resultOf(mixed, marks({ a: 'na', b: 'na', c: 'na' })).percent).toBeNull()
    expect(resultOf(mixed, marks({})).percent).toBeNull()
  })

  test('counts nothing of a category of weight 0', () => {
    expect(resultOf(card([category('a', { weight: 0 }), category('b')]), marks({ a: 1, b: 5 })).percent).toBe(100)
  })
})

describe('a critical category', () => {
  const critical = (cap: number) =>
    card([category('a', { weight: 9 }), category('b', { critical: true, scale: 'binary' })], cap)

  test.each([
    [0, 0],
    [50, 50],
    [95, 90],
  ])('that failed caps the score at %d', (cap, percent) => {
    expect(resultOf(critical(cap), marks({ a: 5, b: 1 }))).toMatchObject({ percent, weighted: 90, failed: ['B'] })
  })

  test('fails below the middle of its scale, and not where it does not apply', () => {
    const five = card([category('a'), category('b', { critical: true })], 0)
    expect(resultOf(five, marks({ a: 5, b: 2 })).failed).toEqual(['B'])
    expect(resultOf(five, marks({ a: 5, b: 3 })).failed).toEqual([])
    expect(resultOf(five, marks({ a: 5, b: 'na' }))).toMatchObject({ percent: 100, failed: [] })
  })

  test('fails the whole even where it weighs nothing', () => {
    const weightless = card([category('a'), category('b', { critical: true, scale: 'binary', weight: 0 })], 0)
    expect(resultOf(weightless, marks({ a: 5, b: 1 })).percent).toBe(0)
    expect(resultOf(weightless, marks({ a: 'na', b: 1 })).percent).toBe(0)
  })
})

test('what is not of the scorecard is named', () => {
  const body = card([category('a', { scale: 'three', mayNotApply: false })])
  const one = (mark: Mark, causes: string[] = []): Marks => ({
    answers: [{ category: 'a', mark, causes, note: '' }],
    note: '',
  })
  expect(flawOf(body, one(3, ['late']))).toBeNull()
  expect(flawOf(body, one(4))).toBe('A has no such mark.')
  expect(flawOf(body, one('na'))).toBe('A has no such mark.')
  expect(flawOf(body, one(1, ['rude']))).toBe('A has no cause “rude”.')
  expect(flawOf(body, marks({ b: 1 }))).toBe('The scorecard has no category b.')
  const twice = { answers: [...one(1).answers, ...one(2).answers], note: '' }
  expect(flawOf(body, twice)).toBe('A is marked twice.')
})

test('marks are kept in the order of the scorecard, what was not said as nothing', () => {
  const body = card([category('a'), category('b')])
  expect(completeMarks(body, marks({ b: 2 })).answers.map(({ category: id, mark }) => [id, mark])).toEqual([
    ['a', null],
    ['b', 2],
  ])
})

test('marks in words', () => {
  expect([markWord('binary', 1), markWord('binary', 2), markWord('five', 4)]).toEqual(['No', 'Yes', '4'])
  expect([markWord('three', 'na'), markWord('three', null)]).toEqual(['N/A', ''])
})
