import { describe, expect, test } from 'vitest'
import { eraseJson } from '#main/domain/erasing/json.ts'
import { eraseLine } from '#main/domain/erasing/line.ts'
import { createWordFinder, erase } from '#main/domain/erasing/words.ts'

const erased = (words: string, text: string) => erase(createWordFinder(words), text).text

describe('where words stand', () => {
  test('as whole words, in any case and with any spaces', () => {
    expect(erased('Ana Ruiz', 'ANA\n  ruiz, Ana Ruizo, Hana Ruiz')).toBe('[redacted], Ana Ruizo, Hana Ruiz')
    expect(erased('one', 'someone, one, phone-one.')).toBe('someone, [redacted], phone-[redacted].')
  })

  test('as they are escaped in JSON, HTML and addresses, with accents in either form', () => {
    const name = 'Jürgen Groß'
    for (const form of [
      'J\\u00fcrgen Gro\\u00df',
      'J\\\\u00FCrgen Gro\\\\u00df',
      'J&uuml;rgen Gro&szlig;',
      'J&#252;rgen&nbsp;Gro&#xdf;',
      'J%C3%BCrgen%20Gro%C3%9F',
      'Jürgen Groß'.normalize('NFD'),
      'Jürgen\\nGroß',
      'Jürgen</b> <i>Groß',
    ])
      expect(erased(name, `a ${form}.`)).toBe('a [redacted].')
    expect(erased('Jo', '{"said":"hello\\nJo"}')).toBe('{"said":"hello\\n[redacted]"}')
    expect(erased('jo@example.com', 'mailto:jo%40example.com?')).toBe('mailto:[redacted]?')
    expect(erased('a "quoted" word', 'a \\"quoted\\" word; a &quot;quoted&quot; word')).toBe('[redacted]; [redacted]')
  })

  test('a number, however it is grouped, and not inside a longer one', () => {
    const card = '4111 1111 1111 1111'
    expect(erased(card, '4111-1111-1111-1111 4111111111111111. 41111111111111112')).toBe(
      '[redacted] [redacted]. 41111111111111112',
    )
    expect(createWordFinder(card).isNumber(4_111_111_111_111_111)).toBe(true)
    expect(createWordFinder('$95.00').isNumber(95)).toBe(true)
    expect(createWordFinder('95').isNumber(950)).toBe(false)
  })

  test('signs that mean something in a pattern are signs', () => {
    expect(erased('(a|b)*', 'x (a|b)* y')).toBe('x [redacted] y')
    expect(erased('a.c', 'abc a.c')).toBe('abc [redacted]')
  })
})

test('in JSON what the desk named stays, what others wrote goes, and JSON inside a text stays JSON', () => {
  const shape = { fixed: new Set(['tool']), foreign: new Set(['arguments']) }
  const value = {
    tool: 'refund',
    risk: 42,
    text: 'a refund of 42',
    arguments: { refund: 42, deep: ['42', { inside: '{"amount":42,"other":7}' }] },
  }
  const refund = eraseJson(createWordFinder('refund'), value, shape)
  expect(refund.count).toBe(2)
  expect(refund.value).toMatchObject({ tool: 'refund', text: 'a [redacted] of 42', arguments: { '[redacted]': 42 } })
  expect(eraseJson(createWordFinder('42'), value, shape).value).toEqual({
    tool: 'refund',
    risk: 42,
    text: 'a refund of [redacted]',
    arguments: { refund: '[redacted]', deep: ['[redacted]', { inside: '{"amount":"[redacted]","other":7}' }] },
  })
})

describe('one thing said in a call', () => {
  const word = (text: string, startMs: number) => ({ text, startMs, endMs: startMs + 100 })
  const line = {
    heard: 'My card is 4111 1111,',
    unheard: ' 1111 1111 it says.',
    startMs: 0,
    endMs: 900,
    words: [
      word('My', 0),
      word('card', 100),
      word('is', 200),
      word('4111', 300),
      word('1111,', 400),
      word('1111', 500),
      word('1111', 600),
      word('it', 700),
      word('says.', 800),
    ],
  }

  test('loses the words, keeps when each of the others is said, and tells when they are heard', () => {
    const found = eraseLine(createWordFinder('card is'), line)
    expect(found.line).toMatchObject({ heard: 'My [redacted] 4111 1111,', unheard: line.unheard })
    expect(found.line.words.slice(0, 3)).toEqual([
      word('My', 0),
      { text: '[redacted]', startMs: 100, endMs: 300 },
      word('4111', 300),
    ])
    expect(found.spoken).toEqual([{ fromMs: 100, toMs: 300 }])
  })

  test('also where they were cut off in the middle', () => {
    const found = eraseLine(createWordFinder('1111, 1111'), line)
    expect(found.line.heard + found.line.unheard).toBe('My card is 4111 [redacted] 1111 it says.')
    expect(found.spoken).toEqual([{ fromMs: 400, toMs: 600 }])
  })

  test('without a time for each word the whole of it counts', () => {
    const found = eraseLine(createWordFinder('card'), { ...line, words: [] })
    expect(found.spoken).toEqual([{ fromMs: 0, toMs: 900 }])
  })
})

test('a long run of backslashes costs no more than as many letters', () => {
  const started = performance.now()
  expect(erased('"secret" words', `${'\\'.repeat(60_000)} and \\\\\\"secret\\\\\\" words`)).toMatch(/and \[redacted\]$/)
  expect(performance.now() - started).toBeLessThan(2000)
})
