/** Characters that are not seen, or that change how others are seen, written out: ⟨U+202E⟩. */
const hidden = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}\u{2028}\u{2029}\u{2800}]|(?!\u{FE0E}|\u{FE0F})\p{DI}/gu

const codePoint = (character: string): string =>
  `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`

/** Marks piled on a letter cover what stands above and below it. */
const piles = /\p{M}{9,}/gu
const countMarks = (marks: string): string => `⟨${Array.from(marks).length} marks⟩`

export const showHidden = (text: string): string => text.replace(hidden, codePoint).replace(piles, countMarks)

/** For a headline: one line, nothing hidden. Line ends and tabs are ordinary white space here. */
export const showOnOneLine = (text: string): string => showHidden(text.replace(/[\r\n\t\u{20}]+/gu, ' ').trim())

/** At most `length` characters, never half of one. */
export function capText(text: string, length: number): string {
  if (text.length <= length) return text
  const characters = Array.from(text)
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`
}
