/**
 * Untrusted HTML as plain text, for people, for search and for a model. Nothing hidden gets through: no scripts, no
 * styles, no invisible elements, no invisible characters. Links keep their address, pictures are named apart. Size, depth
 * and output are bounded, so that no body can keep the desk busy. And the way back: plain text as minimal HTML.
 */
import { Parser } from 'htmlparser2'

export type HtmlReading = { readonly text: string; readonly imageUrls: readonly string[] }

const longestInput = 1_000_000
const longestText = 200_000
const longestAddress = 2048
const deepest = 400
const mostImages = 50
const portion = 16_384

const unseen = new Set(
  'head title script style template noscript iframe object embed svg math select textarea audio video canvas'.split(
    ' ',
  ),
)
const paragraphs = new Set('p h1 h2 h3 h4 h5 h6 blockquote pre table ul ol'.split(' '))
const blocks = new Set('div li tr section article header footer main aside address dl dt dd hr figure form'.split(' '))

const hidingStyle =
  /(^|;)\s*(display\s*:\s*none|visibility\s*:\s*(hidden|collapse)|opacity\s*:\s*0(\.0*)?\s*(;|!|$)|font-size\s*:\s*0(\.0*)?\s*(px|pt|em|rem|%)?\s*(;|!|$))/i

/** Controls, soft hyphens, zero-width spaces, direction overrides and tag characters: ink that nobody sees. */
const invisible =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]|[\u{e0000}-\u{e007f}]|\p{Surrogate}/gu

type Attributes = Readonly<Record<string, string>>

const isHidden = (name: string, attributes: Attributes): boolean =>
  unseen.has(name) || 'hidden' in attributes || hidingStyle.test(attributes['style'] ?? '')

/** An address a person may follow; anything but the web, mail and telephone is only words. */
function safeAddress(address: string | undefined, schemes: RegExp): string | null {
  const trimmed = address?.replace(invisible, '').trim() ?? ''
  return schemes.test(trimmed) && trimmed.length <= longestAddress && !/\s/.test(trimmed) ? trimmed : null
}

type Link = { readonly href: string; words: string }

/** Text as it grows. It is only ever appended to: looking back into it for each tag would take the square of the time. */
function createPage() {
  let text = ''
  let breaks = 0
  let space = false
  const links: Link[] = []
  const append = (piece: string): void => {
    if (text !== '' && breaks > 0) text += breaks > 1 ? '\n\n' : '\n'
    else if (text !== '' && space) text += ' '
    const link = links.at(-1)
    if (link !== undefined && link.words.length <= longestAddress) link.words += space ? ` ${piece}` : piece
    breaks = 0
    space = false
    text += piece
  }
  return {
    length: () => text.length,
    text: () => text,
    /** At least `count` line ends before what follows. */
    breakLine: (count: number): void => {
      breaks = Math.max(breaks, count)
    },
    nextLine: (): void => {
      breaks += 1
    },
    separate: (): void => {
      space = true
    },
    append,
    /** Words whose white space means nothing. */
    write: (piece: string): void => {
      const collapsed = piece.replace(/\s+/g, ' ')
      if (collapsed.startsWith(' ')) space = true
      const words = collapsed.trim()
      if (words === '') return
      append(words)
      space = collapsed.endsWith(' ')
    },
    openLink: (href: string): void => {
      links.push({ href, words: '' })
    },
    closeLink: (): void => {
      const link = links.pop()
      if (link === undefined) return
      const words = link.words.trim()
      const bare = link.href.replace(/^(mailto:|tel:)/i, '')
      if (words === '') append(bare)
      else if (words !== bare && words !== link.href) {
        const after = space
        space = true
        append(`(${bare})`)
        space = after
      }
    },
  }
}

export function readHtml(html: string): HtmlReading {
  const imageUrls: string[] = []
  const open: { hidden: boolean; isLink: boolean; preserved: boolean }[] = []
  const page = createPage()
  let stopped = html.length > longestInput

  const breakAround = (name: string): void => {
    if (paragraphs.has(name)) page.breakLine(2)
    else if (blocks.has(name)) page.breakLine(1)
  }

  const parser = new Parser(
    {
      onopentag: (name, attributes) => {
        const above = open.at(-1)
        const hidden = above?.hidden === true || isHidden(name, attributes)
        const href = hidden || name !== 'a' ? null : safeAddress(attributes['href'], /^(https?:\/\/|mailto:|tel:)/i)
        if (open.length >= deepest) stopped = true
        open.push({ hidden, isLink: href !== null, preserved: above?.preserved === true || name === 'pre' })
        if (hidden) return
        breakAround(name)
        if (name === 'br') page.nextLine()
        if (name === 'li') {
          page.append('-')
          page.separate()
        }
        if (name === 'td' || name === 'th') page.separate()
        const image = name === 'img' ? safeAddress(attributes['src'], /^https?:\/\//i) : null
        if (image !== null && imageUrls.length < mostImages) imageUrls.push(image)
        if (href !== null) page.openLink(href)
      },
      ontext: (piece) => {
        const above = open.at(-1)
        if (above?.hidden === true || page.length() > longestText) return
        const seen = piece.replace(invisible, '').replaceAll('\u00a0', ' ')
        if (above?.preserved !== true) page.write(seen)
        else if (seen !== '') page.append(seen)
      },
      onclosetag: (name) => {
        const closed = open.pop()
        if (closed === undefined || closed.hidden) return
        if (closed.isLink) page.closeLink()
        breakAround(name)
      },
    },
    { decodeEntities: true, lowerCaseTags: true, lowerCaseAttributeNames: true },
  )
  const bounded = html.slice(0, longestInput)
  let end = 0
  for (let at = 0; at < bounded.length && !(stopped && open.length >= deepest); at = end) {
    if (page.length() > longestText) stopped = true
    // No character is cut in two: half a one would count as invisible.
    end = at + portion + (/[\ud800-\udbff]/.test(bounded[at + portion - 1] ?? '') ? 1 : 0)
    parser.write(bounded.slice(at, end))
  }
  parser.end()
  const tidy = page
    .text()
    .replace(/\n{3,}/g, '\n\n')
    .trim()
  const cut = tidy.length > longestText ? tidy.slice(0, longestText) : tidy
  return { text: stopped || cut !== tidy ? `${cut} …` : cut, imageUrls }
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? '')

/** Paragraphs and line breaks, everything else escaped. What it makes reads back as the same text. */
export const textToHtml = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .trim()
    .split(/\n[^\S\n]*\n\s*/)
    .map((paragraph) => `<p>${escapeHtml(paragraph).replaceAll('\n', '<br>')}</p>`)
    .join('')
