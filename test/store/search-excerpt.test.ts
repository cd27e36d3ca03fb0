import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { excerpt, type Wanted } from '#main/store/search/excerpt.ts'
import { scoreTexts } from '#main/store/search/relevance.ts'
import { foldedWords } from '#main/store/search/words.ts'

const whole = (text: string): Wanted => ({ words: foldedWords(text), last: 'whole' })
const marked = (text: string, ...wanted: readonly Wanted[]): readonly string[] => {
  const cut = excerpt(text, wanted)
  return cut.ranges.map(([from, to]) => cut.text.slice(from, to))
}

describe('what is shown of a text', () => {
  test('a short text is whole, with its marks at both edges', () => {
    const text = 'lamp arrived with a broken lamp'
    expect(excerpt(text, [whole('lamp')])).toEqual({
      text,
      ranges: [
        [0, 4],
        [27, 31],
      ],
    })
  })

  test('a long one is cut around its first mark, between words, and says so at both ends', () => {
    const text = `${'before '.repeat(60)}lamp ${'after '.repeat(80)}`
    const { text: shown, ranges } = excerpt(text, [whole('lamp')])
    expect(shown.length).toBeLessThanOrEqual(240)
    expect(shown).toMatch(/^…before .*after.*…$/)
    expect(ranges.map(([from, to]) => shown.slice(from, to))).toEqual(['lamp'])
  })

  test('accents, case, phrases, beginnings and pieces are marked as they were written', () => {
    expect(marked('Das CAFÉ, ein Cafe\u0301.', whole('cafe'))).toEqual(['CAFÉ', 'Cafe\u0301'])
    expect(marked('the order, refund it', whole('order refund'))).toEqual(['order, refund'])
    expect(marked('Refunding refunds', { words: ['refund'], last: 'beginning' })).toEqual(['Refunding', 'refunds'])
    expect(marked('the rebooked flight', { words: ['book'], last: 'inside' })).toEqual(['rebooked'])
    expect(marked('订单已退款了', whole('退款'))).toEqual(['退款'])
  })

  test('words and phrases that overlap are one mark', () => {
    expect(marked('order refund now', whole('order refund'), whole('refund now'))).toEqual(['order refund now'])
  })

  test('without anything to mark it is the beginning', () => {
    expect(excerpt('a\nb\tc', [])).toEqual({ text: 'a b c', ranges: [] })
    expect(excerpt('x'.repeat(1000), [])).toEqual({ text: `${'x'.repeat(239)}…`, ranges: [] })
  })

  test('a word longer than all of it leaves no mark outside the text', () => {
    const { text, ranges } = excerpt(`${'y'.repeat(3000)} lamp`, [{ words: ['y'], last: 'inside' }, whole('lamp')])
    expect(text.length).toBeLessThanOrEqual(240)
    for (const [from, to] of ranges) expect(from < to && to <= text.length).toBe(true)
  })

  test('of any text: at most 240 units, whole characters, marks in order inside of it that are what was looked for', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 30 }),
      fc.constantFrom('lamp', 'Lämp', ' ', '😀', '😀'.repeat(120), 'z'.repeat(300), '\u0301', '退款', '\n', '\u202e'),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (parts) => {
        const { text, ranges } = excerpt(parts.join(''), [
          whole('lamp'),
          { words: ['z'], last: 'inside' },
          whole('退款'),
        ])
        expect(text.length).toBeLessThanOrEqual(240)
        expect(text.isWellFormed()).toBe(true)
        let last = 0
        for (const [from, to] of ranges) {
          expect(from).toBeGreaterThanOrEqual(last)
          expect(to).toBeGreaterThan(from)
          expect(to).toBeLessThanOrEqual(text.length)
          expect(foldedWords(text.slice(from, to)).join('')).toMatch(/lamp|z|退款/)
          last = to
        }
      }),
      { numRuns: 500 },
    )
  })
})

describe('how well a text fits', () => {
  const first = (texts: readonly string[], ...wanted: readonly Wanted[]): number => {
    const scores = scoreTexts(texts, wanted)
    return scores.indexOf(Math.max(...scores))
  }
  const long = `${'and so on '.repeat(80)}refund`

  test('of two alike the newer one wins', () => expect(first(['a refund', 'a refund'], whole('refund'))).toBe(0))
  test('a short text wins against a long one that is newer', () =>
    expect(first([long, 'a refund'], whole('refund'))).toBe(1))
  test('more of the same wins, the rarer word more so', () => {
    expect(first(['one refund here now', 'refund refund refund refund'], whole('refund'))).toBe(1)
    const common = Array.from({ length: 20 }, () => 'order order order')
    expect(first([...common, 'order chandelier here'], whole('order'), whole('chandelier'))).toBe(20)
  })
  test('a text that has nothing of it, or none at all, counts nothing', () => {
    expect(scoreTexts(['', 'lamp'], [whole('refund')])).toEqual([0, 0])
    expect(scoreTexts([], [whole('refund')])).toEqual([])
  })
})
