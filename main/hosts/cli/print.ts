/** Text for a terminal. Customers and models write some of it: nothing of theirs may move the cursor, hide or reorder words. */

// C0 and C1 controls, bidirectional marks, embeddings and isolates, zero-width and invisible characters, tags.
const unsafe =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\u{e0000}-\u{e0fff}]/gu

/** The text with everything invisible shown as its code point; line breaks stay. */
export const visible = (text: string): string =>
  text.replaceAll('\r\n', '\n').replaceAll(unsafe, (character) => {
    if (character === '\t') return '  '
    return `<U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`
  })

export const oneLine = (text: string): string => visible(text).replaceAll(/\s+/g, ' ').trim()

export const clip = (text: string, length: number): string => {
  const line = oneLine(text)
  const characters = [...line]
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

/** Columns as wide as their widest cell. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.map(oneLine))
  const widths = head.map((title, column) =>
    Math.max(title.length, ...cells.map((row) => [...(row[column] ?? '')].length)),
  )
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => `${cell}${' '.repeat(Math.max(0, (widths[column] ?? 0) - [...cell].length))}`)
      .join('  ')
      .trimEnd()
  return [head, ...cells].map(line).join('\n')
}

export const time = (at: number | null): string =>
  at === null ? '-' : new Date(at).toISOString().replace('T', ' ').slice(0, 19)
