import fc from 'fast-check'
import { expect, it } from 'vitest'
import { countHidden, visibleParts, visibleString } from '#renderer/ui/visible-text.ts'

const hiddenNames = (text: string) => visibleParts(text).flatMap((part) => (part.kind === 'hidden' ? [part.name] : []))

it.each([
  ['\u202E', 'right-to-left override'],
  ['\u2066', 'left-to-right isolate'],
  ['\u200B', 'zero-width space'],
  ['\u200D', 'zero-width joiner'],
  ['\uFEFF', 'byte order mark'],
  ['\u00AD', 'soft hyphen'],
  ['\u0000', 'control character U+0000'],
  ['\u001B', 'control character U+001B'],
  ['\u{E0041}', 'invisible tag character'],
  ['\u3164', 'Hangul filler'],
  ['\u2028', 'line separator'],
  ['1\uFE0F', 'invisible character U+FE0F'],
])('shows %j as %s', (character, name) => {
  expect(hiddenNames(`a${character}b`)).toEqual([name])
  expect(visibleString(`a${character}b`)).not.toContain(`a${character}b`)
})

it('leaves ordinary writing alone', () => {
  for (const text of ['Zieliński, Ólafsdóttir', 'a\nb\tc', 'قرآن', '日本語', '❤️', '👩‍👩‍👧', '👍🏽', 'a  b'])
    expect(visibleParts(text)).toEqual([{ kind: 'text', text }])
})

it('folds long runs of blanks and empty lines into one marker', () => {
  expect(hiddenNames(`a${' '.repeat(400)}b`)).toEqual(['400 spaces'])
  expect(hiddenNames(`a${'\n'.repeat(5000)}Approve`)).toEqual(['5000 line breaks'])
  expect(visibleString(`a${'\n'.repeat(5000)}b`).length).toBeLessThan(20)
})

it('does not let marks pile up over the lines around them', () => {
  expect(hiddenNames(`Z${'\u0301'.repeat(3000)} is a word`)).toEqual(['3000 combining marks'])
  expect(visibleString(`Z${'\u0301'.repeat(3000)}!`)).toBe('Z◌×3000!')
  expect(hiddenNames('བསྒྲུབས ཧཱུྃ กี่ ន្ត្រី e\u0301\u0323')).toEqual([])
})

it('loses nothing: the parts are the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(
        visibleParts(text)
          .map((part) => part.text)
          .join(''),
      ).toBe(text)
    }),
  )
})

it('counts', () => {
  expect(countHidden('1\u202E00.4\u202C')).toBe(2)
  expect(countHidden('100.4')).toBe(0)
})
