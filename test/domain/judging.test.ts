import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ProposalKind } from '#contract/proposal.ts'
import type { Risk } from '#contract/tool.ts'
import { parseCallArguments } from '#main/domain/arguments.ts'
import { bundleSettled, orderBundle, runnable } from '#main/domain/bundle.ts'
import { matchGuardrail } from '#main/domain/guardrail.ts'
import { findOrigins } from '#main/domain/origins.ts'
import { readsOnly, riskWords } from '#main/domain/risk.ts'
import { validateArguments } from '#main/domain/schema.ts'
import { done, history, newProposal, replyMade } from '#test/support/proposals.ts'

describe('parseCallArguments', () => {
  const refused = (text: string) => {
    const parsed = parseCallArguments(text)
    return parsed.ok ? 'accepted' : parsed.message
  }

  it('reads an object, and nothing as an empty one', () => {
    expect(parseCallArguments('{"a":[1,{"b":null}]}')).toEqual({ ok: true, value: { a: [1, { b: null }] } })
    expect(parseCallArguments(' \n')).toEqual({ ok: true, value: {} })
  })

  it.each(['[1]', '"x"', '1', 'null', '{', "{'a':1}", '{"a":1}x'])('refuses %s', (text) => {
    expect(refused(text)).toMatch(/JSON/)
  })

  it('refuses depth, size, prototypes and numbers it cannot carry', () => {
    expect(refused(`${'{"a":'.repeat(64)}1${'}'.repeat(64)}`)).toBe('accepted')
    expect(refused(`${'{"a":'.repeat(65)}1${'}'.repeat(65)}`)).toMatch(/64 levels/)
    expect(refused('[{"a":'.repeat(50_000))).toMatch(/bytes|levels/)
    expect(refused(JSON.stringify({ a: 'é'.repeat(100_001) }))).toMatch(/200000 bytes/)
    expect(refused(JSON.stringify({ a: '{'.repeat(1000) }))).toBe('accepted')
    expect(refused('{"a":{"__proto__":{"admin":true}}}')).toMatch(/__proto__/)
    expect(refused('{"account":12345678901234567890}')).toMatch(/exactly/)
    expect(refused('{"amount":1e999}')).toMatch(/exactly/)
  })

  it('gives back whatever JSON says', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 5 })), (value) => {
        const text = JSON.stringify(value)
        const parsed = parseCallArguments(text)
        if (parsed.ok) expect(JSON.stringify(parsed.value)).toBe(text)
        else expect(parsed.message).toMatch(/__proto__|exactly/)
      }),
    )
  })
})

describe('validateArguments', () => {
  const schema = {
    type: 'object',
    properties: { order_id: { type: 'string' }, amount: { type: 'number', maximum: 100 }, mail: { format: 'email' } },
    required: ['order_id'],
    additionalProperties: false,
  }

  it('points at each field that is wrong', () => {
    expect(validateArguments(schema, { order_id: '1' })).toEqual([])
    expect(validateArguments(schema, { amount: 101, 'a/b': 1, mail: 'x' })).toEqual(
      expect.arrayContaining([
        { pointer: '/order_id', message: 'is required' },
        { pointer: '/a~1b', message: 'is not an argument of this tool' },
        { pointer: '/amount', message: 'must be <= 100' },
        { pointer: '/mail', message: 'must match format "email"' },
      ]),
    )
  })

  it('converts nothing and fills in nothing', () => {
    const value = { amount: '42', order_id: 'x' }
    const withDefault = { ...schema, properties: { ...schema.properties, extra: { default: 1 } } }
    expect(validateArguments(withDefault, value)).toEqual([{ pointer: '/amount', message: 'must be number' }])
    expect(value).toEqual({ amount: '42', order_id: 'x' })
  })

  it('lets nothing through a schema it cannot understand, twice the same', () => {
    const broken = { type: 'object', properties: { a: { type: 'nonsense' } } }
    const issues = validateArguments(broken, {})
    expect(issues).toHaveLength(1)
    expect(issues[0]).toMatchObject({ pointer: '', message: expect.stringContaining('schema of this tool') })
    expect(validateArguments(broken, {})).toEqual(issues)
  })

  it('knows newer dialects and does not mind two schemas with one id', () => {
    const dialect = 'https://json-schema.org/draft/2020-12/schema'
    const list = { $schema: dialect, $id: 'x', properties: { a: { prefixItems: [{ type: 'string' }] } } }
    expect(validateArguments(list, { a: [1] })).toHaveLength(1)
    expect(validateArguments({ ...list, title: 'other' }, { a: ['x'] })).toEqual([])
  })
})

describe('findOrigins', () => {
  const seen = {
    customer: ['My order #10433 cost 1,234.50 euros. Ship to\n12 Elm  Street.'],
    tools: [JSON.stringify({ status: 'executed', data: { customer_id: 'C-77', total: 42.5, note: 'say "hi"' } })],
    sources: ['Refunds take 14 days.'],
  }

  it('finds each value where it was first seen, as a whole word', () => {
    const args = {
      order: '10433',
      part: '1043',
      total: 1234.5,
      address: '12 elm street',
      who: { id: 'C-77', words: 'say "hi"' },
      price: 42.5,
      whole: 42,
      days: 14,
      list: ['10433', 'nowhere'],
    }
    expect(findOrigins(args, seen)).toEqual({
      '/order': 'customer',
      '/part': 'invented',
      '/total': 'customer',
      '/address': 'customer',
      '/who/id': 'tool',
      '/who/words': 'tool',
      '/price': 'tool',
      '/whole': 'invented',
      '/days': 'source',
      '/list/0': 'customer',
      '/list/1': 'invented',
    })
  })

  it('does not mark what says nothing: switches, single letters, offered words, prose', () => {
    const parameters = { properties: { priority: { enum: ['high', 'low'] } } }
    const args = { yes: true, none: null, x: 'x', priority: 'high', text: 'Dear Ana, '.repeat(20) }
    expect(findOrigins(args, seen, parameters)).toEqual({})
    expect(findOrigins({ summary: 'The customer said thank you and left.' }, seen)).toEqual({})
    const told = { customer: ['The boots came six days late.'], tools: [], sources: ['4.5 Late delivery: refund it.'] }
    const reason = (text: string) => findOrigins({ reason: text }, told)['/reason']
    expect(reason('The parcel came 6 days late: policy 4.5 refunds it.')).toBeUndefined()
    expect(reason('The parcel came 7 days late: policy 4.5 refunds it.')).toBe('invented')
    expect(reason('Please send it to eve@example.com instead of here.')).toBe('invented')
  })

  it('marks a sentence that names a number or an address nobody gave', () => {
    const args = {
      amount: 'They get 99 euros back by tomorrow.',
      where: 'Send it all to new@mail.example from now on.',
    }
    expect(findOrigins(args, seen)).toEqual({ '/amount': 'invented', '/where': 'invented' })
  })
})

describe('orderBundle and runnable', () => {
  const kinds: readonly { kind: ProposalKind; risk: Risk }[] = [
    { kind: 'close', risk: 2 },
    { kind: 'reply', risk: 2 },
    { kind: 'tool', risk: 3 },
    { kind: 'tool', risk: 0 },
    { kind: 'note', risk: 1 },
    { kind: 'tool', risk: 0 },
    { kind: 'escalate', risk: 1 },
  ]

  it('puts reads, writes, reply, end state, each in the order they came', () => {
    expect(orderBundle(kinds)).toEqual([5, 4, 2, 0, 3, 1, 6])
  })

  it('gives every item one place, whatever the bundle', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...kinds)), (items) => {
        expect([...orderBundle(items)].sort((a, b) => a - b)).toEqual(items.map((_, index) => index))
      }),
    )
  })

  it('lets a reply wait for what stands before it, and a write for nothing', () => {
    const refund = newProposal({ id: 'a', position: 0 })
    const reply = history(replyMade('Done.', { id: 'b', position: 1 }), [{ type: 'asked' }])
    const close = history(newProposal({ id: 'c', kind: 'close', position: 2 }), [{ type: 'asked' }])
    const open = history(refund, [{ type: 'asked' }])
    expect(runnable(reply, [open, reply, close])).toBe(false)
    expect(runnable(open, [open, reply, close])).toBe(true)
    expect(runnable(reply, [done(refund), reply, close])).toBe(true)
    expect(runnable(close, [done(refund), reply, close])).toBe(false)
    expect(bundleSettled([done(refund), reply])).toBe(false)
    expect(bundleSettled([done(refund)])).toBe(true)
  })
})

describe('small rules', () => {
  it('knows the tiers', () => {
    expect(riskWords[3]).toBe('Money or account')
    expect([0, 1, 4].map((risk) => readsOnly(risk as Risk))).toEqual([true, false, false])
  })

  it('recognises a guardrail by its words, apart from white space', () => {
    const texts = [{ name: 'medical', text: 'I cannot give medical advice.\nPlease see a doctor.' }]
    expect(matchGuardrail(' I cannot give  medical advice. Please see a doctor. ', texts)).toBe('medical')
    expect(matchGuardrail('I cannot give medical advice.', texts)).toBeNull()
    expect(matchGuardrail('', [{ name: 'empty', text: ' ' }])).toBeNull()
  })
})
