import fc from 'fast-check'
import { expect, test } from 'vitest'
import { excerpt, type Wanted } from '#main/store/search/excerpt.ts'

const word = fc.constantFrom('a', 'ab', 'abc', 'Refund', 'refunds', 'unrefunded', '12', 'x1')
const gap = fc.constantFrom(' ', ', ', '\n', '-', '#')
const text = fc
  .array(fc.tuple(word, gap), { maxLength: 40 })
  .map((parts) => parts.map(([one, between]) => `${one}${between}`).join(''))
const wanted: fc.Arbitrary<Wanted> = fc.oneof(
  fc.record({
    words: fc.array(
      word.map((one) => one.toLowerCase()),
      { minLength: 1, maxLength: 3 },
    ),
    last: fc.constantFrom('whole' as const, 'beginning' as const),
  }),
  fc.record({ words: fc.constantFrom(['fund'], ['b'], ['1']), last: fc.constant('inside' as const) }),
)

test('text of ASCII is marked as any other text is', () => {
  fc.assert(
    fc.property(text, fc.array(wanted, { minLength: 1, maxLength: 3 }), (said, looked) => {
      // Something else far behind makes it be read letter by letter.
      const filled = said.padEnd(900, ' .')
      expect(excerpt(filled, looked).ranges).toEqual(excerpt(`${filled}é`, looked).ranges)
    }),
    { numRuns: 500 },
  )
})

test('a word longer than any stack is marked too', () => {
  const long = 'a'.repeat(300_000)
  expect(excerpt(`${long}fund`, [{ words: ['fund'], last: 'inside' }]).text.length).toBeLessThanOrEqual(240)
})
