import type { Channel } from '#contract/conversation.ts'
import type { Proposal } from '#contract/proposal.ts'
import type { Block, Rendering, Run } from '#contract/reply-rendering.ts'
import type { Arguments } from '#contract/tool.ts'
import { sameReply, shownText } from '#main/domain/reply/reply.ts'

/**
 * The little Markdown that goes out: paragraphs, line breaks, bold, italic, code in a line, links, lists. Whatever is not
 * exactly that stays the characters it is, HTML too. The same words always give the same rendering; a change of that is a
 * new version, and what was signed for another version is not sent.
 */
export const renderingVersion = 1

const carriers: ReadonlySet<Channel> = new Set(['email', 'chat'])

/** Notes are read at the helpdesk itself, whatever the customer writes by. */
export const formOf = (kind: 'reply' | 'note', channel: Channel): Rendering['form'] =>
  kind === 'note' || carriers.has(channel) ? 'rich' : 'plain'

/** A piece of words and where it stands in the source. */
type Piece = { readonly run: Run; readonly at: number }
type Line = { readonly text: string; readonly at: number }
type Placed =
  | { readonly kind: 'paragraph'; readonly lines: readonly (readonly Piece[])[] }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly (readonly Piece[])[] }

export function renderWords(text: string, form: Rendering['form']): Rendering {
  const bare = (lines: readonly (readonly Piece[])[]): Run[][] => lines.map((line) => line.map(({ run }) => run))
  const blocks = parse(text, form).map((block): Block =>
    block.kind === 'list' ? { ...block, items: bare(block.items) } : { ...block, lines: bare(block.lines) },
  )
  return { form, blocks }
}

function parse(text: string, form: Rendering['form']): readonly Placed[] {
  const lines = splitLines(text)
  const blocks: Placed[] = []
  let paragraph: Piece[][] = []
  const close = (): void => {
    if (paragraph.length > 0) blocks.push({ kind: 'paragraph', lines: paragraph })
    paragraph = []
  }
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at]
    if (line === undefined || line.text.trim() === '') {
      close()
      continue
    }
    const list = form === 'rich' ? readList(lines, at) : null
    if (list === null) {
      paragraph.push(form === 'rich' ? readRuns(line) : [{ run: { text: line.text }, at: line.at }])
      continue
    }
    close()
    blocks.push({ kind: 'list', ordered: list.ordered, items: list.items.map((item) => readRuns(item)) })
    at += list.items.length - 1
  }
  close()
  return blocks
}

function splitLines(text: string): readonly Line[] {
  let at = 0
  return text.split(/(\r\n?|\n)/).flatMap((piece, index) => {
    const line = { text: piece, at }
    at += piece.length
    return index % 2 === 0 ? [line] : []
  })
}

const bullet = /^[-*+] (\S.*)$/
const mostItems = 200
const numbered = /^(\d{1,3})[.)] (\S.*)$/

/** A list of numbers counts from one: any other numbers stay as they were written. */
function readList(lines: readonly Line[], from: number) {
  const isBullets = bullet.test(lines[from]?.text ?? '')
  const items: Line[] = []
  for (const line of lines.slice(from, from + mostItems)) {
    const number = numbered.exec(line.text)
    const item = isBullets
      ? bullet.exec(line.text)?.[1]
      : Number(number?.[1]) === items.length + 1
        ? number?.[2]
        : undefined
    if (item === undefined) break
    items.push({ text: item, at: line.at + line.text.length - item.length })
  }
  return items.length === 0 ? null : { ordered: !isBullets, items }
}

type Marks = Omit<Run, 'text'>

/** `*`, `**`, `_`, `__`, backticks and links of one line, each read once from left to right. */
function readRuns({ text: line, at: offset }: Line, marks: Marks = {}): Piece[] {
  const runs: Piece[] = []
  const none = new Set<string>()
  let from = 0
  let at = 0
  const take = (end: number, inner: readonly Piece[]): void => {
    if (at > from) runs.push({ run: { ...marks, text: line.slice(from, at) }, at: offset + from })
    runs.push(...inner)
    from = end
    at = end
  }
  for (;;) {
    sign.lastIndex = at
    const next = sign.exec(line)
    if (next === null) break
    at = next.index
    const found = readMark({ text: line, at: offset }, at, marks, none)
    if (found === null) at += 1
    else take(found.end, found.runs)
  }
  if (line.length > from) runs.push({ run: { ...marks, text: line.slice(from) }, at: offset + from })
  return runs
}

const sign = /[`[*_]/g

type Found = { readonly end: number; readonly runs: readonly Piece[] }

/** `none`: signs that are known not to come again, so that no line is searched twice for them. */
function readMark({ text: line, at: offset }: Line, at: number, marks: Marks, none: Set<string>): Found | null {
  const first = line[at]
  if (first === '`') {
    const end = closing(line, '`', at + 1, none)
    if (end <= at + 1) return null
    const code: Piece = { run: { ...marks, code: true, text: line.slice(at + 1, end) }, at: offset + at + 1 }
    return { end: end + 1, runs: [code] }
  }
  if (first === '[') return marks.href === undefined ? readLink({ text: line, at: offset }, at, marks) : null
  if (first !== '*' && first !== '_') return null
  const isDouble = line[at + 1] === first
  const mark = isDouble ? first + first : first
  const name = isDouble ? 'bold' : 'italic'
  if (marks[name] === true || isWordCharacter(line[at - 1]) || line[at - 1] === first) return null
  const start = at + mark.length
  const end = closing(line, mark, start, none)
  const inside = line.slice(start, end)
  if (end <= start || inside !== inside.trim() || inside[0] === first) return null
  const after = line[end + mark.length]
  if (isWordCharacter(after) || after === first) return null
  return { end: end + mark.length, runs: readRuns({ text: inside, at: offset + start }, { ...marks, [name]: true }) }
}

function closing(line: string, sign: string, from: number, none: Set<string>): number {
  if (none.has(sign)) return -1
  const at = line.indexOf(sign, from)
  if (at === -1) none.add(sign)
  return at
}

const isWordCharacter = (character: string | undefined): boolean =>
  character !== undefined && /[\p{L}\p{N}]/u.test(character)

const link = /\[([^[\]\n]{1,500})\]\(((?:https?:\/\/|mailto:)[^\s()<>"'`\\\p{C}]{1,2000})\)/uy

function readLink({ text: line, at: offset }: Line, at: number, marks: Marks): Found | null {
  if (line[at - 1] === '!') return null
  link.lastIndex = at
  const [whole, label = '', href = ''] = link.exec(line) ?? []
  if (whole === undefined || label.trim() === '' || !URL.canParse(href)) return null
  return { end: at + whole.length, runs: readRuns({ text: label, at: offset + at + 1 }, { ...marks, href }) }
}

export const hasMarks = ({ blocks }: Rendering): boolean =>
  blocks.some((block) => block.kind === 'list' || block.lines.some((line) => line.some(isMarked)))
const isMarked = ({ bold, italic, code, href }: Run): boolean => (bold ?? italic ?? code ?? href) !== undefined

/** What a signature says about the rendering its words were seen in; nothing where every version shows the same. */
export function seenAs(kind: Proposal['kind'], { text }: Arguments): { readonly rendering?: number } {
  const isWords = (kind === 'reply' || kind === 'note') && typeof text === 'string'
  return isWords && hasMarks(renderWords(text, 'rich')) ? { rendering: renderingVersion } : {}
}

/** The words without the signs that become marks, so that no sign hides a word; `at`: the source place of each character. */
export function withoutMarks(text: string): { readonly text: string; readonly at: Int32Array } {
  let words = ''
  const at = new Int32Array(text.length + 1)
  let last = 0
  for (const block of parse(text, 'rich')) {
    for (const line of block.kind === 'list' ? block.items : block.lines) {
      if (words !== '') {
        at[words.length] = last
        words += '\n'
      }
      for (const { run, at: start } of line) {
        for (let index = 0; index < run.text.length; index += 1) at[words.length + index] = start + index
        words += run.text
        last = start + run.text.length
      }
    }
  }
  at[words.length] = last
  return { text: words, at }
}

/** What stands at the helpdesk of words that went out: the signs are gone, the address of a link follows it. */
export function asRead({ blocks }: Rendering): string {
  return blocks
    .map((block) =>
      block.kind === 'paragraph'
        ? block.lines.map(readLine).join('\n')
        : block.items.map((item) => `- ${readLine(item)}`).join('\n'),
    )
    .join('\n\n')
}

function readLine(line: readonly Run[]): string {
  let read = ''
  line.forEach(({ text, href }, at) => {
    read += text
    if (href === undefined || line[at + 1]?.href === href) return
    const first = line.slice(0, at + 1).findLastIndex((run) => run.href !== href) + 1
    const label = line
      .slice(first, at + 1)
      .map((run) => run.text)
      .join('')
    const bare = href.replace(/^mailto:/i, '')
    if (shownText(label) !== bare && shownText(label) !== href) read += ` (${bare})`
  })
  return read
}

/** What was read at the helpdesk is what was written here, in either form. */
export const isSaid = (read: string, written: string): boolean =>
  sameReply(read, written) || sameReply(read, asRead(renderWords(written, 'rich')))
