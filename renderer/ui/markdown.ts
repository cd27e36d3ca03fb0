import { limits, safeUrl, type MarkupNode, type MarkupTag } from '#renderer/ui/markup.ts'

/**
 * The little Markdown a reply needs: paragraphs, lists, quotes, fenced code, emphasis, code, links. Everything else stays
 * the characters it is; HTML in it is text. Same tree as untrusted HTML, same limits.
 */

const text = (value: string): MarkupNode => ({ kind: 'text', text: value })
const element = (tag: MarkupTag, children: readonly MarkupNode[]): MarkupNode => ({ kind: 'element', tag, children })

const inline =
  /`([^`\n]{1,2000})`|\*\*(?=\S)([^*\n]{1,2000}?)(?<=\S)\*\*|__(?=\S)([^_\n]{1,2000}?)(?<=\S)__|\*(?=\S)([^*\n]{1,2000}?)(?<=\S)\*|!?\[([^\]\n]{0,500})\]\(([^\s()]{1,2000})\)|(https?:\/\/[^\s<>"'`]{1,2000})/g

const trailing = /[.,;:!?)\]]+$/

/** Emphasis, code, links and line breaks of one paragraph. */
export function parseInline(source: string, markdown: boolean): readonly MarkupNode[] {
  const nodes: MarkupNode[] = []
  const plain = (value: string) =>
    value.split('\n').forEach((line, index) => {
      if (index > 0) nodes.push(element('br', []))
      if (line !== '') nodes.push(text(line))
    })
  let from = 0
  for (const match of source.matchAll(inline)) {
    const [found, code, bold, bold2, italic, label, target, bare] = match
    if (match.index < from || (!markdown && bare === undefined)) continue
    const address = bare?.replace(trailing, '')
    const node = nodeOf({ code, strong: bold ?? bold2, italic, label, target, address, image: found.startsWith('!') })
    if (node === null) continue
    plain(source.slice(from, match.index))
    nodes.push(node)
    from = match.index + (address === undefined ? found.length : address.length)
  }
  plain(source.slice(from))
  return nodes
}

type Found = {
  readonly code: string | undefined
  readonly strong: string | undefined
  readonly italic: string | undefined
  readonly label: string | undefined
  readonly target: string | undefined
  readonly address: string | undefined
  readonly image: boolean
}

function nodeOf(found: Found): MarkupNode | null {
  if (found.code !== undefined) return element('code', [text(found.code)])
  if (found.strong !== undefined) return element('strong', [text(found.strong)])
  if (found.italic !== undefined) return element('em', [text(found.italic)])
  const url = safeUrl(found.address ?? found.target ?? '')
  if (url === null) return null
  if (found.image) return { kind: 'image', host: new URL(url).host, alt: found.label ?? '' }
  return { kind: 'link', url, children: [text(found.label || found.address || url)] }
}

const bullet = /^\s{0,3}[-*+]\s+(.*)$/
const numbered = /^\s{0,3}\d{1,4}[.)]\s+(.*)$/
const quoted = /^\s{0,3}>\s?(.*)$/
const heading = /^#{1,6}\s+(.*?)\s*#*$/

type Kind = 'ul' | 'ol' | 'blockquote' | 'div'
const kindOf = (line: string): readonly [Kind, string] => {
  const item = bullet.exec(line)?.[1]
  if (item !== undefined) return ['ul', item]
  const number = numbered.exec(line)?.[1]
  if (number !== undefined) return ['ol', number]
  const quote = quoted.exec(line)?.[1]
  return quote === undefined ? ['div', line] : ['blockquote', quote]
}

function blockOf(kind: Kind, lines: readonly string[]): MarkupNode {
  if (kind === 'ul' || kind === 'ol')
    return element(
      kind,
      lines.map((line) => element('li', parseInline(line, true))),
    )
  const title = kind === 'div' && lines.length === 1 ? heading.exec(lines[0] ?? '')?.[1] : undefined
  if (title !== undefined) return element('div', [element('strong', parseInline(title, true))])
  return element(kind, parseInline(lines.join('\n'), true))
}

export function parseMarkdown(whole: string): readonly MarkupNode[] {
  const source = whole.slice(0, limits.characters).replaceAll('\r\n', '\n')
  const blocks: MarkupNode[] = []
  let group: { kind: Kind; lines: string[] } = { kind: 'div', lines: [] }
  const close = () => {
    if (group.lines.length > 0) blocks.push(blockOf(group.kind, group.lines))
    group = { kind: 'div', lines: [] }
  }
  let fence: string[] | null = null
  for (const line of source.split('\n')) {
    if (/^\s{0,3}```/.test(line)) {
      close()
      if (fence !== null) blocks.push(element('pre', [text(fence.join('\n'))]))
      fence = fence === null ? [] : null
    } else if (fence !== null) fence.push(line)
    else if (line.trim() === '') close()
    else {
      const [kind, content] = kindOf(line)
      if (group.kind !== kind) close()
      group.kind = kind
      group.lines.push(content)
    }
    if (blocks.length > limits.nodes) break
  }
  if (fence !== null) blocks.push(element('pre', [text(fence.join('\n'))]))
  close()
  return whole.length > limits.characters ? [...blocks, { kind: 'cut' }] : blocks
}

/** A customer's plain text: paragraphs, line breaks and addresses, nothing else. */
export function parsePlain(whole: string): readonly MarkupNode[] {
  const source = whole.slice(0, limits.characters).replaceAll('\r\n', '\n')
  const blocks = source
    .split(/\n{2,}/)
    .filter((block) => block !== '')
    .slice(0, limits.nodes)
    .map((block) => element('div', parseInline(block, false)))
  return whole.length > limits.characters ? [...blocks, { kind: 'cut' }] : blocks
}
