import fc from 'fast-check'
import { expect, test } from 'vitest'
import { excerpt, foldWord, parseSearch } from '#main/store/search-text.ts'

test.each([
  ['where is', '"where" "is" *'],
  ['a "quoted" OR word', '"a" "quoted" "OR" "word" *'],
  ['order-123 re', '"order 123" "re" *'],
  ['  #W12  ', '"W12" *'],
])('%s is looked for as %s', (typed, match) => {
  expect(parseSearch(typed).match).toBe(match)
})

test.each(['', '   ', '"', '***', '\u0301'])('%j is nothing to look for', (typed) => {
  expect(parseSearch(typed)).toEqual({ match: null, groups: [] })
})

test('an excerpt is short, whole, and its ranges hold the words', () => {
  const filler = fc.constantFrom('lorem', 'ipsum', '🙂🙂', 'naïve', '\n', 'x'.repeat(70), '—')
  fc.assert(
    fc.property(fc.array(filler, { maxLength: 120 }), fc.array(filler, { maxLength: 120 }), (left, right) => {
      const text = [...left, 'Refunding', ...right].join(' ')
      const found = excerpt(text, parseSearch('refund'))
      expect(found.text.length).toBeLessThanOrEqual(240)
      expect(found.text.isWellFormed()).toBe(true)
      expect(found.ranges).toHaveLength(1)
      const [from, to] = found.ranges[0]!
      expect(found.text.slice(from, to)).toBe('Refunding')
    }),
  )
})

test('words of one group have to stand side by side, accents and case do not count', () => {
  const { ranges, text } = excerpt('Order 12, order 123 and ÓRDER-1234', parseSearch('order-123'))
  expect(ranges.map(([from, to]) => text.slice(from, to))).toEqual(['order 123', 'ÓRDER-1234'])
  expect(foldWord('Ångström')).toBe('angstrom')
})

test('a text without the words is shown from its start', () => {
  expect(excerpt('y'.repeat(500), parseSearch('z'))).toEqual({ text: `${'y'.repeat(239)}…`, ranges: [] })
})
