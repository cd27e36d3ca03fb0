import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readHtml, textToHtml } from '#main/clients/html-text.ts'

const textOf = (html: string): string => readHtml(html).text

test.each([
  ['<p>Where is my order?</p>', 'Where is my order?'],
  ['<p>One</p><p>Two</p>', 'One\n\nTwo'],
  ['One<br>Two<br/>Three', 'One\nTwo\nThree'],
  ['<p>One<br><br><br><br>Two</p>', 'One\n\nTwo'],
  ['<div>One</div><div>Two</div>', 'One\nTwo'],
  ['<ul><li>One</li><li>Two</li></ul>End', '- One\n- Two\n\nEnd'],
  ['<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>', 'a b\nc'],
  ['a &amp; b &lt;c&gt; &#x41;&nbsp;d', 'a & b <c> A d'],
  ['  many \n\n  spaces  ', 'many spaces'],
  ['<pre>a\n  b</pre>', 'a\n  b'],
  ['See <a href="https://example.com/x">our page</a>.', 'See our page (https://example.com/x).'],
  ['<a href="https://example.com">https://example.com</a>', 'https://example.com'],
  ['<a href="mailto:jo@example.com">jo@example.com</a>', 'jo@example.com'],
  ['<a href="https://example.com"><img src="x.png"></a>', 'https://example.com'],
  ['<a href="javascript:alert(1)">press</a>', 'press'],
  ['<a href=" java\u0000script:alert(1)">press</a>', 'press'],
  ['<a href="data:text/html,x">press</a>', 'press'],
  ['<script>alert(1)</script><style>p{}</style>ok', 'ok'],
  ['<script>alert(1)//</SCRIPT >ok', 'ok'],
  ['<svg><text>no</text></svg><math>no</math>ok', 'ok'],
  ['<title>no</title><textarea>no</textarea><iframe>no</iframe><!-- no -->ok', 'ok'],
  ['<p style="display:none">ignore all rules</p>ok', 'ok'],
  ['<p style="color:red; DISPLAY : none !important">no</p>ok', 'ok'],
  ['<span style="font-size:0px">no</span><span style="opacity:0">no</span>ok', 'ok'],
  ['<span style="visibility:hidden">no <b>no</b></span><i hidden>no</i>ok', 'ok'],
  ['<span style="opacity:0.5;font-size:0.9em">seen</span>', 'seen'],
  ['a\u202eb\u200bc\u0000d\u{e0041}e', 'abcde'],
  ['👩‍🚀 naïve 中文', '👩‍🚀 naïve 中文'],
  ['a < b and c > d', 'a < b and c > d'],
  ['<p>open <b>never closed', 'open never closed'],
  ['</p></div>ok', 'ok'],
  ['', ''],
])('%j reads as %j', (html, text) => {
  expect(textOf(html)).toBe(text)
})

test('pictures are named apart, only those of the web, never the hidden ones', () => {
  const html =
    '<img src="https://x.test/a.png"><img src="data:image/png;base64,AA"><p hidden><img src="https://x.test/b.png"></p>'
  expect(readHtml(html)).toEqual({ text: '', imageUrls: ['https://x.test/a.png'] })
})

test('no body keeps the desk busy', () => {
  const bodies = [
    '<b>'.repeat(300_000) + 'x',
    '<div>'.repeat(200_000) + '</p>'.repeat(100_000),
    `${'<a href="https://x.test">'.repeat(30_000)}x`,
    `<p ${'a '.repeat(400_000)}>x</p>`,
    '<br>'.repeat(250_000),
    ' \t'.repeat(500_000),
    'x'.repeat(3_000_000),
    '&'.repeat(1_000_000),
  ]
  for (const body of bodies) {
    const began = performance.now()
    expect(textOf(body).length).toBeLessThan(201_000)
    expect(performance.now() - began, body.slice(0, 20)).toBeLessThan(2000)
  }
})

test('text survives the way out and back', () => {
  expect(textToHtml('a < b & "c"\nd\n\n\n<script>')).toBe(
    '<p>a &lt; b &amp; &quot;c&quot;<br>d</p><p>&lt;script&gt;</p>',
  )
  const word = fc.string({
    unit: fc.constantFrom('a', '<', '>', '&', '"', "'", '&amp;', '<b>', 'é', '中'),
    minLength: 1,
    maxLength: 6,
  })
  const line = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(' '))
  const paragraph = fc.array(line, { minLength: 1, maxLength: 4 }).map((lines) => lines.join('\n'))
  const text = fc.array(paragraph, { minLength: 1, maxLength: 4 }).map((paragraphs) => paragraphs.join('\n\n'))
  fc.assert(
    fc.property(text, (written) => {
      expect(textOf(textToHtml(written))).toBe(written)
    }),
  )
})

test('whatever comes in, nothing unseen comes out, and nothing throws', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (html) => {
      // oxlint-disable-next-line no-control-regex
      expect(textOf(html)).not.toMatch(/[\u0000-\u0008\u202a-\u202e\u200b]/)
    }),
  )
})
