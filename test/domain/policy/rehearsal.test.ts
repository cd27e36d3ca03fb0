import { describe, expect, it } from 'vitest'
import { beginWith, presetInForce, presets } from '#main/domain/policy/presets.ts'
import { draftRule } from '#main/domain/policy/draft.ts'
import { currencyIn } from '#main/domain/policy/money.ts'
import { createSimulation, type Decided } from '#main/domain/policy/simulation.ts'
import { readableTokens } from '#main/domain/policy/tokens.ts'
import { allowing, amountUpTo, asking, documentOf, makeRule, refund, type RuleInput } from '#test/support/policies.ts'

const hour = 3_600_000
const onRefunds = { field: 'tool' as const, in: ['refund_order'] }

const past = (amounts: readonly number[], bad: readonly number[]): readonly Decided[] =>
  amounts.map((amount, index) => ({
    proposal: index,
    verb: bad.includes(amount) ? 'edit' : 'approve',
    by: 'person',
    undone: false,
    at: index * hour,
    facts: refund({ at: index * hour, arguments: { amount, order_id: `#${index}` } }),
  }))

function rehearse(rule: Partial<RuleInput>, decided: readonly Decided[]) {
  const simulation = createSimulation({ rule: makeRule(rule), document: documentOf(), defaults: asking })
  decided.forEach(simulation.add)
  return simulation.result(decided.length)
}

describe('a rule along its number', () => {
  const upTo20 = { when: [onRefunds, amountUpTo(20)] }
  const history = past([2, 4.5, 8, 9.5, 12, 15, 18, 20, 21, 45], [12, 18, 45])

  it('tells what it meets from what its bound leaves out, bin by bin', () => {
    const { scope, matched, wouldRun, spread, from, to } = rehearse(upTo20, history)
    expect({ scope, matched, wouldRun, from, to }).toEqual({
      scope: 10,
      matched: 8,
      wouldRun: 8,
      from: 0,
      to: 9 * hour,
    })
    const count = (inside: boolean) =>
      spread?.bins
        .filter((bin) => bin.inside === inside)
        .reduce((sum, { outcomes }) => sum + Object.values(outcomes).reduce((a, b) => a + b), 0)
    expect([count(true), count(false), spread?.beyond]).toEqual([8, 1, 1])
    expect(spread?.money).toBe(true)
    expect(spread?.bins.filter(({ outcomes }) => outcomes.edited > 0).map(({ to: end }) => end)).toEqual([12, 18])
    // What lies on the bound is inside, and its bin ends there.
    expect(spread?.bins.filter(({ inside }) => inside).at(-1)).toMatchObject({ to: 20 })
  })

  it('finds the roundest bound that meets no conflict', () => {
    expect(rehearse(upTo20, history).free).toEqual({ value: 10, matched: 4 })
    expect(rehearse({ when: [onRefunds, amountUpTo(10)] }, history).free).toBeNull()
    expect(rehearse({ ...upTo20, verdict: 'ask' }, history).free).toBeNull()
    expect(rehearse(upTo20, past([3, 4], [3])).free).toBeNull()
    expect(rehearse(upTo20, past([11.2, 11.4], [11.4])).free).toEqual({ value: 11.2, matched: 1 })
  })

  it('knows the currency where all calls name the same one', () => {
    const paid = (...currencies: readonly (string | undefined)[]) =>
      past(
        currencies.map((_, index) => index + 1),
        [],
      ).map((one, index) => {
        const currency = currencies[index]
        const named = currency === undefined ? {} : { currency }
        return { ...one, facts: { ...one.facts, arguments: { ...one.facts.arguments, ...named } } }
      })
    expect(rehearse(upTo20, paid('GBP', 'GBP')).spread?.currency).toBe('GBP')
    expect(rehearse(upTo20, paid('GBP', 'EUR')).spread?.currency).toBeNull()
    expect(rehearse(upTo20, paid('GBP', undefined)).spread?.currency).toBeNull()
    expect(currencyIn('Credit {{args.amount|money:USD}}', '/amount')).toBe('USD')
    expect(currencyIn('Credit {{args.amount|money}}', '/amount')).toBeNull()
    expect(currencyIn('Credit {{args.fee|money:USD}}', '/amount')).toBeNull()
  })

  it('has no spread without a bound, and none of what is no number', () => {
    expect(rehearse({ when: [onRefunds] }, history)).toMatchObject({ scope: 10, spread: null, free: null })
    const [first] = past([5], [])
    const texts = first === undefined ? [] : [{ ...first, facts: refund({ arguments: { amount: '5' } }) }]
    expect(rehearse(upTo20, texts).spread).toMatchObject({ bins: [], beyond: 0 })
  })

  it('counts the days on which a budget held something back', () => {
    const budgets: NonNullable<RuleInput['with']>['budgets'] = [{ measure: 'count', per: 'day', limit: 3 }]
    expect(rehearse({ ...upTo20, with: { budgets } }, past([1, 2, 3, 4, 5], [])).limitDays).toBe(1)
    expect(rehearse(upTo20, past([1, 2, 3, 4, 5], [])).limitDays).toBe(0)
    const { days } = rehearse({ ...upTo20, with: { budgets } }, past([1, 2, 3, 4, 5], []))
    expect(days?.map(({ ran, stopped }) => [ran, stopped])).toEqual([[3, 2]])
    expect(rehearse(upTo20, past([1, 2], [])).days).toBeNull()
    expect(rehearse({ ...upTo20, verdict: 'ask', with: { budgets } }, past([1, 2], [])).days).toBeNull()
  })
})

it('drafts a rule as narrow as the proposal it comes from, and asks about what cannot be undone', () => {
  const rule = draftRule(refund(), ['like.refund_order'])
  expect(rule).toMatchObject({ id: 'like.refund_order.2', verdict: 'allow' })
  expect(rule.when).toEqual([
    onRefunds,
    { field: 'argument', pointer: '/amount', op: 'between', from: 0, to: 12 },
    { field: 'risk', in: [3] },
    { field: 'agent', in: ['agent-1'] },
    { field: 'environment', in: ['PROD'] },
    { field: 'channel', in: ['email'] },
  ])
  expect(draftRule(refund({ risk: 4 }), []).verdict).toBe('ask')
})

it('reads the parts that can be read, each at its own place', () => {
  const broken = {
    ...makeRule(),
    when: [{ field: 'tool', in: [] }, onRefunds],
    with: { undoSeconds: 15, sampleRate: 9 },
  }
  expect(readableTokens(broken)).toEqual([
    { place: 'when.1', text: 'refund_order' },
    { place: 'verdict', text: 'auto-approve' },
    { place: 'with.undoSeconds', text: 'undo 15 s' },
  ])
  expect(readableTokens('nothing')).toEqual([{ place: 'verdict', text: 'ask a person' }])
})

it('names the preset only where its rules stand unchanged', () => {
  const [supervised, balanced] = presets
  const document = documentOf(...(balanced?.rules ?? []), makeRule())
  expect(presetInForce(document, asking)).toEqual({ name: 'Balanced', others: 1, alone: false })
  expect(presetInForce(document, allowing)).toEqual({ name: null, others: 5, alone: false })
  const suspended = document.rules.map((rule) =>
    rule.id === 'preset.notes' ? { ...rule, suspended: { at: 1, cause: 'x' } } : rule,
  )
  expect(presetInForce({ ...document, rules: suspended }, asking)).toEqual({
    name: 'Supervised',
    others: 3,
    alone: false,
  })
  expect(presetInForce(documentOf(...(supervised?.rules ?? []).slice(1)), asking).name).toBeNull()
})

it('begins with a preset; for one person alone its rule for two is there and off, and it is still that preset', () => {
  const alone = beginWith('Supervised', true)
  expect(alone.rules.map(({ id, enabled }) => [id, enabled])).toEqual([
    ['preset.reads', true],
    ['preset.irreversible', false],
  ])
  expect(presetInForce(alone, asking)).toEqual({ name: 'Supervised', others: 0, alone: true })
  expect(presetInForce(beginWith('Trusted', false), asking)).toEqual({ name: 'Trusted', others: 0, alone: false })
  expect(() => beginWith('Reckless', true)).toThrow('There is no preset called Reckless.')
})
