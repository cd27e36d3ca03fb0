import { describe, expect, it } from 'vitest'
import type { PolicyFacts } from '#contract/policy.ts'
import type { Condition } from '#contract/policy-condition.ts'
import type { Json } from '#contract/tool.ts'
import { compileCondition } from '#main/domain/policy/condition.ts'
import { compilePattern, longestSubject } from '#main/domain/policy/pattern.ts'
import { refund } from '#test/support/policies.ts'

type Hours = Extract<Condition, { field: 'hours' }>
type OfArgument = Extract<Condition, { field: 'argument' }>
type Asked = OfArgument extends infer One ? (One extends OfArgument ? Omit<One, 'field' | 'pointer'> : never) : never

const holds = (condition: Condition, facts: PolicyFacts) => compileCondition(condition)(facts)
const of = (amount: Json | undefined) => refund({ arguments: amount === undefined ? {} : { amount } })
const amount = (asked: Asked, value: Json | undefined) =>
  holds({ field: 'argument', pointer: '/amount', ...asked } as Condition, of(value))

describe('an argument', () => {
  it.each([
    [{ op: 'lte', value: 20 }, 20, true],
    [{ op: 'lte', value: 20 }, 20.01, false],
    [{ op: 'lte', value: 20 }, '20', null],
    [{ op: 'lte', value: 20 }, '5', null],
    [{ op: 'lt', value: 20 }, 20, false],
    [{ op: 'gt', value: 20 }, 20.01, true],
    [{ op: 'gte', value: 20 }, null, null],
    [{ op: 'gte', value: 20 }, undefined, false],
    [{ op: 'between', from: 0, to: 20 }, -5, false],
    [{ op: 'between', from: 0, to: 20 }, 0, true],
    [{ op: 'eq', value: 20 }, '20', null],
    [{ op: 'eq', value: 20 }, 20, true],
    [{ op: 'eq', value: '20' }, 20, null],
    [{ op: 'eq', value: null }, null, true],
    [{ op: 'eq', value: null }, 0, false],
    [{ op: 'eq', value: 20 }, undefined, false],
    [{ op: 'ne', value: 'EUR' }, 'USD', true],
    [{ op: 'ne', value: 'EUR' }, undefined, null],
    [{ op: 'ne', value: 'EUR' }, 5, null],
    [{ op: 'in', values: ['EUR', 5] }, 5, true],
    [{ op: 'in', values: ['EUR', 5] }, 'USD', false],
    [{ op: 'in', values: ['EUR'] }, true, null],
    [{ op: 'in', values: ['EUR'] }, ['EUR'], null],
    [{ op: 'exists' }, 0, true],
    [{ op: 'exists' }, null, false],
    [{ op: 'absent' }, undefined, true],
    [{ op: 'regex', pattern: '^1\\d$' }, '12', true],
    [{ op: 'regex', pattern: '^1\\d$' }, 12, null],
    [{ op: 'regex', pattern: '^1\\d$' }, undefined, false],
    [{ op: 'regex', pattern: '1' }, 'x'.repeat(longestSubject + 1), null],
  ] satisfies [Asked, Json | undefined, boolean | null][])('%o of %o is %s', (asked, value, expected) => {
    expect(amount(asked, value)).toBe(expected)
  })

  it('is looked up by its own keys only', () => {
    const inherited = { field: 'argument', pointer: '/constructor', op: 'exists' } as const
    expect(holds(inherited, refund())).toBe(false)
  })

  it('is not known where the arguments are not', () => {
    const { arguments: _, ...without } = refund()
    expect(holds({ field: 'argument', pointer: '/amount', op: 'absent' }, without)).toBeNull()
  })

  it('comes from where all of it comes from', () => {
    const from = (...origins: ('customer' | 'tool')[]) =>
      holds(
        { field: 'argument', pointer: '/to', op: 'origin', in: ['customer'] },
        refund({
          arguments: { to: { a: 'x1', b: 'x2' } },
          origins: Object.fromEntries(origins.map((origin, index) => [`/to/${index === 0 ? 'a' : 'b'}`, origin])),
        }),
      )
    expect(from('customer', 'customer')).toBe(true)
    expect(from('customer', 'tool')).toBeNull()
    expect(from('tool', 'tool')).toBe(false)
    expect(from()).toBe(false)
  })

  it('is the customer’s own, apart from case and spaces; unknown where there is no record', () => {
    const own = (email: string | null, value: Json) =>
      holds(
        { field: 'argument', pointer: '/to', op: 'matches_customer', record: 'email' },
        refund({ arguments: { to: value }, customer: { id: 'c', name: 'Ana', email } }),
      )
    expect(own('ana@example.com', ' Ana@Example.com ')).toBe(true)
    expect(own('ana@example.com', 'ana@exampIe.com')).toBe(false)
    expect(own(null, 'ana@example.com')).toBeNull()
    expect(own('ana@example.com', 5)).toBeNull()
  })
})

describe('hours', () => {
  const at = (text: string) => refund({ at: Date.parse(text) })
  const office: Hours = {
    field: 'hours',
    op: 'inside',
    days: ['mon', 'fri'],
    from: '09:00',
    to: '17:00',
    timeZone: 'Europe/Berlin',
  }
  const night: Hours = { ...office, days: ['fri'], from: '22:00', to: '06:00' }

  it('are those of the zone, summer time included', () => {
    expect(holds(office, at('2026-01-05T08:00:00Z'))).toBe(true)
    expect(holds(office, at('2026-01-05T07:59:00Z'))).toBe(false)
    expect(holds(office, at('2026-07-06T07:00:00Z'))).toBe(true)
    expect(holds(office, at('2026-07-06T15:00:00Z'))).toBe(false)
    expect(holds({ ...office, op: 'outside' }, at('2026-01-06T12:00:00Z'))).toBe(true)
  })

  it('past midnight belong to the day they began on', () => {
    expect(holds(night, at('2026-01-09T22:00:00Z'))).toBe(true)
    expect(holds(night, at('2026-01-10T04:59:00Z'))).toBe(true)
    expect(holds(night, at('2026-01-10T22:00:00Z'))).toBe(false)
    expect(holds(night, at('2026-01-09T04:00:00Z'))).toBe(false)
  })
})

describe('everything else', () => {
  it.each([
    [{ field: 'tool_tag', in: ['money'] }, true],
    [{ field: 'agent', in: ['agent-2'] }, false],
    [{ field: 'rag_score', op: 'gte', value: 0.9 }, true],
    [{ field: 'rag_score', op: 'lt', value: 0.9 }, false],
    [{ field: 'guardrail', hit: false }, true],
    [{ field: 'conversation_age', op: 'gte', minutes: 60 }, true],
    [{ field: 'conversation_age', op: 'lt', minutes: 60 }, false],
    [{ field: 'tag', on: 'conversation', op: 'none', in: ['vip'] }, true],
    [{ field: 'tag', on: 'customer', op: 'none', in: ['vip'] }, null],
    [{ field: 'previous_decisions', of: 'rejected', op: 'lt', value: 1 }, true],
  ] satisfies [Condition, boolean | null][])('%o is %s', (condition, expected) => {
    expect(holds(condition, refund())).toBe(expected)
    if (condition.field !== 'tool_tag') expect(holds(condition, { tool: 'refund_order' })).toBeNull()
  })
})

describe('a pattern that would run away', () => {
  const text = `${'a'.repeat(longestSubject - 1)}!`

  it.each([
    '(a+)+$',
    '^(a|a)*$',
    '(a*)*b',
    '^(([a-z])+.)+[A-Z]([a-z])+$',
    '(.*a){20}$',
    '(?:a?){40}a{40}$',
    '(x+x+)+y',
  ])('%s looks through twenty thousand characters at once', (source) => {
    const pattern = compilePattern(source)
    const start = performance.now()
    expect(pattern(text)).toBe(false)
    // A backtracking engine would need longer than the world has stood.
    expect(performance.now() - start).toBeLessThan(5000)
  })

  it.each([
    '(a{0,100}){0,100}',
    'a{1001}',
    '(?:[a-z]{0,30}x?){40}',
    '(?=a)',
    '(a)\\1',
    '(',
    'a'.repeat(301),
    '(?<=a)b',
  ])('%s is refused in words', (source) => {
    expect(() => compilePattern(source)).toThrow(/^The regular expression cannot be used: .+\.$/)
  })
})
