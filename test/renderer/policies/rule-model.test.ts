import { describe, expect, it } from 'vitest'
import type { Spread } from '#contract/policy-simulation.ts'
import { loosened } from '#renderer/app/Policies/FloorForm.tsx'
import {
  addOption,
  isSameRule,
  overtaken,
  withBound,
  withOperator,
  withoutPart,
} from '#renderer/app/Policies/rule-model.ts'
import { dotsOf, ticksOf } from '#renderer/app/Policies/spread-model.ts'
import { readDrafts } from '#renderer/state/policies-drafts.ts'
import { emptyDocument } from '#main/domain/policy/document.ts'
import { amountUpTo, documentOf, makeRule } from '#test/support/policies.ts'

describe('a rule as it is written', () => {
  const rule = makeRule({ when: [amountUpTo(20)], with: { undoSeconds: 15 } })

  it('gains and loses parts without touching the others', () => {
    const added = addOption(rule, 'budget')
    expect(added.place).toBe('with.budgets.0')
    expect(withoutPart(added.rule, added.place)).toEqual(rule)
    expect(withoutPart(rule, 'with.undoSeconds').with).toEqual({})
    expect(withoutPart(rule, 'when.0').when).toEqual([])
  })

  it('keeps the number of an argument through operators, and takes a hint as its bound', () => {
    const [condition] = rule.when
    if (condition?.field !== 'argument') throw new Error('There is an argument.')
    expect(withOperator(condition, 'between')).toMatchObject({ from: 0, to: 20 })
    expect(withOperator(condition, 'regex')).toMatchObject({ pattern: '' })
    expect(withBound(rule, '/amount', 10).when).toEqual([{ ...condition, op: 'lte', value: 10 }])
    expect(withBound(rule, '/other', 10)).toEqual(rule)
  })

  it('knows when somebody else has changed the rule it began from', () => {
    const now = documentOf({ ...rule, createdAt: 5, createdBy: 'Maya' })
    expect(isSameRule(rule, { ...rule, createdBy: 'Maya' })).toBe(true)
    expect(overtaken(rule, now, 'r1')).toBe('no')
    expect(overtaken(makeRule(), now, 'r1')).toBe('changed')
    expect(overtaken(rule, documentOf(), 'r1')).toBe('removed')
    expect(overtaken(null, documentOf(), 'r1')).toBe('no')
  })

  it('comes back from where it was kept, and as text where it is no rule any more', () => {
    const kept = (text: string) => JSON.stringify([{ id: 'r1', text, basis: null, note: 'n' }])
    expect(readDrafts(kept(JSON.stringify(rule)))['r1']).toEqual({ rule, basis: null, note: 'n', json: null })
    expect(readDrafts(kept('{"id":'))['r1']).toMatchObject({ json: '{"id":', rule: { id: 'r1', when: [] } })
    for (const text of [null, '', '{', '[1]', kept(JSON.stringify({ ...rule, id: '<b>' })).replace('"r1"', '"<b>"')])
      expect(readDrafts(text)).toEqual({})
  })
})

it('draws dots in columns, conflicts on top, and several decisions as one dot where there are many', () => {
  const none = { unchanged: 0, edited: 0, rejected: 0, undone: 0, answered: 0 }
  const spread: Spread = {
    pointer: '/amount',
    money: true,
    currency: null,
    bins: [
      { from: 18, to: 20, inside: true, outcomes: { ...none, unchanged: 2, edited: 1, rejected: 1 } },
      { from: 20, to: 22, inside: false, outcomes: { ...none, unchanged: 1, undone: 1 } },
    ],
    beyond: 0,
  }
  const rule = makeRule({ when: [amountUpTo(20)] })
  expect(dotsOf(spread, rule)).toMatchObject({
    each: 1,
    bound: 20,
    columns: [{ dots: ['kept', 'kept', 'edited', 'rejected'] }, { dots: ['outside', 'other'] }],
  })
  const [first] = spread.bins
  const many = { ...spread, bins: first === undefined ? [] : [{ ...first, outcomes: { ...none, unchanged: 180 } }] }
  expect(dotsOf(many, rule)).toMatchObject({ each: 10, columns: [{ dots: { length: 18 } }] })
  expect(dotsOf({ ...spread, bins: [] }, rule)).toBeNull()
  expect(ticksOf(0, 60)).toEqual([0, 10, 20, 30, 40, 50, 60])
})

it('says of a floor what it lets through that asked before', () => {
  const { floor } = emptyDocument
  expect(loosened(floor, { ...floor, risks: [], guardrail: false })).toEqual(['R4 Irreversible', 'guardrail replies'])
  expect(loosened(floor, { ...floor, risks: [3, 4], firstUse: 'always' })).toEqual([])
  expect(loosened(floor, { ...floor, firstUse: 'off', payment: { ...floor.payment, fields: [] } })).toHaveLength(2)
})
