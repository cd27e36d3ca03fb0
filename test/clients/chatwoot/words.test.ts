import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chatwootWords, markdownHtml, plainHtml } from '#main/clients/chatwoot/words.ts'
import { readHtml } from '#main/clients/html-text.ts'
import { isSaid, renderWords } from '#main/domain/reply/rendering.ts'

const read = (markdown: string): string => readHtml(markdownHtml(markdown)).text
const rich = (words: string): string => chatwootWords(renderWords(words, 'rich'))

describe('words on their way out', () => {
  test.each([
    ['Hello\nyou', 'Hello  \nyou'],
    ['One\n\nTwo', 'One\n\nTwo'],
    ['**Yes**, *soon*', '**Yes**, _soon_'],
    ['- a\n- b', '- a\n- b'],
    ['1. a\n2. b', '1. a\n2. b'],
    ['see [here](https://a.example/x_y)', 'see [here](https://a.example/x_y)'],
    ['run `a_b`', 'run `a_b`'],
    ['a_b costs 2 * 3 [not a link]', 'a_b costs 2 \\* 3 \\[not a link\\]'],
    ['# no title\n3) no list', '\\# no title  \n3\\) no list'],
    ['<b>not bold</b> &amp; more', '\\<b\\>not bold\\</b\\> \\&amp; more'],
    ['Dear {{contact.name}} {% if x %}', 'Dear \\{\\{contact.name\\}\\} \\{\\% if x %\\}'],
    ['code `{{contact.email}}`', 'code \\{\\{contact.email\\}\\}'],
  ])('%j', (words, sent) => {
    expect(rich(words)).toBe(sent)
    expect(isSaid(read(sent), words)).toBe(true)
  })

  test('where every sign goes out as it stands, what the server would fill in does not go out', () => {
    expect(chatwootWords(renderWords('*5* < 6', 'plain'))).toBe('*5* < 6')
    const refused = (): string => chatwootWords(renderWords('Dear {{contact.name}}', 'plain'))
    expect(refused).toThrow(expect.objectContaining({ code: 'invalid_input', data: { sent: false } }))
  })

  test('whatever is written is known again when it is read back, and nothing in it is filled in', () => {
    const signs = [
      'a',
      'b',
      ' ',
      '\n',
      '\n\n',
      '*',
      '**',
      '_',
      '`',
      '[',
      ']',
      '(',
      ')',
      '\\',
      '{{',
      '{%',
      '}',
      '&amp;',
      '<',
      '>',
    ]
    const marks = ['- ', '1. ', '# ', '|', '~', '.', 'ü', '😀', '[x](https://a.example)', '**b**', '_i_', '`c`']
    const pieces = fc.constantFrom(...signs, ...marks)
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 14 }), (list) => {
        const words = list.join('')
        const sent = rich(words)
        expect(sent).not.toMatch(/\{[{%]/)
        expect([words, sent, read(sent), isSaid(read(sent), words)]).toEqual([words, sent, read(sent), true])
      }),
      { numRuns: 500 },
    )
  })
})

describe('words that come in', () => {
  test('as the editor there writes them', () => {
    expect(read('Hi **Ana**,\\\nsee *this* [page](https://a.example).\n\n* one\n* two')).toBe(
      'Hi Ana,\nsee this page (https://a.example).\n\n- one\n- two',
    )
  })

  test('what a customer typed stays what it is', () => {
    expect(readHtml(plainHtml('2 * 3 * 4 <script>x</script> **no**')).text).toBe('2 * 3 * 4 <script>x</script> **no**')
  })
})
