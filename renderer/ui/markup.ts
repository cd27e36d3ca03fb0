import { Parser } from 'htmlparser2'
import { t } from '#renderer/ui/language.ts'

/**
 * Untrusted HTML as a small tree of our own. Only what is named here survives; attributes never do, except the address of
 * a link and the host of an image. Bounded in depth, nodes and text, and linear in its input. Nothing in it can load,
 * run, style or submit.
 */

export const blockTags = ['div', 'pre', 'blockquote', 'ul', 'ol', 'li', 'hr', 'row'] as const
export const inlineTags = ['strong', 'em', 'u', 's', 'code', 'br', 'cell'] as const
export type MarkupTag = (typeof blockTags)[number] | (typeof inlineTags)[number]

export type MarkupNode =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'element'; readonly tag: MarkupTag; readonly children: readonly MarkupNode[] }
  | { readonly kind: 'link'; readonly url: string; readonly children: readonly MarkupNode[] }
  | { readonly kind: 'image'; readonly host: string; readonly alt: string }
  /** The text went on; a limit was reached. */
  | { readonly kind: 'cut' }

export const limits = { depth: 24, nodes: 4000, characters: 100_000 } as const

const tags: Readonly<Record<string, MarkupTag>> = {
  p: 'div',
  div: 'div',
  section: 'div',
  article: 'div',
  header: 'div',
  footer: 'div',
  address: 'div',
  table: 'div',
  figure: 'div',
  h1: 'strong',
  h2: 'strong',
  h3: 'strong',
  h4: 'strong',
  h5: 'strong',
  h6: 'strong',
  dt: 'div',
  dd: 'div',
  pre: 'pre',
  blockquote: 'blockquote',
  ul: 'ul',
  ol: 'ol',
  li: 'li',
  hr: 'hr',
  tr: 'row',
  td: 'cell',
  th: 'cell',
  b: 'strong',
  strong: 'strong',
  i: 'em',
  em: 'em',
  u: 'u',
  ins: 'u',
  s: 's',
  del: 's',
  strike: 's',
  code: 'code',
  kbd: 'code',
  tt: 'code',
  br: 'br',
}

/** Gone with everything in them. */
const silent = new Set([
  'script',
  'style',
  'head',
  'title',
  'template',
  'noscript',
  'iframe',
  'frame',
  'frameset',
  'object',
  'embed',
  'applet',
  'svg',
  'math',
  'audio',
  'video',
  'canvas',
  'select',
  'textarea',
  'xmp',
  'noembed',
  'noframes',
  'plaintext',
])

const schemes = new Set(['http:', 'https:', 'mailto:', 'tel:'])

/** An address a person may be asked about, written out in full with its host in ASCII; null for everything else. */
export function safeUrl(raw: string): string | null {
  if (raw.length > 4096) return null
  try {
    const url = new URL(raw.trim())
    return schemes.has(url.protocol) ? url.href : null
  } catch {
    return null
  }
}

function imageHost(raw: string | undefined): string {
  try {
    return new URL(raw ?? '').host || t('inside the message')
  } catch {
    return t('inside the message')
  }
}

type Frame = { readonly name: string; readonly children: MarkupNode[]; readonly wrap: Wrap }
type Wrap = { readonly kind: 'none' } | { readonly kind: 'element'; readonly tag: MarkupTag } | LinkWrap
type LinkWrap = { readonly kind: 'link'; readonly url: string }

const wrapOf = (name: string, attributes: Readonly<Record<string, string>>): Wrap => {
  if (name === 'a') {
    const url = safeUrl(attributes['href'] ?? '')
    return url === null ? { kind: 'none' } : { kind: 'link', url }
  }
  const tag = Object.hasOwn(tags, name) ? tags[name] : undefined
  return tag === undefined ? { kind: 'none' } : { kind: 'element', tag }
}

const seal = ({ wrap, children }: Frame): readonly MarkupNode[] => {
  switch (wrap.kind) {
    case 'none':
      return children
    case 'element':
      return [{ kind: 'element', tag: wrap.tag, children }]
    case 'link':
      return children.length === 0 ? [] : [{ kind: 'link', url: wrap.url, children }]
  }
}

export function parseHtml(html: string): readonly MarkupNode[] {
  const root: Frame = { name: '', children: [], wrap: { kind: 'none' } }
  const stack: Frame[] = [root]
  let [nodes, characters, muted, beyond] = [0, 0, 0, 0]
  let cut = html.length > limits.characters * 4
  const top = () => stack.at(-1) ?? root
  const add = (...found: readonly MarkupNode[]) => {
    nodes += found.length
    if (nodes > limits.nodes) cut = true
    else top().children.push(...found)
  }
  const parser = new Parser(
    {
      onopentag: (name, attributes) => {
        if (silent.has(name)) muted += 1
        if (muted > 0) return
        if (name === 'img') {
          const alt = (attributes['alt'] ?? '').slice(0, 200)
          return add({ kind: 'image', host: imageHost(attributes['src']), alt })
        }
        if (stack.length > limits.depth) {
          beyond += 1
          return
        }
        stack.push({ name, children: [], wrap: wrapOf(name, attributes) })
      },
      ontext: (text) => {
        if (muted > 0 || cut) return
        characters += text.length
        if (characters <= limits.characters) return add({ kind: 'text', text })
        add({ kind: 'text', text: text.slice(0, Math.max(0, limits.characters - characters + text.length)) })
        cut = true
      },
      onclosetag: (name) => {
        if (silent.has(name)) {
          muted = Math.max(0, muted - 1)
          return
        }
        if (muted > 0 || name === 'img') return
        if (beyond > 0) {
          beyond -= 1
          return
        }
        const frame = stack.length > 1 && top().name === name ? stack.pop() : undefined
        if (frame !== undefined) add(...seal(frame))
      },
    },
    { lowerCaseTags: true, decodeEntities: true },
  )
  parser.write(html.slice(0, limits.characters * 4))
  parser.end()
  for (let frame = stack.pop(); frame !== undefined && frame !== root; frame = stack.pop())
    (stack.at(-1) ?? root).children.push(...seal(frame))
  return cut ? [...root.children, { kind: 'cut' }] : root.children
}

/** What is left when all structure is taken away. */
export const textOf = (nodes: readonly MarkupNode[]): string =>
  nodes
    .map((node) => {
      switch (node.kind) {
        case 'text':
          return node.text
        case 'element':
          return node.tag === 'br' ? '\n' : textOf(node.children)
        case 'link':
          return textOf(node.children)
        case 'image':
        case 'cut':
          return ''
      }
    })
    .join('')
