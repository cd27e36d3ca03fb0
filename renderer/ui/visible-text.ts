import { t } from '#renderer/ui/language.ts'

/**
 * Text nobody can hide in: control, bidirectional, zero-width, tag and unassigned-looking space characters become parts of
 * their own with a glyph and a name, and long runs of blank space become one marker. What a person signs must be what it is.
 */

export type TextPart =
  | { readonly kind: 'text'; readonly text: string }
  /** `glyph` is what to show, `name` what it is, `text` what it was. */
  | { readonly kind: 'hidden'; readonly text: string; readonly glyph: string; readonly name: string }

const names: Readonly<Record<number, string>> = {
  0x00ad: t('soft hyphen'),
  0x034f: t('combining grapheme joiner'),
  0x061c: t('Arabic letter mark'),
  0x115f: t('Hangul filler'),
  0x1160: t('Hangul filler'),
  0x17b4: t('Khmer inherent vowel'),
  0x17b5: t('Khmer inherent vowel'),
  0x180e: t('Mongolian vowel separator'),
  0x200b: 'zero-width space',
  0x200c: 'zero-width non-joiner',
  0x200d: 'zero-width joiner',
  0x200e: 'left-to-right mark',
  0x200f: 'right-to-left mark',
  0x2028: t('line separator'),
  0x2029: t('paragraph separator'),
  0x202a: 'left-to-right embedding',
  0x202b: 'right-to-left embedding',
  0x202c: t('pop directional formatting'),
  0x202d: 'left-to-right override',
  0x202e: 'right-to-left override',
  0x2060: t('word joiner'),
  0x2066: 'left-to-right isolate',
  0x2067: 'right-to-left isolate',
  0x2068: t('first strong isolate'),
  0x2069: t('pop directional isolate'),
  0x2800: t('blank Braille pattern'),
  0x3164: t('Hangul filler'),
  0xfeff: t('byte order mark'),
  0xffa0: t('Hangul filler'),
}

/**
 * Everything a font draws nothing for, a lone carriage return, long runs of blanks, many empty lines, and marks piled on a
 * letter until they cover what stands above and below it.
 */
const hidden =
  /[[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u{2800}]--[\n\r\t]]|\r(?!\n)|[\p{Zs}\t]{16,}|(?:[\p{Zs}\t]*\r?\n){5,}|\p{M}{9,}/gv

/** A joiner between emoji and one variation selector after one are how emoji are written; they hide nothing. */
function belongsToEmoji(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 4), at)
  if (text[at] === '\uFE0F') return /\p{Extended_Pictographic}$/u.test(before)
  if (text[at] !== '\u200D' || !/\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier})?$/u.test(before)) return false
  return /^\p{Extended_Pictographic}/u.test(text.slice(at + 1, at + 3))
}

const code = (character: string) => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`

function describe(found: string): { readonly glyph: string; readonly name: string } {
  const point = found.codePointAt(0) ?? 0
  const lines = found.split('\n').length - 1
  if (lines > 0) return { glyph: `⏎×${lines}`, name: t('{{lines}} line breaks', { lines }) }
  const length = found.length / String.fromCodePoint(point).length
  if (/^\p{M}{2}/u.test(found)) {
    const marks = Array.from(found).length
    return { glyph: `◌×${marks}`, name: t('{{marks}} combining marks', { marks }) }
  }
  if (length > 1) return { glyph: `␣×${length}`, name: t('{{length}} spaces', { length }) }
  if (point < 0x20)
    return {
      glyph: String.fromCodePoint(0x2400 + point),
      name: t('control character {{found}}', { found: code(found) }),
    }
  if (point === 0x7f) return { glyph: '␡', name: t('delete character') }
  if (point >= 0xe0000) return { glyph: `⟦${code(found)}⟧`, name: t('invisible tag character') }
  return { glyph: `⟦${code(found)}⟧`, name: names[point] ?? t('invisible character {{found}}', { found: code(found) }) }
}

export function visibleParts(text: string): readonly TextPart[] {
  const parts: TextPart[] = []
  let from = 0
  for (const match of text.matchAll(hidden)) {
    const [found] = match
    const end = match.index + found.length
    if (belongsToEmoji(text, match.index)) continue
    if (match.index > from) parts.push({ kind: 'text', text: text.slice(from, match.index) })
    parts.push({ kind: 'hidden', text: found, ...describe(found) })
    from = end
  }
  if (from < text.length) parts.push({ kind: 'text', text: text.slice(from) })
  return parts
}

/** How many hidden characters or runs there are. */
export const countHidden = (text: string): number => visibleParts(text).filter((part) => part.kind === 'hidden').length

/** As one string, for attributes and names: hidden characters as their glyphs. */
export const visibleString = (text: string): string =>
  visibleParts(text)
    .map((part) => (part.kind === 'text' ? part.text : part.glyph))
    .join('')
