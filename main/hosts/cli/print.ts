import { momentText } from '#main/domain/moment.ts'

/** Text for a terminal. Customers and models write some of it: nothing of theirs may move the cursor, hide or reorder words. */

// Controls (line feed apart), formats such as bidirectional marks and zero-width characters, line separators, unassigned
// and private ones, fillers and variation selectors.
const unsafe = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cn}\p{Co}\p{Cs}\p{Default_Ignorable_Code_Point}\u{2800}]/gu
/** Made when it is first asked for: that takes as long as loading all of this program. */
let letters: Intl.Segmenter | null = null
export const lettersOf = (text: string): readonly string[] =>
  Array.from((letters ??= new Intl.Segmenter()).segment(text), ({ segment }) => segment)

/** Marks piled on one letter: no width, and no end to them. */
const piles = /\p{M}{9,}/gu

/** The text with everything invisible shown as its code point and piles of marks as their number; line breaks stay. */
export const visible = (text: string): string =>
  text
    .replaceAll('\r\n', '\n')
    .replaceAll(unsafe, (character) => {
      if (character === '\t') return '  '
      return `<U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`
    })
    .replaceAll(piles, (marks) => `<${Array.from(marks).length} marks>`)

/** More blank lines, or more blanks in a row, than anybody means to write: filler that would push the rest out of sight. */
const blankLines = 5
const blanks = /[^\S\n]{40,}/g

/** Nothing of it is lost but filler, and how much that was is said. */
function fold(text: string): string {
  const lines: string[] = []
  let blank = 0
  const flush = () => {
    if (blank >= blankLines) lines.push(`<${blank} blank lines>`)
    else lines.push(...Array.from({ length: blank }, () => ''))
    blank = 0
  }
  for (const line of text.split('\n')) {
    if (line.trim() === '') blank += 1
    else {
      flush()
      lines.push(line.replaceAll(blanks, (run) => `<${run.length} spaces>`))
    }
  }
  flush()
  return lines.join('\n')
}

/** Somebody else's words as a block of their own: no line of theirs can pass for one of ours. */
export const quoted = (text: string): string =>
  fold(visible(text))
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n')

export const oneLine = (text: string): string => visible(text).replaceAll(/\s+/g, ' ').trim()

export const clip = (text: string, length: number): string => {
  const line = oneLine(text)
  const characters = lettersOf(line)
  return characters.length <= length ? line : `${characters.slice(0, length - 1).join('')}…`
}

/** Valid JSON whose text is safe to print: what a terminal would obey is escaped. */
export const printableJson = (value: unknown): string =>
  JSON.stringify(value, null, 2).replaceAll(unsafe, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  )

/** The same for reading: filler inside the text is folded, so that what matters stays on the screen. */
export const readableJson = (value: unknown): string =>
  printableJson(JSON.parse(JSON.stringify(value), (_, item: unknown) => (typeof item === 'string' ? fold(item) : item)))

/** Columns as wide as their widest cell. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.map(oneLine))
  const widths = head.map((title, column) =>
    Math.max(title.length, ...cells.map((row) => lettersOf(row[column] ?? '').length)),
  )
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => `${cell}${' '.repeat(Math.max(0, (widths[column] ?? 0) - lettersOf(cell).length))}`)
      .join('  ')
      .trimEnd()
  return [head, ...cells].map(line).join('\n')
}

export const time = (at: number | null): string => (at === null ? '-' : momentText(at))

/** Behind a list: what of it nobody here can read. */
export const lostWords = (unreadable: number): string =>
  unreadable === 0 ? '' : `\n${unreadable} more cannot be read.`
