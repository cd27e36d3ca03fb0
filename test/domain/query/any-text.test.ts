import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Query } from '#main/domain/query/ast.ts'
import { fields } from '#main/domain/query/fields.ts'
import { parseQuery } from '#main/domain/query/parse.ts'
import { printQuery } from '#main/domain/query/print.ts'

const here = { now: Date.UTC(2026, 9, 6, 12, 34, 56, 789), offsetMinutes: -210, me: 'Jo Lindqvist' }

const names = fields.flatMap(({ name, aliases }) => (name === 'arg' ? ['arg.a', 'arg."x.y".0'] : [name, ...aliases]))
const words = [
  'a',
  'refund',
  'order-1',
  "don't",
  'near',
  'OR',
  'NOT',
  'AND',
  'wor*',
  '*ord*',
  'me',
  '返金',
  'قرآن',
  '10:30',
]
const values = ['3', '>=3', '2..3', '50%', '$0.20', '1h30m', '-7d', 'today', '2026-01', 'edited', 'es', 'me', '"a b"']
const pieces = fc.oneof(
  fc.constantFrom(...words),
  fc.constantFrom(
    '(',
    ')',
    '"',
    '|',
    '-',
    ' ',
    'near(a b, 5)',
    'near(',
    '"x y"',
    '\\',
    '\u{1F469}\u200D\u{1F4BB}',
    '\u202E',
  ),
  fc
    .tuple(fc.constantFrom(...names), fc.array(fc.constantFrom(...values), { minLength: 1, maxLength: 3 }))
    .map(([name, list]) => `${name}:${list.join('|')}`),
  fc.string({ unit: 'binary', maxLength: 6 }),
)
const messy = fc
  .array(pieces, { maxLength: 60 })
  .chain((parts) => fc.constantFrom('', ' ').map((between) => parts.join(between)))
const anyText = fc.oneof(messy, fc.string({ unit: 'binary', maxLength: 2500 }), fc.string({ unit: 'grapheme' }))

/** Well-formed queries, nested as far as anybody would. */
const wellFormed = fc.letrec<{ query: string; term: string; leaf: string }>((tie) => ({
  leaf: fc.oneof(
    fc.constantFrom('a', 'wor*', '*ord*', '"x y"', 'near(a b, 5)', 'OR1'),
    fc
      .tuple(fc.constantFrom(...names), fc.array(fc.constantFrom(...values), { minLength: 1, maxLength: 3 }))
      .map(([name, list]) => `${name}:${list.join('|')}`),
  ),
  term: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    tie('leaf'),
    tie('leaf').map((text) => `-${text}`),
    tie('query').map((text) => `(${text})`),
    tie('query').map((text) => `-(${text})`),
    fc.array(tie('term'), { minLength: 2, maxLength: 3 }).map((parts) => parts.join(' | ')),
  ),
  query: fc
    .tuple(fc.array(tie('term'), { minLength: 1, maxLength: 4 }), fc.constantFrom(' ', ' OR ', ' AND '))
    .map(([parts, between]) => parts.join(between)),
})).query

const depth = (query: Query): number =>
  query.kind === 'not'
    ? 1 + depth(query.of)
    : query.kind === 'all' || query.kind === 'any'
      ? 1 + Math.max(...query.of.map(depth))
      : 1

test('any text whatever has tokens and problems with places inside it, and is never an error', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const { tree, tokens, problems, terms } = parseQuery(text, here)
      for (const { from, to } of [...tokens, ...problems]) {
        expect(from).toBeGreaterThanOrEqual(0)
        expect(to).toBeGreaterThan(from)
        expect(to).toBeLessThanOrEqual(text.length)
      }
      tokens.reduce((end, { from, to }) => {
        expect(from).toBeGreaterThanOrEqual(end)
        return to
      }, 0)
      expect(terms.length).toBeLessThanOrEqual(64)
      if (tree !== null) expect(depth(tree)).toBeLessThan(100)
    }),
    { numRuns: 6000 },
  )
})

test('what is printed is read as the same', () => {
  fc.assert(
    fc.property(fc.oneof(anyText, wellFormed), (text) => {
      const { tree } = parseQuery(text, here)
      const printed = printQuery(tree, here)
      if (printed.length <= 2000) expect(parseQuery(printed, here)).toMatchObject({ tree, problems: [] })
    }),
    { numRuns: 4000 },
  )
})

test('2,000 characters of anything are read at once', () => {
  const begun = performance.now()
  for (const piece of ['(', '-', '"', '|', 'near(', 'a|', 'arg.', 'arg.a.', 'risk:', '1,', '*', '(a OR ', '\\"', '-('])
    parseQuery(piece.repeat(2000).slice(0, 2000), here)
  expect(performance.now() - begun).toBeLessThan(2000)
})
