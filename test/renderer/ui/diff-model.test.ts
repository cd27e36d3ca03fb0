import fc from 'fast-check'
import { expect, test } from 'vitest'
import { changedLines, diffFields, diffText, editShare } from '#renderer/ui/diff-model.ts'

const side = (parts: ReturnType<typeof diffText>, drop: 'added' | 'removed'): string =>
  parts
    .filter((part) => part.kind !== drop)
    .map((part) => part.text)
    .join('')

test('words out and words in', () => {
  const parts = diffText('Refunded the shipping fee today.', 'Refunded the shipping difference today.')
  expect(parts.filter((part) => part.kind !== 'same').map((part) => [part.kind, part.text])).toEqual([
    ['removed', 'fee'],
    ['added', 'difference'],
  ])
  expect(editShare(parts)).toEqual({ percent: expect.any(Number), wordsOut: 1, wordsIn: 1 })
})

test('of the lines only those in which something changed', () => {
  const before = 'Hi Ana,\n\nYour order is late. We are sorry.\n\nBest\nJo'
  const shown = (after: string) =>
    changedLines(diffText(before, after))
      .map((part) => `${{ same: '', removed: '-', added: '+' }[part.kind]}${part.text}`)
      .join('|')
  expect(shown(before.replace('late', 'lost'))).toBe('Your order is |-late|+lost|. We are sorry.')
  expect(shown(before.replace('Ana', 'Ann').replace('Jo', 'Kim'))).toBe('Hi |-Ana|+Ann|,\n|-Jo|+Kim')
  expect(shown('Other words')).not.toContain('Hi Ana')
})

test('both texts can be read back out of any difference', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (before, after) => {
      const parts = diffText(before, after)
      expect(side(parts, 'added')).toBe(before)
      expect(side(parts, 'removed')).toBe(after)
    }),
  )
})

test('a text too different to compare is replaced whole', () => {
  const words = (seed: string): string => Array.from({ length: 6000 }, (_, at) => `${seed}${at}`).join(' ')
  const parts = diffText(words('a'), words('b'))
  expect(side(parts, 'added')).toBe(words('a'))
})

test('fields that differ, by pointer', () => {
  expect(diffFields({ a: 1, b: { c: [1] }, gone: true }, { a: 1, b: { c: [1, 2] }, fresh: null })).toEqual([
    { pointer: '/b/c', before: [1], after: [1, 2] },
    { pointer: '/gone', before: true, after: undefined },
    { pointer: '/fresh', before: undefined, after: null },
  ])
})
