import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PolicyFacts, Rule } from '#contract/policy.ts'
import type { Condition } from '#contract/policy-condition.ts'
import { verdicts, type Verdict } from '#contract/verdict.ts'
import { emptyDocument } from '#main/domain/policy/document.ts'
import { allowing, amountUpTo, asking, documentOf, makeRule, refund, ruleOn } from '#test/support/policies.ts'

const severity = (verdict: Verdict) => verdicts.indexOf(verdict)
const small = makeRule({ when: [{ field: 'tool', in: ['refund_order'] }, amountUpTo(20)] })

describe('what wins', () => {
  it('is the default of the tier where no rule applies', () => {
    expect(ruleOn(refund({ risk: 0 }), emptyDocument)).toMatchObject({ verdict: 'allow', rule: 'Reads', ruleId: null })
    expect(ruleOn(refund(), emptyDocument)).toMatchObject({ verdict: 'ask', rule: 'Money or account' })
  })

  it('is the rule that permits where nothing restricts, by its name', () => {
    expect(ruleOn(refund(), documentOf(small))).toMatchObject({ verdict: 'allow', rule: 'Small refunds', ruleId: 'r1' })
  })

  it('is the most restrictive of all that apply, and the others are named', () => {
    const ask = makeRule({ id: 'r2', name: 'Evenings', verdict: 'ask' })
    const two = makeRule({ id: 'r3', name: 'Two', verdict: 'ask_two' })
    const dry = makeRule({ id: 'r4', name: 'Trial', verdict: 'dry_run' })
    expect(ruleOn(refund(), documentOf(small, dry)).verdict).toBe('dry_run')
    expect(ruleOn(refund(), documentOf(small, dry, ask)).verdict).toBe('ask')
    const line = ruleOn(refund(), documentOf(small, ask, two))
    expect(line).toMatchObject({ verdict: 'ask_two', rule: 'Two' })
    expect(line.runnersUp).toEqual([
      { rule: 'Evenings', verdict: 'ask' },
      { rule: 'Small refunds', verdict: 'allow' },
    ])
  })

  it.each([
    [{ flags: ['unknown_tool'] }, 'deny', 'Not in the tool catalogue'],
    [{ flags: ['invalid_arguments'] }, 'deny', 'Arguments do not fit the tool'],
    [{ flags: ['manual'] }, 'ask', 'A person does this by hand'],
    [{ flags: ['paused', 'rejected_before'] }, 'ask', 'Everything is paused'],
    [{ flags: ['rejected_before'] }, 'ask', 'Same call was rejected before'],
    [{ flags: ['duplicate'] }, 'ask', 'Same call was made before'],
    [{ flags: ['human_owned'] }, 'ask', 'A person owns this conversation'],
    [{ guardrail: 'off topic' }, 'ask', 'Guardrail replies ask a person'],
    [{ risk: 4 }, 'ask', 'Irreversible: never by itself'],
  ] satisfies [Partial<PolicyFacts>, Verdict, string][])('%o is %s, whatever is allowed', (over, verdict, rule) => {
    const anything = documentOf(makeRule())
    expect(ruleOn(refund(over), anything, { defaults: allowing })).toMatchObject({ verdict, rule })
    expect(ruleOn(refund(over), emptyDocument, { defaults: allowing })).toMatchObject({ verdict, rule })
  })

  it('first use stops rules, and the tier where the floor says so; a read is free', () => {
    const first = refund({ flags: ['first_use'] })
    const strict = { ...emptyDocument, floor: { ...emptyDocument.floor, firstUse: 'always' as const } }
    expect(ruleOn(first, documentOf(small)).rule).toMatch(/First use/)
    expect(ruleOn(first, emptyDocument, { defaults: allowing }).verdict).toBe('allow')
    expect(ruleOn(first, strict, { defaults: allowing }).verdict).toBe('ask')
    expect(ruleOn({ ...first, risk: 0 }, strict, { defaults: allowing }).verdict).toBe('allow')
  })

  it('payment details from the customer ask, by any spelling and any depth; the amount does not', () => {
    const paid = (args: PolicyFacts['arguments'], origins: PolicyFacts['origins']) =>
      ruleOn(refund({ arguments: { amount: 5, ...args }, origins }), documentOf(small)).verdict
    expect(paid({ iban: 'DE02' }, { '/iban': 'customer' })).toBe('ask')
    expect(paid({ to: { bankAccount: ['DE02'] } }, { '/to/bankAccount/0': 'customer' })).toBe('ask')
    expect(paid({ iban: 'DE02' }, { '/iban': 'tool' })).toBe('allow')
    expect(paid({}, { '/amount': 'customer' })).toBe('allow')
    expect(paid({ 'bank-account': 'x'.repeat(121) }, {})).toBe('ask')
  })
})

describe('a rule that does not hold', () => {
  const run = (over: Partial<Rule>, facts = refund()) =>
    ruleOn(facts, documentOf({ ...small, ...over }), { defaults: allowing })

  it('asks while it is suspended and after its end, also where the tier would allow', () => {
    expect(run({ suspended: { at: 1, cause: 'Maya rejected' } })).toMatchObject({
      verdict: 'ask',
      rule: 'Small refunds is suspended: Maya rejected',
    })
    expect(run({ with: { validUntil: 1_700_000_000_000 } })).toMatchObject({
      verdict: 'ask',
      rule: 'Small refunds has run out',
    })
    expect(run({ with: { validUntil: 1_700_000_000_001 } }).verdict).toBe('allow')
  })

  it('is nothing when it is switched off, and a restriction ends with its time', () => {
    expect(run({ enabled: false }).rule).toBe('Money or account')
    expect(run({ verdict: 'deny', with: { validUntil: 1 } }).rule).toBe('Money or account')
  })
})

describe('what goes with the verdict', () => {
  it('is the strictest of all rules that apply', () => {
    const one = makeRule({ with: { undoSeconds: 5, expiresMinutes: null, sampleRate: 0.1 } })
    const two = makeRule({
      id: 'r2',
      with: { undoSeconds: 15, expiresMinutes: 60, requireReason: true, sampleRate: 0.5 },
    })
    const line = ruleOn(refund(), documentOf(one, two), { draw: 0.49 })
    expect(line).toMatchObject({
      undoSeconds: 15,
      expiresAt: 1_700_000_000_000 + 3_600_000,
      requireReason: true,
      sampled: true,
    })
    expect(ruleOn(refund(), documentOf(one), { draw: 0.1 })).toMatchObject({ expiresAt: null, sampled: false })
    expect(ruleOn(refund(), emptyDocument)).not.toHaveProperty('expiresAt')
  })

  it('draws only what runs by itself', () => {
    const asks = makeRule({ verdict: 'ask', with: { sampleRate: 1 } })
    expect(ruleOn(refund(), documentOf(asks), { draw: 0 }).sampled).toBe(false)
  })
})

const condition = fc.constantFrom<Condition>(
  { field: 'tool' as const, in: ['refund_order'] },
  { field: 'risk' as const, in: [3 as const] },
  { field: 'channel' as const, in: ['chat' as const] },
  { field: 'tag' as const, on: 'customer' as const, op: 'none' as const, in: ['vip'] },
  { field: 'environment' as const, in: ['PROD' as const] },
  { field: 'argument' as const, pointer: '/amount', op: 'lte' as const, value: 20 },
  { field: 'argument' as const, pointer: '/amount', op: 'gt' as const, value: 10 },
  { field: 'argument' as const, pointer: '/order_id', op: 'regex' as const, pattern: '^#W' },
  { field: 'argument' as const, pointer: '/note', op: 'absent' as const },
)
const anyRule = fc
  .record({
    id: fc.uuid(),
    name: fc.string({ minLength: 1 }).map((text) => `r${text}`),
    when: fc.array(condition, { maxLength: 3 }),
    verdict: fc.constantFrom(...verdicts),
    with: fc.record(
      {
        undoSeconds: fc.nat(60),
        sampleRate: fc.constantFrom(0, 0.5, 1),
        expiresMinutes: fc.constantFrom(null, 5, 60),
        budgets: fc.constant<Rule['with']['budgets']>([
          { measure: 'sum' as const, pointer: '/amount', per: 'day' as const, limit: 60 },
        ]),
      },
      { requiredKeys: [] },
    ),
    enabled: fc.boolean(),
    suspended: fc.constantFrom(null, { at: 1, cause: 'x' }),
  })
  .map((rule) => makeRule(rule))
const anyFacts = fc
  .record(
    {
      risk: fc.constantFrom(0, 1, 2, 3, 4),
      channel: fc.constantFrom('chat', 'email'),
      arguments: fc.record({ amount: fc.constantFrom<number | string>(5, 20, 20.01, -5, '20', 12) }),
      flags: fc.subarray(['rejected_before', 'duplicate', 'first_use', 'human_owned', 'paused'] as const),
      customerTags: fc.constantFrom<string[]>([], ['vip']),
    },
    { requiredKeys: [] },
  )
  .map((over) => refund(over as Partial<PolicyFacts>))
const spent = fc.constantFrom(0, 50, 100)

describe('whatever the rules are', () => {
  it('their order never matters', () => {
    const shuffled = fc
      .array(anyRule, { maxLength: 8 })
      .chain((rules) => fc.tuple(fc.constant(rules), fc.shuffledSubarray(rules, { minLength: rules.length })))
    fc.assert(
      fc.property(shuffled, anyFacts, spent, ([rules, others], facts, before) => {
        const options = { spent: () => before, draw: 0.3 }
        const { budgets: a, charges: b, ...one } = ruleOn(facts, documentOf(...rules), options)
        const { budgets: c, charges: d, ...two } = ruleOn(facts, documentOf(...others), options)
        expect(one).toEqual(two)
        expect([...(a ?? [])].toSorted()).toEqual([...(c ?? [])].toSorted())
        expect(b?.length).toBe(d?.length)
      }),
    )
  })

  it('one more that restricts never loosens, and one less that permits never either', () => {
    const restricting = anyRule.filter(({ verdict }) => verdict !== 'allow' && verdict !== 'dry_run')
    fc.assert(
      fc.property(fc.array(anyRule, { maxLength: 6 }), restricting, anyFacts, (rules, more, facts) => {
        const always = { ...more, enabled: true, when: [] }
        const before = ruleOn(facts, documentOf(...rules)).verdict
        expect(severity(ruleOn(facts, documentOf(...rules, always)).verdict)).toBeGreaterThanOrEqual(
          Math.max(severity(before), severity(always.verdict)),
        )
        // A permission that is suspended or has a budget may ask, and is then a restriction.
        const without = rules.filter(
          (one) => one.verdict !== 'allow' || one.suspended !== null || one.with.budgets !== undefined,
        )
        expect(severity(ruleOn(facts, documentOf(...without), { defaults: asking }).verdict)).toBeGreaterThanOrEqual(
          facts.risk === 0 ? 0 : severity(before),
        )
      }),
    )
  })

  it('what is not known never permits and always restricts', () => {
    fc.assert(
      fc.property(anyRule, fc.constantFrom('allow' as const, 'deny' as const), (rule, verdict) => {
        const asked = rule.when.filter((one) => one.field !== 'tool')
        fc.pre(asked.length > 0)
        const one = { ...rule, when: asked, verdict, enabled: true, suspended: null }
        expect(ruleOn({ tool: 'refund_order' }, documentOf(one)).verdict).toBe(verdict === 'allow' ? 'ask' : 'deny')
      }),
    )
  })
})
