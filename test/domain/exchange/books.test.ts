import { expect, test } from 'vitest'
import { csvCell, csvRow } from '#main/domain/exchange/csv.ts'
import { escapeHtml, htmlPage } from '#main/domain/exchange/html-book.ts'
import { escapeMarkdown, markdownChapter } from '#main/domain/exchange/markdown-book.ts'
import { speaksNumber } from '#main/domain/exchange/spoken-numbers.ts'
import type { Story } from '#main/domain/exchange/story.ts'

test.each([
  ['=1+1', `"'=1+1"`],
  ['+44 20', `"'+44 20"`],
  ['-2', `"'-2"`],
  ['@SUM(A1)', `"'@SUM(A1)"`],
  ['\t=1', `"'\t'=1"`],
  ['\r=1', `"'\r'=1"`],
  ['hi;=1+1', `"hi;'=1+1"`],
  ['a\t@b\n-c', `"a\t'@b\n'-c"`],
  [' =1', `"' =1"`],
  ['＝1', `"'＝1"`],
  ['=cmd|"/c calc"!A1', `"'=cmd|""/c calc""!A1"`],
  ['a,b', '"a,b"'],
  ['say "hi"', '"say ""hi"""'],
  ['two\nlines', '"two\nlines"'],
  ['plain', 'plain'],
])('the cell %j is safe and whole', (text, cell) => {
  expect(csvCell(text)).toBe(cell)
})

test('a row ends as RFC 4180 says; a negative number is text', () => {
  expect(csvRow(['a', 1, null, true, -1])).toBe(`a,1,,yes,"'-1"\r\n`)
})

const story: Story = {
  id: 1,
  title: '<script>alert(1)</script>',
  facts: [['Customer', '"><img src=x onerror=alert(1)>']],
  parts: [
    { at: 0, kind: 'customer', who: '# Ana', text: '<b>hi</b>\n![x](http://a.example/p.png)\n- item\n1. one\n`code`' },
  ],
}

test('a page holds all words as text, no script, and nothing that is fetched', () => {
  const page = htmlPage(story)
  expect(page).toContain(escapeHtml('<script>alert(1)</script>'))
  expect(page).not.toMatch(/<(script|img)[ >]|<b>hi/)
  expect(page).not.toMatch(/<[a-z]+ [^>]*(src|href)=/)
  expect(page).toContain(`default-src 'none'`)
  expect(page).toContain('@media print')
})

test('Markdown holds all words as words', () => {
  const chapter = markdownChapter(story)
  expect(chapter).toContain('# \\<script\\>alert(1)\\</script\\>')
  expect(chapter).toContain('> !\\[x\\](http\\://a.example/p.png)'.replace('!', '\\!'))
  expect(chapter).toContain('> \\- item')
  expect(chapter).toContain('> 1\\. one')
  expect(escapeMarkdown('a*b_c')).toBe('a\\*b\\_c')
  expect(escapeMarkdown('https://a.example www.b.example')).toBe('https\\://a.example www\\.b.example')
})

test('numbers that are spoken are heard, in digits and words, over several lines of one speaker', () => {
  const said = (...texts: readonly string[]) => texts.map((text) => ({ lane: 'caller', text }))
  expect(speaksNumber(said('four one one one', 'one one one one'))).toBe(true)
  expect(speaksNumber(said('It is 4111 1111'))).toBe(true)
  expect(speaksNumber(said('I have two orders and one question'))).toBe(false)
  expect(speaksNumber([...said('four one one one'), { lane: 'agent', text: 'one one one one' }])).toBe(false)
})
