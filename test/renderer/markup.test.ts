import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseMarkdown, parsePlain } from '#renderer/ui/markdown.ts'
import { blockTags, inlineTags, limits, parseHtml, safeUrl, textOf, type MarkupNode } from '#renderer/ui/markup.ts'

const allowed = new Set<string>([...blockTags, ...inlineTags])

const walk = (nodes: readonly MarkupNode[], visit: (node: MarkupNode, depth: number) => void, depth = 0): void =>
  nodes.forEach((node) => {
    visit(node, depth)
    if (node.kind === 'element' || node.kind === 'link') walk(node.children, visit, depth + 1)
  })

function expectSafe(nodes: readonly MarkupNode[]): void {
  let count = 0
  walk(nodes, (node, depth) => {
    count += 1
    expect(depth).toBeLessThanOrEqual(limits.depth + 2)
    if (node.kind === 'element') expect(allowed.has(node.tag)).toBe(true)
    if (node.kind === 'link') expect(node.url).toMatch(/^(https?|mailto|tel):/)
    expect(
      Object.keys(node).every((key) => ['kind', 'tag', 'text', 'url', 'host', 'alt', 'children'].includes(key)),
    ).toBe(true)
  })
  expect(count).toBeLessThanOrEqual(limits.nodes * 2)
}

const hostile: readonly (readonly [string, string])[] = [
  ['<script>alert(1)</script>after', 'after'],
  ['<scr<script>ipt>alert(1)</scr</script>ipt>', 'ipt>'],
  ['<img src=x onerror=alert(1)>', ''],
  ['<svg><script>alert(1)</script></svg>ok', 'ok'],
  ['<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>ok', 'ok'],
  ['<a href="javascript:alert(1)">press</a>', 'press'],
  ['<a href="JaVa\tScRiPt:alert(1)">press</a>', 'press'],
  ['<a href="data:text/html,<script>1</script>">press</a>', 'press'],
  ['<a href="//evil.example">press</a>', 'press'],
  ['<a href="file:///etc/passwd">press</a>', 'press'],
  ['<iframe srcdoc="<script>1</script>">in</iframe>out', 'out'],
  ['<template><b>hidden</b></template>seen', 'seen'],
  ['<style>*{display:none}</style>seen', 'seen'],
  ['<noscript><p title="</noscript><img src=x onerror=1>">', ''],
  ['<form action="https://evil.example"><input name=a><button>Go</button></form>', 'Go'],
  ['<title>Approve</title><base href="https://evil.example">words', 'words'],
  ['<p style="position:fixed" onclick="x()" class="button-solid">words</p>', 'words'],
  ['&lt;script&gt;alert(1)&lt;/script&gt;', '<script>alert(1)</script>'],
  ['<textarea></textarea><img src=x>words', 'words'],
  ['</p></div></body>words', 'words'],
  ['<constructor><__proto__>words', 'words'],
]

describe('untrusted HTML', () => {
  it.each(hostile)('%s', (html, words) => {
    const nodes = parseHtml(html)
    expectSafe(nodes)
    expect(textOf(nodes)).toContain(words)
    const kinds: string[] = []
    walk(nodes, (node) => kinds.push(node.kind))
    if (html.includes('javascript') || html.includes('JaVa') || html.includes('data:'))
      expect(kinds).not.toContain('link')
  })

  it('keeps words, lists and safe links', () => {
    const nodes = parseHtml('<p>Hello <b>Ana</b></p><ul><li>one</li></ul><a href="https://shop.example/a?b=1">shop</a>')
    expect(nodes).toEqual([
      {
        kind: 'element',
        tag: 'div',
        children: [
          { kind: 'text', text: 'Hello ' },
          { kind: 'element', tag: 'strong', children: [{ kind: 'text', text: 'Ana' }] },
        ],
      },
      {
        kind: 'element',
        tag: 'ul',
        children: [{ kind: 'element', tag: 'li', children: [{ kind: 'text', text: 'one' }] }],
      },
      { kind: 'link', url: 'https://shop.example/a?b=1', children: [{ kind: 'text', text: 'shop' }] },
    ])
  })

  it('names the host of an image and keeps no address that could load', () => {
    const nodes = parseHtml(
      '<img src="https://tracker.example/p.gif?id=7" alt="logo"><img src="data:image/png;base64,AA">',
    )
    expect(nodes).toEqual([
      { kind: 'image', host: 'tracker.example', alt: 'logo' },
      { kind: 'image', host: 'inside the message', alt: '' },
    ])
  })

  it('is bounded in depth, nodes and text', () => {
    const deep = parseHtml(`${'<div>'.repeat(5000)}deep${'</div>'.repeat(5000)}after`)
    expectSafe(deep)
    expect(textOf(deep)).toBe('deepafter')
    const wide = parseHtml('<b>x</b>'.repeat(20_000))
    expectSafe(wide)
    expect(wide.at(-1)).toEqual({ kind: 'cut' })
    const long = parseHtml('a'.repeat(limits.characters + 10))
    expect(textOf(long)).toHaveLength(limits.characters)
    expect(long.at(-1)).toEqual({ kind: 'cut' })
  })

  it('makes a safe tree of anything', () => {
    const bits = fc.constantFrom(
      '<',
      '>',
      '/',
      '"',
      "'",
      '=',
      '&',
      '<a href="',
      'javascript:',
      '<p>',
      '</p>',
      '<script>',
      '</script>',
      'x',
      '<!--',
      '-->',
      '<![CDATA[',
      '<svg>',
      '<img src=',
      '\u0000',
      '\u202E',
    )
    fc.assert(
      fc.property(fc.array(bits, { maxLength: 60 }), (parts) => {
        expectSafe(parseHtml(parts.join('')))
        expectSafe(parseMarkdown(parts.join('')))
        expectSafe(parsePlain(parts.join('')))
      }),
      { numRuns: 300 },
    )
  })
})

describe('addresses', () => {
  it('shows names of other alphabets in ASCII', () => {
    expect(safeUrl('https://аpple.example/login')).toBe('https://xn--pple-43d.example/login')
  })
  it.each(['javascript:1', 'vbscript:1', 'app://x', 'file:///x', 'blob:x', '/relative', '', 'x'.repeat(5000)])(
    'refuses %s',
    (raw) => {
      expect(safeUrl(raw)).toBeNull()
    },
  )
})

describe('Markdown of a reply', () => {
  it('knows paragraphs, lists, emphasis, code and links', () => {
    const nodes = parseMarkdown(
      '# Title\n\nHello **Ana**, *see* `x`:\n\n- one\n- [two](https://a.example)\n\n```\n<b>\n```',
    )
    expectSafe(nodes)
    expect(nodes.map((node) => (node.kind === 'element' ? node.tag : node.kind))).toEqual(['div', 'div', 'ul', 'pre'])
    expect(textOf(nodes)).toBe('TitleHello Ana, see x:onetwo<b>')
  })
  it('leaves HTML and unsafe links as text', () => {
    expect(textOf(parseMarkdown('<script>1</script> [x](javascript:1)'))).toBe('<script>1</script> [x](javascript:1)')
  })
  it('never fetches a Markdown image', () => {
    expect(parseMarkdown('![logo](https://t.example/p.gif)')).toEqual([
      { kind: 'element', tag: 'div', children: [{ kind: 'image', host: 't.example', alt: 'logo' }] },
    ])
  })
  it('keeps the markup characters of plain text and links bare addresses', () => {
    const nodes = parsePlain('*not bold*\nsee https://a.example/x).')
    expect(textOf(nodes)).toBe('*not bold*\nsee https://a.example/x).')
    let urls: string[] = []
    walk(nodes, (node) => node.kind === 'link' && urls.push(node.url))
    expect(urls).toEqual(['https://a.example/x'])
  })
})
