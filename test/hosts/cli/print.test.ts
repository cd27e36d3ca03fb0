import { expect, test } from 'vitest'
import { clip, oneLine, printableJson, quoted, readableJson, table, visible } from '#main/hosts/cli/print.ts'

test('nothing a terminal obeys gets through', () => {
  expect(visible('a\u001b[2Jb')).toBe('a<U+001B>[2Jb')
  expect(visible('\u009b31mred')).toBe('<U+009B>31mred')
  expect(visible('over\rwritten\b')).toBe('over<U+000D>written<U+0008>')
  expect(visible('two\r\nlines\n')).toBe('two\nlines\n')
})

test('hidden and turning characters are shown as what they are', () => {
  expect(visible('pay \u202e001$\u202c')).toBe('pay <U+202E>001$<U+202C>')
  expect(visible('a\u200bb\ufeffc\u2066d')).toBe('a<U+200B>b<U+FEFF>c<U+2066>d')
  expect(visible('tag\u{e0041}')).toBe('tag<U+E0041>')
  expect(visible('Saoirse Ní Bhriain, 東京, Ω')).toBe('Saoirse Ní Bhriain, 東京, Ω')
})

test('JSON stays JSON and is safe to print', () => {
  const value = { text: 'a\u202eb\u009b\u{e0041}\n', name: 'Zieliński' }
  const printed = printableJson(value)
  expect(JSON.parse(printed)).toEqual(value)
  expect(printed).not.toMatch(/[\u202e\u009b\u{e0041}]/u)
  expect(printed).toContain('Zieliński')
})

test('cells are one line each, and as wide as their column', () => {
  expect(
    table(
      ['ID', 'TEXT'],
      [
        ['1', 'a\nb'],
        ['200', 'c'],
      ],
    ),
  ).toBe('ID   TEXT\n1    a b\n200  c')
  expect(oneLine('  a \n b ')).toBe('a b')
  expect(clip('abcdef', 4)).toBe('abc…')
  expect(clip('abcd', 4)).toBe('abcd')
})

test('somebody else’s words are a block of their own, and filler in it is folded', () => {
  expect(quoted('one\ntwo')).toBe('    one\n    two')
  expect(quoted(`a${'\n'.repeat(4)}b`)).toBe('    a\n    \n    \n    \n    b')
  expect(quoted(`a${'\n \t'.repeat(5000)}\nb`)).toBe('    a\n    <5000 blank lines>\n    b')
  expect(quoted(`a${' '.repeat(100_000)}b`)).toBe('    a<100000 spaces>b')
  expect(quoted('a\u2800b')).toBe('    a<U+2800>b')
})

test('JSON to be read folds filler, and otherwise is the same', () => {
  const value = { text: `a${'\n'.repeat(5001)}b`, list: ['\u202e', 1, null] }
  expect(readableJson(value)).toContain('a\\n<5000 blank lines>\\nb')
  expect(readableJson({ n: 1, t: 'x\ny' })).toBe(printableJson({ n: 1, t: 'x\ny' }))
  expect(readableJson(value)).not.toContain('\u202e')
})

test('marks piled on a letter are counted, not printed', () => {
  expect(visible(`Z${'\u0301'.repeat(5000)}!`)).toBe('Z<5000 marks>!')
  expect(visible('e\u0301\u0323')).toBe('e\u0301\u0323')
})
