import { describe, expect, test } from 'vitest'
import type { QueryToken } from '#contract/query.ts'
import {
  apply,
  editBetween,
  longest,
  moved,
  selectedByBackspace,
  soughtIn,
  typed,
  withoutTokens,
} from '#renderer/app/Transcripts/query-edit.ts'
import { piecesOf } from '#renderer/app/Transcripts/query-pieces.ts'
import { tokensIn } from '#test/support/query-tokens.ts'

/** The text of a search as it is edited: tokens are where they were written, whatever happens around them. */

const at = (text: string, part: string) => ({ from: text.indexOf(part), to: text.indexOf(part) + part.length })
const spots = (placed: readonly { from: number; to: number }[], text: string) =>
  placed.map(({ from, to }) => text.slice(from, to))

/** What stands where the tokens are after an edit, before the desk has spoken of it. */
function after(text: string, edit: { from: number; to: number; text: string }): readonly string[] {
  const next = apply(typed(text), edit)
  return spots(moved(tokensIn(text), edit), next.text)
}

describe('editing', () => {
  test('what is put in takes the place of what was selected, on one line, and the caret stands behind it', () => {
    expect(apply(typed('a b c'), { from: 2, to: 3, text: 'x\ny' })).toEqual({ text: 'a x y c', from: 5, to: 5 })
  })
  test('a search stays as long as it may be, and loses nothing of what stood there', () => {
    const full = 'a'.repeat(longest - 2)
    expect(apply(typed(full), { from: 0, to: 0, text: 'bcdef' }).text).toBe(`bc${full}`)
  })
  test.each([
    ['abc', 'abXc'],
    ['abc', ''],
    ['', 'abc'],
    ['aaaa', 'aaa'],
    ['risk:3 pole', 'risk:>=3 pole'],
    ['same', 'same'],
  ])('the change between %j and %j leads from one to the other', (before, then) => {
    expect(apply(typed(before), editBetween(before, then)).text).toBe(then)
  })
  test('tokens go along: behind the edit, around it, at its end; one that was taken out is gone', () => {
    const text = 'risk:>=3 pole decision:edited'
    expect(after(text, { from: 0, to: 0, text: 'has:audio ' })).toEqual(['risk:>=3', 'pole', 'decision:edited'])
    expect(after(text, { from: 7, to: 8, text: '4' })).toEqual(['risk:>=4', 'pole', 'decision:edited'])
    expect(after(text, { from: text.length, to: text.length, text: '|approved x' })).toEqual([
      'risk:>=3',
      'pole',
      'decision:edited|approved',
    ])
    expect(after(text, { from: 0, to: 9, text: '' })).toEqual(['pole', 'decision:edited'])
    expect(after(text, { from: 3, to: 11, text: '' })).toEqual(['ris', 'le', 'decision:edited'])
  })
})

describe('backspace', () => {
  const text = 'risk:>=3 pole '
  test('behind a token and its space it selects the token, space and all', () => {
    expect(selectedByBackspace({ text, from: 9, to: 9 }, tokensIn(text))).toEqual({ text, from: 0, to: 9 })
  })
  test('inside a token, behind a word, and over a selection it takes what it always takes', () => {
    for (const place of [
      { from: 8, to: 8 },
      { from: 4, to: 4 },
      { from: 14, to: 14 },
      { from: 8, to: 9 },
      { from: 0, to: 0 },
    ])
      expect(selectedByBackspace({ text, ...place }, tokensIn(text))).toBeNull()
  })
})

describe('a token is removed', () => {
  const remove = (text: string, part: string): string => {
    const tokens = tokensIn(text)
    const { from } = at(text, part)
    return withoutTokens(text, tokens, new Set(tokens.filter((token) => token.from === from))).text
  }
  test.each([
    ['risk:3 pole', 'risk:3', 'pole'],
    ['pole risk:3', 'risk:3', 'pole '],
    ['a risk:3 b', 'risk:3', 'a b'],
    ['risk:3', 'risk:3', ''],
    ['a OR risk:3', 'risk:3', 'a '],
    ['risk:3 OR a', 'risk:3', 'a'],
    ['a OR risk:3 OR b', 'risk:3', 'a OR b'],
    ['( risk:3 ) b', 'risk:3', 'b'],
    ['( a OR risk:3 ) b', 'risk:3', '( a ) b'],
    ['a -risk:3 b', '-risk:3', 'a b'],
  ])('%j without %j is %j', (text, part, left) => expect(remove(text, part)).toBe(left))
})

describe('pieces', () => {
  const tokens = tokensIn('pole -risk:>=3 OR rsk:2')
  const pieces = piecesOf('pole -risk:>=3 OR rsk:2', tokens, [
    { from: 18, to: 21, message: 'No such filter.', suggestion: 'risk' },
  ])
  test('are the text, letter for letter', () => {
    expect(pieces.flatMap(({ parts }) => parts.map(({ text }) => text)).join('')).toBe('pole -risk:>=3 OR rsk:2')
  })
  test('filters stand as tokens, their field apart from their value; a join and a fault are marked', () => {
    expect(pieces.flatMap(({ token, from, to }) => (token === null ? [] : [[from, to]]))).toEqual([
      [5, 14],
      [18, 23],
    ])
    const parts = pieces.flatMap((piece) => piece.parts)
    expect(parts.filter(({ look }) => look === 'field').map(({ text }) => text)).toEqual(['-risk:', 'rsk', ':'])
    expect(parts.filter(({ look }) => look === 'join').map(({ text }) => text)).toEqual(['OR'])
    expect(parts.filter(({ wrong }) => wrong).map(({ text }) => text)).toEqual(['rsk'])
  })
  test('of tokens that are behind the text nothing is drawn outside it', () => {
    const stale: QueryToken[] = [{ from: 2, to: 99, kind: 'filter', excluded: false, field: 'risk', values: ['3'] }]
    expect(piecesOf('abc', stale, []).map(({ token }) => token)).toEqual([null])
  })
})

test('what was looked for: words and phrases that have to be there', () => {
  expect(soughtIn(tokensIn('pole "side zip" -snow risk:3 tent* pole'))).toEqual(['pole', 'side zip', 'tent'])
})
