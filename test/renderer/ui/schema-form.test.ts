import { describe, expect, test } from 'vitest'
import {
  problemsOfDraft,
  readNumber,
  readRaw,
  resetField,
  setValue,
  startDraft,
  typeInto,
} from '#renderer/ui/SchemaForm/draft.ts'
import { leavesOf, readFields } from '#renderer/ui/SchemaForm/fields.ts'
import type { Field } from '#renderer/ui/SchemaForm/fields.ts'
import { readAt, sameJson, writeAt } from '#renderer/ui/SchemaForm/pointer.ts'
import { problemsOf } from '#renderer/ui/SchemaForm/validate.ts'

const schema = {
  type: 'object',
  required: ['amount', 'quantity', 'address'],
  additionalProperties: false,
  properties: {
    note: { type: 'string', maxLength: 400, default: 'never this' },
    quantity: { type: 'integer', minimum: 1, maximum: 5, title: 'How many' },
    amount: { type: 'number', maximum: 184, description: 'In dollars.' },
    reason: { enum: ['damaged', 'late', 'other'] },
    size: { enum: ['xs', 's', 'm', 'l', 'xl', 'xxl'] },
    speed: {
      oneOf: [
        { const: 1, title: 'Slow' },
        { const: 2, title: 'Fast' },
      ],
    },
    gift: { type: 'boolean' },
    items: { type: 'array', items: { type: 'string' }, maxItems: 2, uniqueItems: true },
    address: {
      type: 'object',
      required: ['city'],
      properties: {
        city: { type: 'string', minLength: 1 },
        geo: {
          type: 'object',
          properties: {
            point: { type: 'object', properties: { deep: { type: 'object', properties: { x: { type: 'number' } } } } },
          },
        },
      },
    },
  },
}
const value = { amount: 12.95, quantity: 1, items: ['a'], address: { city: 'Oslo' } }
const fields = readFields(schema, value)
const field = (name: string): Field => leavesOf(fields).find((entry) => entry.name === name)!

describe('fields of a schema', () => {
  test('required come first, in the schema’s order', () => {
    expect(fields.slice(0, 3).map((entry) => entry.name)).toEqual(['quantity', 'amount', 'address'])
  })
  test('each kind gets its control', () => {
    expect(field('quantity').kind).toMatchObject({ type: 'number', integer: true, bounds: '1 to 5' })
    expect(field('quantity').label).toBe('How many')
    expect(field('amount').help).toBe('In dollars.')
    expect(field('reason').kind).toMatchObject({ type: 'choice', display: 'radio' })
    expect(field('size').kind).toMatchObject({ type: 'choice', display: 'select' })
    expect(field('speed').kind).toMatchObject({
      options: [
        { value: 1, label: 'Slow' },
        { value: 2, label: 'Fast' },
      ],
    })
    expect(field('note').kind).toMatchObject({ type: 'text', long: true })
    expect(field('items').kind).toMatchObject({ type: 'tokens', item: 'text' })
    expect(field('gift').kind).toEqual({ type: 'boolean' })
  })
  test('groups open to the third level, deeper is JSON', () => {
    expect(field('deep').pointer).toBe('/address/geo/point/deep')
    expect(field('deep').kind.type).toBe('json')
  })
  test('what the schema does not know is shown all the same', () => {
    expect(readFields({}, { a: 'x', n: 1, list: [{}] }).map((entry) => entry.kind.type)).toEqual([
      'text',
      'number',
      'json',
    ])
    const odd = readFields(schema, { ...value, quantity: 'three' }).find((entry) => entry.name === 'quantity')
    expect(odd?.kind.type).toBe('json')
  })
})

describe('values', () => {
  test('numbers stay numbers, and no default slips in', () => {
    const draft = typeInto(startDraft(value), field('amount'), '7.95')
    expect(draft.value).toStrictEqual({ ...value, amount: 7.95 })
    expect(problemsOfDraft(draft, schema)).toEqual([])
  })
  test('what is not a number is kept as typed, named and not taken over', () => {
    const draft = typeInto(startDraft(value), field('quantity'), '2.5')
    expect(draft.value).toStrictEqual(value)
    expect(problemsOfDraft(draft, schema)).toEqual([
      { pointer: '/quantity', label: 'How many', message: 'Must be a whole number' },
    ])
    expect(problemsOfDraft(typeInto(draft, field('quantity'), '2'), schema)).toEqual([])
  })
  test.each([
    ['1e3', false, 1000],
    [' 7. ', false, 7],
    ['-0', false, 0],
    ['0x10', false, 'Must be a number'],
    ['1,5', false, 'Must be a number'],
    ['9007199254740993', true, 'Too large to be sent exactly'],
    ['', false, 'Needed'],
  ])('%s read as a number', (typed, integer, expected) => {
    expect(readNumber(typed, integer)).toBe(expected)
  })
  test('an emptied optional field is left out; reset brings the proposed value back', () => {
    const noted = { ...value, note: 'hello', gift: true }
    const draft = setValue(startDraft(noted), '/gift', undefined)
    expect(draft.value).not.toHaveProperty('gift')
    expect(sameJson(resetField(draft, '/gift', noted).value, noted)).toBe(true)
  })
  test('nested places are written without touching the original', () => {
    const next = writeAt(value, '/address/city', 'Bergen')
    expect(readAt(next, '/address/city')).toBe('Bergen')
    expect(value.address.city).toBe('Oslo')
    expect(readAt(writeAt({ 'a/b': { '~': 1 } }, '/a~1b/~0', 2), '/a~1b/~0')).toBe(2)
  })
  test('raw text is one object or a reason', () => {
    expect(readRaw('{"a":1}')).toEqual({ a: 1 })
    expect(readRaw('[1]')).toBe('Arguments must be one JSON object')
    expect(readRaw('{')).toMatch(/^Not valid JSON/)
  })
})

describe('problems', () => {
  test.each([
    [{ ...value, quantity: 9 }, 'How many', 'At most 5'],
    [{ ...value, quantity: 0 }, 'How many', 'At least 1'],
    [{ ...value, reason: 'mood' }, 'Reason', 'One of damaged, late, other'],
    [{ ...value, items: ['a', 'b', 'c'] }, 'Items', 'At most 2 entries'],
    [{ ...value, items: ['a', 'a'] }, 'Items', 'Every entry only once'],
    [{ ...value, items: ['a', 1] }, 'Items, entry 2', 'Must be text'],
    [{ ...value, address: { city: '' } }, 'City', 'Needed'],
    [{ ...value, extra: 1 }, 'Extra', 'The tool does not take this'],
    [{ amount: 1, quantity: 1 }, 'Address', 'Needed'],
  ])('%o', (held, label, message) => {
    expect(problemsOf(schema, held)).toEqual([expect.objectContaining({ label, message })])
  })
  test('a property called constructor is data', () => {
    expect(problemsOf({ type: 'object', required: ['constructor'] }, {})).toHaveLength(1)
  })
})
