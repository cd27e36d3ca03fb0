import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fields } from '#main/domain/query/fields.ts'
import { parseQuery } from '#main/domain/query/parse.ts'
import { suggestAt } from '#main/domain/query/suggest.ts'

const here = { now: Date.UTC(2026, 9, 6, 12), offsetMinutes: 0, me: 'Jo' }
const known = {
  tools: ['refund_order', 'ESCALATE'],
  people: ['Jo Lindqvist', 'Ana'],
  rules: ['Refunds<20'],
  tags: ['vip', 'late parcel'],
  arguments: ['amount', 'order_id', 'address.city'],
}

/** The caret stands where the bar is; what is offered, as the whole query would then be. */
const offered = (marked: string) => {
  const caret = marked.indexOf('¦')
  const text = marked.replace('¦', '')
  return suggestAt(text, caret, here, known).map((one) => text.slice(0, one.from) + one.text + text.slice(one.to))
}

test('fields where nothing stands yet, and those that begin like it', () => {
  expect(offered('¦')).toHaveLength(fields.length)
  expect(offered('refund ¦')).toContain('refund decision:')
  expect(offered('-dec¦')).toEqual(['-decision:', '-decided.after:', '-decided.before:'])
  expect(offered('ra¦')).toEqual(['rag.score:', 'has:rag'])
  expect(offered('du¦:5m')).toEqual(['duration:5m'])
  expect(offered('(edi¦)')).toEqual(['(decision:edited)', '(has:edit)'])
  expect(offered('arg.or¦')).toEqual(['arg.order_id:'])
})

test('values of a field: its own, days, numbers, and what the desk knows', () => {
  expect(offered('decision:e¦ x')).toEqual(expect.arrayContaining(['decision:edited x', 'decision:expired x']))
  expect(offered('decision:edited|re¦')[0]).toBe('decision:edited|rejected')
  expect(offered('reason:wr¦')).toEqual(['reason:"wrong customer"', 'reason:"wrong amount"'])
  expect(offered('channel:vo¦')).toEqual(['channel:phone'])
  expect(offered('tool:ref¦')).toEqual(['tool:refund_order'])
  expect(offered('rule:¦')).toEqual(['rule:"Refunds<20"'])
  expect(offered('tag:"la¦')).toEqual(['tag:"late parcel"'])
  expect(offered('by:¦')).toEqual(['by:me', 'by:"Jo Lindqvist"', 'by:Ana'])
  expect(offered('lang:span¦')).toEqual(['lang:es'])
  expect(offered('risk:>¦')).toEqual(['risk:>=3'])
  expect(offered('after:¦')).toContain('after:-7d')
  expect(offered('before:2026-¦')).toEqual(['before:2026-10', 'before:2026-10-06'])
  expect(offered('"damaged ¦')).toEqual([])
})

test('every example and every offered value is understood', () => {
  for (const { example } of fields) expect(parseQuery(example, here)).toMatchObject({ problems: [] })
  for (const { name, takes } of fields.filter((field) => field.takes.kind !== 'argument'))
    for (const text of offered(`${name}:¦`))
      expect([takes.kind, parseQuery(text, here).problems]).toEqual([takes.kind, []])
})

test('no names of fields or values stand in each other’s way', () => {
  const names = fields.flatMap(({ name, aliases }) => [name, ...aliases])
  expect(new Set(names).size).toBe(names.length)
  for (const { takes } of fields) {
    if (takes.kind !== 'choice') continue
    const values = takes.choices.flatMap(({ value, aliases }) => [value, ...aliases])
    expect(new Set(values).size).toBe(values.length)
  }
})

test('at any caret of any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 0, max: 3000 }), (text, caret) => {
      for (const { from, to } of suggestAt(text, caret, here, known)) expect(from).toBeLessThanOrEqual(to)
    }),
    { numRuns: 2000 },
  )
})
