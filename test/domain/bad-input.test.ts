import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Arguments, Json } from '#contract/tool.ts'
import { parseCallArguments } from '#main/domain/arguments.ts'
import { hashArguments } from '#main/domain/canonical.ts'
import { measureJson } from '#main/domain/json-size.ts'
import { findOrigins } from '#main/domain/origins.ts'
import { inspectRule, parseDocument, parseRule } from '#main/domain/policy/document.ts'
import { readableTokens } from '#main/domain/policy/tokens.ts'
import { schemaFault, validateArguments } from '#main/domain/schema.ts'
import { composeSentence } from '#main/domain/sentence.ts'
import { AppError } from '#main/kernel/errors.ts'
import { documentOf, makeRule, refund, ruleOn } from '#test/support/policies.ts'

/** Whatever comes in from a model, a file or another window: an answer or a refusal in words with its place, and soon. */
const soonMs = 3000
type Schema = { readonly [key: string]: Json }

function within<T>(work: () => T): T {
  const began = performance.now()
  const made = work()
  expect(performance.now() - began).toBeLessThan(soonMs)
  return made
}

const nestedSchema = (levels: number): Schema =>
  Array.from({ length: levels }).reduce<Schema>((inner) => ({ type: 'object', properties: { a: inner } }), {})
const wideSchema = (fields: number): Schema => ({
  properties: Object.fromEntries(
    Array.from({ length: fields }, (_, index) => [`field_${index}`, { enum: ['a', 'b'] }]),
  ),
})

describe('the schema of a tool', () => {
  it('looks through as much text as its pattern is small', () => {
    const long = `I am sorry. ${'sorry'.repeat(20_000)}`
    expect(validateArguments({ properties: { text: { pattern: '\\S' } } }, { text: long })).toEqual([])
    const large = { properties: { text: { pattern: '(a|b){0,150}c' } } }
    expect(within(() => validateArguments(large, { text: long }))).toMatchObject([{ pointer: '/text' }])
  })

  it.each([
    ['deeper than anybody nests', nestedSchema(40), /nested deeper than 64 levels/],
    ['deeper than a stack', nestedSchema(20_000), /nested deeper than 64 levels/],
    ['longer than anybody writes', wideSchema(20_000), /longer than 100000 characters/],
    ['with a pattern that looks ahead', { properties: { a: { pattern: '(?=a)b' } } }, /regular expression/],
    ['with a pattern that is none', { properties: { a: { pattern: '(' } } }, /regular expression|pattern/],
    ['with an address elsewhere', { $ref: 'https://elsewhere.example/x' }, /resolve reference/],
    ['with a type that is none', { properties: { a: { type: 'money' } } }, /data\/properties\/a\/type/],
    ['with a field of another form', { properties: 5 }, /data\/properties must be object/],
  ] satisfies [string, Schema, RegExp][])('%s is named, and lets nothing through', (_, schema, words) => {
    expect(within(() => schemaFault(schema))).toMatch(words)
    expect(validateArguments(schema, {})).toMatchObject([
      { pointer: '', message: expect.stringMatching(/^The schema of this tool cannot be used: /) },
    ])
  })

  it('that refers to itself without an end lets nothing through', () => {
    expect(validateArguments({ $ref: '#' }, { a: 1 })).toMatchObject([{ message: expect.stringContaining('itself') }])
  })

  it('of an ordinary catalogue is fine, whatever engine its patterns were written for', () => {
    const parameters = { properties: { id: { pattern: '^#?\\d{1,6}(?:-[A-Z\\u00C0-\\u00DC])?$' } }, required: ['id'] }
    expect(schemaFault(parameters)).toBeNull()
    expect(validateArguments(parameters, { id: '#33401-É'.replace('É', 'À') })).toEqual([])
    expect(validateArguments(parameters, { id: '33401x' })).toMatchObject([{ pointer: '/id' }])
  })

  it('whatever it is: the same answer twice, and never an exception', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom('type', 'properties', 'items', 'pattern', 'enum', '$ref', 'allOf', 'not', 'required', '$id'),
          fc.jsonValue({ maxDepth: 3 }),
        ),
        fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })),
        (schema, value) => {
          const first = validateArguments(schema as Schema, value as Arguments)
          expect(validateArguments(schema as Schema, value as Arguments)).toEqual(first)
          const fault = schemaFault(schema as Schema)
          if (fault !== null) expect(first).toMatchObject([{ message: expect.stringContaining(fault) }])
        },
      ),
      { numRuns: 200 },
    )
  })
})

describe('arguments', () => {
  it.each(['^(a+)+$', '^(a|a)*$', '^([a-z]+.)+[A-Z]$', '(x+x+)+y'])('do not keep the pattern %s busy', (pattern) => {
    const schema = { properties: { a: { type: 'string', pattern } } }
    const hostile = `${'a'.repeat(5000)}${'x'.repeat(5000)}!`
    expect(within(() => validateArguments(schema, { a: hostile }))).toMatchObject([{ pointer: '/a' }])
    expect(within(() => validateArguments({ patternProperties: { [pattern]: false } }, { [hostile]: 1 }))).toEqual([])
  })

  it('are not compared with each other in numbers that take minutes', () => {
    const schema = { properties: { a: { type: 'array', uniqueItems: true } } }
    const list = (length: number) => ({ a: Array.from({ length }, (_, index) => ({ index })) })
    expect(within(() => validateArguments(schema, list(18_000)))).toEqual([
      { pointer: '', message: 'holds more than 5000 values' },
    ])
    expect(within(() => validateArguments(schema, list(2000)))).toEqual([])
  })

  it('of any text are read or refused in words; what was read can be shown, compared and judged', () => {
    const hostile = fc.oneof(
      fc.json({ maxDepth: 6 }),
      fc.string(),
      fc.integer({ min: 1, max: 5000 }).map((levels) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`),
      fc.constantFrom('{"__proto__":{"a":1}}', '{"constructor":{"prototype":1}}', '{"a":1e400}', '{"toString":null}'),
    )
    const rule = makeRule({ when: [{ field: 'argument', pointer: '/amount', op: 'lte', value: 20 }] })
    fc.assert(
      fc.property(hostile, (text) => {
        const parsed = parseCallArguments(text)
        if (!parsed.ok) {
          expect(parsed.message).toMatch(/^[a-z0-9_ ]+$/i)
          return
        }
        expect(measureJson(parsed.value).depth).toBeLessThanOrEqual(64)
        expect(hashArguments('refund', parsed.value)).toMatch(/^[0-9a-f]{64}$/)
        findOrigins(parsed.value, { customer: ['x'], tools: [], sources: [] })
        composeSentence('Refund {{args.amount|money}} to {{args.a.b}}', 'refund', parsed.value, { customerName: 'Ana' })
        // No amount that is a number of at most twenty: then no yes.
        const { amount } = parsed.value
        const { verdict } = ruleOn(refund({ arguments: parsed.value }), documentOf(rule))
        if (typeof amount !== 'number' || amount > 20) expect(verdict).toBe('ask')
      }),
      { numRuns: 300 },
    )
    expect(Object.prototype).not.toHaveProperty('a')
  })
})

describe('rules', () => {
  const anything = fc.jsonValue({ maxDepth: 4 })
  const condition = fc.record(
    {
      field: fc.oneof(fc.constantFrom('tool', 'argument', 'hours', 'risk', 'tag', 'moon'), fc.string()),
      op: fc.oneof(fc.constantFrom('lte', 'between', 'regex', 'like', '~='), fc.string()),
      pointer: fc.oneof(fc.constant('/amount'), fc.string()),
      pattern: fc.oneof(fc.constantFrom('(a+)+$', '(?=a)', 'a{1001}', '('), fc.string()),
      value: anything,
      in: anything,
    },
    { requiredKeys: [] },
  )
  const ruleLike = fc.record(
    {
      id: fc.oneof(fc.constant('r1'), fc.string()),
      name: fc.string(),
      when: fc.oneof(fc.array(condition, { maxLength: 4 }), anything),
      verdict: fc.oneof(fc.constantFrom('allow', 'deny', 'maybe'), anything),
      with: fc.oneof(fc.constant({}), anything),
    },
    { requiredKeys: [] },
  )

  const refusalOf = (read: () => unknown): AppError | null => {
    try {
      read()
      return null
    } catch (thrown) {
      expect(thrown).toBeInstanceOf(AppError)
      return thrown as AppError
    }
  }

  it('of any form are rules, or are refused by rule and place; never half', () => {
    fc.assert(
      fc.property(ruleLike, (rule) => {
        const { rule: read, issues } = inspectRule(rule)
        void [...readableTokens(rule)]
        const faults = issues.filter(({ level }) => level === 'error')
        for (const fault of faults) expect(fault.message).not.toBe('')
        const alone = refusalOf(() => parseRule(rule))
        const whole = refusalOf(() => parseDocument({ ...documentOf(), rules: [rule] }))
        expect(alone === null).toBe(read !== null && faults.length === 0)
        expect(whole === null).toBe(alone === null)
        for (const refused of [alone, whole]) {
          if (refused === null) continue
          expect(refused).toMatchObject({ code: 'invalid_input', data: { place: expect.any(String) } })
          expect(refused.message).toMatch(/^Rule “/)
        }
      }),
      { numRuns: 400 },
    )
  })

  it('that contradict each other or themselves never add up to a yes', () => {
    const verdicts = fc.constantFrom('allow', 'ask', 'ask_two', 'deny', 'dry_run')
    fc.assert(
      fc.property(fc.array(verdicts, { minLength: 1, maxLength: 6 }), fc.nat(40), (all, amount) => {
        const rules = all.map((verdict, index) => makeRule({ id: `r${index}`, name: `r${index}`, verdict, when: [] }))
        const never = makeRule({
          id: 'never',
          when: [
            { field: 'argument', pointer: '/amount', op: 'gt', value: 20 },
            { field: 'argument', pointer: '/amount', op: 'lt', value: 10 },
          ],
        })
        const { verdict } = ruleOn(refund({ arguments: { amount } }), documentOf(never, ...rules))
        expect(verdict === 'allow').toBe(all.every((one) => one === 'allow'))
        expect(ruleOn(refund({ arguments: { amount } }), documentOf(never)).verdict).toBe('ask')
      }),
      { numRuns: 100 },
    )
  })
})
