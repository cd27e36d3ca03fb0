import { describe, expect, test } from 'vitest'
import type { Sampling } from '#contract/quality.ts'
import { sample, type Candidate } from '#main/domain/quality/sampling.ts'

const candidate = (conversationId: number, more: Partial<Candidate> = {}): Candidate => ({
  subject: { conversationId, kind: 'conversation', id: null },
  risk: 0,
  operators: [],
  rules: [],
  ...more,
})
const thousand = Array.from({ length: 1000 }, (_, index) => candidate(index + 1, { risk: index % 5 }))
const count = (by: Sampling['by'], value: number): Sampling => ({ by, amount: { unit: 'count', value } })
const percent = (by: Sampling['by'], value: number): Sampling => ({ by, amount: { unit: 'percent', value } })
const ids = (drawn: readonly Candidate[]) => drawn.map(({ subject }) => subject.conversationId)

describe('a draw', () => {
  test('is the same for the same seed, whatever the order, and another for another', () => {
    const once = ids(sample(thousand, count('random', 20), 'seed'))
    expect(once).toHaveLength(20)
    expect(ids(sample(thousand.toReversed(), count('random', 20), 'seed'))).toEqual(once)
    expect(ids(sample(thousand, count('random', 20), 'other'))).not.toEqual(once)
  })

  test('of a larger amount holds the smaller one', () => {
    const small = ids(sample(thousand, percent('random', 2), 's'))
    expect(small).toHaveLength(20)
    expect(ids(sample(thousand, count('random', 50), 's')).slice(0, 20)).toEqual(small)
  })

  test('takes what there is where less is there, and one at least of a share', () => {
    expect(sample(thousand.slice(0, 3), count('random', 20), 's')).toHaveLength(3)
    expect(sample(thousand.slice(0, 3), percent('random', 1), 's')).toHaveLength(1)
    expect(sample([], percent('random', 50), 's')).toEqual([])
    expect(sample(thousand, count('all', 1), 's')).toHaveLength(1000)
  })

  test('by risk takes R4 far more often than R0, and R0 sometimes', () => {
    const risks = sample(thousand, count('risk', 200), 'seed').map(({ risk }) => risk)
    const of = (tier: number) => risks.filter((risk) => risk === tier).length
    expect(of(4)).toBeGreaterThan(of(2))
    expect(of(2)).toBeGreaterThan(of(0))
    expect(of(4)).toBeGreaterThan(70)
    expect(of(0)).toBeGreaterThan(0)
  })
})

describe('strata', () => {
  const people = [
    ...thousand.slice(0, 100).map((one) => ({ ...one, operators: ['Jo'] })),
    ...thousand.slice(100, 104).map((one) => ({ ...one, operators: ['Sam'], rules: ['Small refunds'] })),
    ...thousand.slice(104, 106).map((one) => ({ ...one, operators: ['Jo', 'Sam'] })),
    ...thousand.slice(106, 200),
  ]

  test('each operator has their number, and what nobody signed is left out', () => {
    const drawn = sample(people, count('operator', 3), 's')
    expect(drawn.filter(({ operators }) => operators.includes('Jo')).length).toBeGreaterThanOrEqual(3)
    expect(drawn.filter(({ operators }) => operators.includes('Sam')).length).toBeGreaterThanOrEqual(3)
    expect(drawn.every(({ operators }) => operators.length > 0)).toBe(true)
    expect(new Set(ids(drawn)).size).toBe(drawn.length)
  })

  test('a share is of each stratum', () => {
    expect(sample(people, percent('rule', 50), 's')).toHaveLength(2)
  })
})
