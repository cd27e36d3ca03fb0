import { describe, expect, it } from 'vitest'
import type { PolicyFacts } from '#contract/policy.ts'
import { emptyDocument } from '#main/domain/policy/document.ts'
import { createSimulation, type Decided } from '#main/domain/policy/simulation.ts'
import { earnedBy, suggestRule } from '#main/domain/policy/suggestion.ts'
import { amountUpTo, asking, documentOf, makeRule, refund, type RuleInput } from '#test/support/policies.ts'

const hour = 3_600_000
const decided = (number: number, over: Partial<Decided> = {}, facts: Partial<PolicyFacts> = {}): Decided => ({
  proposal: number,
  verb: 'approve',
  by: 'person',
  undone: false,
  at: number * hour,
  facts: refund({ at: number * hour, arguments: { amount: 12 }, schemaHash: 'h', ...facts }),
  ...over,
})
const many = (count: number, over: Partial<Decided> = {}, facts: Partial<PolicyFacts> = {}) =>
  Array.from({ length: count }, (_, index) => decided(index, over, facts))

function simulate(rule: Partial<RuleInput>, past: readonly Decided[], document = emptyDocument) {
  const simulation = createSimulation({ rule: makeRule(rule), document, defaults: asking })
  past.forEach(simulation.add)
  return simulation.result(past.length)
}

describe('a rule on the past', () => {
  const small = { when: [{ field: 'tool' as const, in: ['refund_order'] }, amountUpTo(20)] }

  it('shows what people had done differently, what would have run first', () => {
    const past = [
      decided(1),
      decided(2, { verb: 'edit' }),
      decided(3, { verb: 'reject' }, { flags: ['duplicate'] }),
      decided(4, { undone: true, by: 'rule' }),
      decided(5, { verb: 'edit' }, { arguments: { amount: 21 } }),
      decided(6, {}, { tool: 'other' }),
      decided(7, { verb: 'answer' }),
      { ...decided(8), facts: { tool: 'refund_order' } },
    ]
    const result = simulate(small, past)
    expect(result).toMatchObject({ considered: 8, matched: 5, wouldRun: 4, unclear: 1, conflictCount: 3 })
    expect(result.conflicts.map(({ proposal, how, wouldRun }) => [proposal, how, wouldRun])).toEqual([
      [4, 'undone', true],
      [2, 'edited', true],
      [3, 'rejected', false],
    ])
    expect(result.heldBack).toEqual([{ rule: 'Same call was made before', count: 1 }])
  })

  it('fills its budgets in the order of time, and empties them again', () => {
    const quick = many(10).map((one) => ({ ...one, at: one.at / 10 }))
    const budgets: NonNullable<RuleInput['with']>['budgets'] = [{ measure: 'count', per: 'hour', limit: 5 }]
    expect(simulate({ ...small, with: { budgets } }, quick).wouldRun).toBe(5)
    expect(simulate({ ...small, with: { budgets } }, many(10)).wouldRun).toBe(10)
    const sum: typeof budgets = [{ measure: 'sum', pointer: '/amount', per: 'customer', limit: 60 }]
    const result = simulate({ ...small, with: { budgets: sum } }, many(10))
    expect(result).toMatchObject({ matched: 10, wouldRun: 5 })
    expect(result.heldBack).toEqual([{ rule: 'Small refunds: “amount 60 per customer” is used up', count: 5 }])
  })

  it('is held back by the other rules that are in force', () => {
    const document = documentOf(
      makeRule({ id: 'r2', name: 'Never on chat', verdict: 'deny', when: [{ field: 'channel', in: ['email'] }] }),
    )
    expect(simulate(small, many(3), document)).toMatchObject({
      matched: 3,
      wouldRun: 0,
      heldBack: [{ rule: 'Never on chat', count: 3 }],
    })
  })

  it('that refuses is in conflict with what people approved', () => {
    const past = [decided(1), decided(2, { verb: 'reject' }), decided(3, { by: 'rule' })]
    expect(simulate({ ...small, verdict: 'deny' }, past).conflicts.map(({ how }) => how)).toEqual(['approved'])
  })

  it('is rehearsed as if it were in force, whatever its switch says', () => {
    const off = { ...small, enabled: false, suspended: { at: 1, cause: 'x' }, with: { validUntil: 1 } }
    expect(simulate(off, many(2)).wouldRun).toBe(2)
  })

  it('names the tools that have to be read, or none', () => {
    const tools = (rule: Partial<RuleInput>) =>
      createSimulation({ rule: makeRule(rule), document: emptyDocument, defaults: asking }).tools
    expect(tools(small)).toEqual(['refund_order'])
    expect(
      tools({
        when: [
          { field: 'tool', in: ['a', 'b'] },
          { field: 'tool', in: ['b'] },
        ],
      }),
    ).toEqual(['b'])
    expect(tools({ when: [amountUpTo(1)] })).toBeNull()
  })
})

describe('earned autonomy', () => {
  const suggest = (past: readonly Decided[], document = emptyDocument) => suggestRule(past, document, 1e12)

  it('speaks for what was approved unchanged, and for nothing wider', () => {
    const past = many(earnedBy).map((one, index) => ({ ...one, facts: { ...one.facts, arguments: { amount: index } } }))
    expect(suggest(past)).toMatchObject({
      approved: 40,
      text: 'When refund_order and the tier is R3 Money or account and the agent is agent-1 and in PROD and amount is from 0 to 39 then auto-approve, review 10 %',
    })
  })

  it.each([
    ['fewer', many(earnedBy - 1)],
    ['one edit', [...many(earnedBy - 1), decided(40, { verb: 'edit' })]],
    ['one by rule', [...many(earnedBy - 1), decided(40, { by: 'rule' })]],
    ['one undone', [...many(earnedBy - 1), decided(40, { undone: true })]],
    ['another tier', [...many(earnedBy - 1), decided(40, {}, { risk: 2 })]],
    ['what is irreversible', many(earnedBy, {}, { risk: 4 })],
    ['money without an amount', many(earnedBy, {}, { money: [] })],
    ['an amount that is no number', many(earnedBy, {}, { arguments: { amount: '5' } })],
  ])('says nothing with %s', (_, past) => {
    expect(suggest(past)).toBeNull()
  })

  it('says nothing where a rule allows it already', () => {
    expect(suggest(many(earnedBy), documentOf(makeRule()))).toBeNull()
  })
})
