import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Run } from '#contract/reply-rendering.ts'
import { readHtml, textToHtml } from '#main/clients/html-text.ts'
import { renderedHtml } from '#main/clients/rendered-html.ts'
import { hasWordsOf } from '#main/domain/own-parts.ts'
import { formOf, isSaid, renderWords, seenAs, withoutMarks } from '#main/domain/reply/rendering.ts'

const textOf = (html: string): string => readHtml(html).text

const html = (text: string, form: 'rich' | 'plain' = 'rich') => renderedHtml(renderWords(text, form))

describe('what goes out', () => {
  it.each([
    ['One\nTwo\n\n\nThree', '<p>One<br>Two</p><p>Three</p>'],
    ['**Bold** and *italic*, __so__ and _so_', '<p><b>Bold</b> and <i>italic</i>, <b>so</b> and <i>so</i></p>'],
    ['**bold *and* italic**', '<p><b>bold </b><b><i>and</i></b><b> italic</b></p>'],
    ['Run `npm <b> **x**`', '<p>Run <code>npm &lt;b&gt; **x**</code></p>'],
    ['Intro:\n- one\n- **two**\nAfter', '<p>Intro:</p><ul><li>one</li><li><b>two</b></li></ul><p>After</p>'],
    ['1. one\n2. two', '<ol><li>one</li><li>two</li></ol>'],
    ['[**our** page](https://a.example/x?a=1&b="2)', '<p>[<b>our</b> page](https://a.example/x?a=1&amp;b=&quot;2)</p>'],
    [
      '[our **page**](https://a.example/?a=1&b=2)',
      '<p><a href="https://a.example/?a=1&amp;b=2">our <b>page</b></a></p>',
    ],
    ['[us](mailto:us@a.example)', '<p><a href="mailto:us@a.example">us</a></p>'],
  ])('%j as %s', (text, expected) => expect(html(text)).toBe(expected))

  it.each([
    '<b>no</b> <script>alert(1)</script>',
    '[x](javascript:alert(1))',
    '[x](data:text/html,a)',
    '![x](https://a.example/b.png)',
    '# Heading',
    '2 * 3 * 4 and 2*3*4, snake_case_name, a**b**c',
    '** no ** and **open',
    '3. not one\n5. nor two',
    '[x](https://a.example/\u202efdp.exe)',
  ])('%j stays as it is typed', (text) => expect(html(text)).toBe(textToHtml(text)))

  it('is plain where the channel carries nothing, and in a note always what the helpdesk shows', () => {
    expect(html('**a**\n- b', 'plain')).toBe('<p>**a**<br>- b</p>')
    expect([formOf('reply', 'email'), formOf('reply', 'sms'), formOf('note', 'sms')]).toEqual(['rich', 'plain', 'rich'])
  })

  it('is named in the signature only where it is more than characters', () => {
    expect(seenAs('reply', { text: '**a**' })).toEqual({ rendering: 1 })
    expect(seenAs('reply', { text: 'a * b' })).toEqual({})
    expect(seenAs('tool', { text: '**a**' })).toEqual({})
  })

  it('takes no more than linear time', () => {
    for (const sign of ['**a', '[a](https://', '`', '_a ', '*', '[', '- a\n', '1. a\n', '**a *b `c` ']) {
      const began = performance.now()
      html(sign.repeat(50_000 / sign.length))
      expect(performance.now() - began, sign).toBeLessThan(400)
    }
  })
})

const word = fc.oneof(
  fc.constantFrom(
    'a',
    '*',
    '**',
    '_',
    '__',
    '`',
    '[',
    '](',
    ')',
    'https://a.example/b',
    'mailto:a@b.example',
    '- ',
    '1. ',
  ),
  fc.constantFrom(
    '<b>',
    '&amp;',
    '&',
    '"',
    '\n',
    '\n\n',
    '\r\n',
    ' ',
    '\u00a0',
    '\u200b',
    '\u00ad',
    '\u202e',
    'é',
    'e\u0301',
    '中',
  ),
  fc.constantFrom('👩‍🚀', '[a](https://a.example)', '**b**', '[https://a.example/](https://a.example/)', '`c`'),
  fc.string({ unit: 'binary', maxLength: 5 }),
)
const text = fc.array(word, { maxLength: 40 }).map((words) => words.join(''))

describe('what comes back', () => {
  it('is recognised, whatever was written', () => {
    fc.assert(
      fc.property(text, fc.constantFrom('rich' as const, 'plain' as const), (written, form) => {
        const part = { kind: 'comment' as const, text: textOf(html(written, form)) }
        expect(hasWordsOf({ kind: 'comment', words: written }, part)).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  it('is somebody else’s when a word differs', () => {
    expect(isSaid(textOf(html('**Hello** Ana')), '**Hello** Anna')).toBe(false)
    expect(isSaid(textOf(html('[a](https://a.example)')), '[a](https://b.example)')).toBe(false)
  })

  it('carries only these tags, and every character of the words', () => {
    fc.assert(
      fc.property(text, (written) => {
        expect(
          html(written).replace(/<\/?(?:p|ul|ol|li|b|i|code|a)>|<br>|<a href="(?:https?:|mailto:)[^"<>]*">/g, ''),
        ).not.toMatch(/[<>]/)
        const { text: words, at } = withoutMarks(written)
        for (let index = 0; index < words.length; index += 1)
          if (words[index] !== '\n') expect(written[at[index] ?? -1]).toBe(words[index])
        const runs = renderWords(written, 'rich').blocks.flatMap((block): Run[] =>
          (block.kind === 'list' ? block.items : block.lines).flat(),
        )
        expect(runs.map((run) => run.text).join('')).toBe(words.replaceAll('\n', ''))
      }),
      { numRuns: 1000 },
    )
  })
})
