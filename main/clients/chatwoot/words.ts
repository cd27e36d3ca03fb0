/**
 * Words on their way to Chatwoot and back. What goes out is Markdown where the channel shows it, with every sign of the words
 * themselves escaped, and nothing the server would fill in ({{…}}, {%…%}). What comes in is read as the same little Markdown.
 */
import type { Rendering, Run } from '#contract/reply-rendering.ts'
import { escapeHtml, textToHtml } from '#main/clients/html-text.ts'
import { AppError } from '#main/kernel/errors.ts'

const filledIn = /\{[{%]/

export function chatwootWords({ form, blocks }: Rendering): string {
  const line = form === 'rich' ? richLine : plainLine
  const words = blocks
    .map((block) =>
      block.kind === 'paragraph'
        ? block.lines.map(line).join(form === 'rich' ? '  \n' : '\n')
        : block.items.map((item, at) => `${block.ordered ? `${at + 1}.` : '-'} ${line(item)}`).join('\n'),
    )
    .join('\n\n')
  if (!filledIn.test(words)) return words
  throw new AppError('invalid_input', 'Chatwoot fills in what follows {{ or {%. Write these signs in another way.', {
    data: { sent: false },
  })
}

const plainLine = (line: readonly Run[]): string => line.map((run) => run.text).join('')

/** Runs of the same link are one link. */
function richLine(line: readonly Run[]): string {
  const rich = line
    .map((run, at) => {
      const { href } = run
      if (href === undefined) return richRun(run)
      const opens = line[at - 1]?.href === href ? '' : '['
      const closes = line[at + 1]?.href === href ? '' : `](${href.replaceAll('{', '%7B').replaceAll('}', '%7D')})`
      return `${opens}${richRun(run)}${closes}`
    })
    .join('')
    .replace(/^\s+/, '')
  // Signs that mean something only where a line begins.
  return line[0] !== undefined && isPlain(line[0])
    ? rich.replace(/^([-+=#:|~])/, '\\$1').replace(/^(\d{1,9})([.)])/, '$1\\$2')
    : rich
}

const isPlain = (run: Run): boolean => (run.bold ?? run.italic ?? run.code ?? run.href) === undefined

function richRun({ text, bold, italic, code }: Run): string {
  if (code === true && !filledIn.test(text)) return marked(`\`${text}\``, italic, bold)
  // Marks take effect only where they touch a word.
  const core = text.trim()
  if (core === '') return escapeMarkdown(text)
  const [before = '', after = ''] = text.split(core, 2)
  return `${before}${marked(escapeMarkdown(core), italic, bold)}${after}`
}

function marked(rich: string, italic: boolean | undefined, bold: boolean | undefined): string {
  const slanted = italic === true ? `_${rich}_` : rich
  return bold === true ? `**${slanted}**` : slanted
}

const escapeMarkdown = (text: string): string =>
  text
    .replace(/[\\`*[\]<>~{}]|(?<=\{)%/g, '\\$&')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
    .replace(/&(?=#?\w+;)/g, '\\&')

type List = { readonly tag: 'ol' | 'ul'; readonly items: string[] }

/** Markdown as this HTML, which is made safe where it is read. */
export function markdownHtml(markdown: string): string {
  const blocks: string[] = []
  let lines: string[] = []
  let list: List | null = null as List | null
  const close = (): void => {
    if (lines.length > 0) blocks.push(`<p>${lines.join('<br>')}</p>`)
    if (list !== null) blocks.push(`<${list.tag}>${list.items.join('')}</${list.tag}>`)
    lines = []
    list = null
  }
  for (const line of markdown.slice(0, longest).split(/\r\n?|\n/)) {
    const item = /^\s{0,3}(?:([-*+])|\d{1,9}[.)])\s+(\S.*)$/.exec(line)
    if (item !== null) {
      const tag = item[1] === undefined ? 'ol' : 'ul'
      if (lines.length > 0 || list?.tag !== tag) close()
      list ??= { tag, items: [] }
      list.items.push(`<li>${inlineHtml(item[2] ?? '')}</li>`)
    } else if (line.trim() === '') close()
    else {
      if (list !== null) close()
      lines.push(
        inlineHtml(
          line
            .trim()
            .replace(/\\$/, '')
            .replace(/^#{1,6}\s+/, ''),
        ),
      )
    }
  }
  close()
  return blocks.join('')
}

const longest = 200_000

const signs =
  /\\([!-/:-@[-`{-~])|`([^`]{1,2000})`|\[((?:\\.|[^[\]\\]){1,500})\]\(((?:https?:\/\/|mailto:)[^\s()<>"]{1,2000})\)|(?<![\p{L}\p{N}])(\*\*|__|\*|_)(?=\S)((?:\\.|[^\\]){1,300}?)(?<=\S)\5(?![\p{L}\p{N}])/gu

/** Marks inside of marks, as deep as anybody writes them. */
function inlineHtml(text: string, depth = 0): string {
  let html = ''
  let at = 0
  for (const match of text.matchAll(signs)) {
    const [whole, escaped, code, label, href, mark = '', inside = ''] = match
    html += escapeHtml(text.slice(at, match.index))
    at = match.index + whole.length
    if (escaped !== undefined) html += escapeHtml(escaped)
    else if (code !== undefined) html += `<code>${escapeHtml(code)}</code>`
    else if (label !== undefined && href !== undefined)
      html += `<a href="${escapeHtml(href)}">${depth < deepest ? inlineHtml(label, depth + 1) : escapeHtml(label)}</a>`
    else if (depth >= deepest) html += escapeHtml(whole)
    else {
      const tag = mark.length === 2 ? 'b' : 'i'
      html += `<${tag}>${inlineHtml(inside, depth + 1)}</${tag}>`
    }
  }
  return html + escapeHtml(text.slice(at))
}

const deepest = 5

/** What somebody typed as it stands, whatever signs are in it. */
export const plainHtml = (text: string): string => textToHtml(text.slice(0, longest))
