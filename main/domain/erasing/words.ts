/**
 * Where certain words stand in a text, however they are written there: in any case, with other spaces between them, escaped as
 * in JSON, HTML or an address, with accents as marks of their own, and a number with other separators in it. Only whole
 * words: what is chosen is never found inside a longer word.
 */
export type WordFinder = {
  /** As [from, to), in order, none over another. */
  readonly places: (text: string) => readonly (readonly [number, number])[]
  readonly isNumber: (value: number) => boolean
}

/** What stands where words were. It says nothing of them, not even how long they were. */
export const tombstone = '[redacted]'

const letter = String.raw`[\p{L}\p{N}\p{M}]`
/** Escapes end in letters that are no part of a word. */
const begins = String.raw`(?:(?<!${letter})|(?<=\\[nrtbf])|(?<=\\u[0-9a-f]{4})|(?<=%[0-9a-f]{2})|(?<=&[a-z]{2,6};))`
const ends = `(?!${letter})`
const space = String.raw`(?:\s|\\{1,16}[nrt]|&nbsp;|&#0{0,8}160;|&#xa0;|%20|\+|<[^<>]{0,300}>)+`
const separator = String.raw`(?:[\s.\-/\u00a0\u2010-\u2015]|&nbsp;)?`
const fewestDigits = 6

const named: Readonly<Record<string, string>> = {
  '"': 'quot',
  '&': 'amp',
  "'": 'apos',
  '<': 'lt',
  '>': 'gt',
  ä: 'auml',
  ö: 'ouml',
  ü: 'uuml',
  ß: 'szlig',
  é: 'eacute',
  è: 'egrave',
  à: 'agrave',
  ñ: 'ntilde',
  ç: 'ccedil',
}

const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)

/** One character in all the ways it can be written. */
function inAnyForm(character: string): string {
  if (/^[a-z0-9]$/i.test(character)) return character
  const units = character.normalize('NFC').split('')
  const code = character.codePointAt(0) ?? 0
  const name = named[character.toLowerCase()]
  const forms = [
    ...new Set([character.normalize('NFC'), character.normalize('NFD')].map(escaped)),
    String.raw`\\{1,16}${escaped(character)}`,
    units.map((unit) => String.raw`\\{1,16}u0{0,3}${unit.charCodeAt(0).toString(16)}`).join(''),
    `&#0{0,8}${code};`,
    `&#x0{0,8}${code.toString(16)};`,
    escaped(encodeURIComponent(wellFormed(character))),
    ...(name === undefined ? [] : [`&${name};`]),
  ]
  return `(?:${forms.join('|')})`
}

const wellFormed = (character: string): string => (/^[\ud800-\udfff]$/.test(character) ? '\ufffd' : character)

const bounded = (pattern: string, first: string, last: string): string => {
  const isWord = (character: string) => /^[\p{L}\p{N}]/u.test(character)
  return `${isWord(first) ? begins : ''}${pattern}${isWord(last) ? ends : ''}`
}

/** The digits, where there is nothing else but what stands between groups of them. */
function digitsOf(words: string): string | null {
  if (!/^[\s\d.,'()+/\u00a0\u2010-\u2015-]+$/.test(words)) return null
  const digits = words.replaceAll(/\D/g, '')
  return digits === '' ? null : digits
}

export function createWordFinder(chosen: string): WordFinder {
  const words = chosen.normalize('NFC').trim()
  const characters = Array.from(words)
  const plain = words
    .split(/\s+/u)
    .map((part) => Array.from(part, inAnyForm).join(''))
    .join(space)
  const digits = digitsOf(words)
  const patterns = [bounded(plain, characters[0] ?? '', characters.at(-1) ?? '')]
  if (digits !== null && digits.length >= fewestDigits)
    patterns.push(bounded(digits.split('').join(separator), digits, digits.at(-1) ?? ''))
  const pattern = new RegExp(patterns.join('|'), 'giu')
  const amount = /^\p{Sc}?\s*(-?[\d,]+(?:\.\d+)?)\s*\p{Sc}?$/u.exec(words)?.[1]?.replaceAll(',', '')
  const number = amount === undefined ? null : Number(amount)
  return {
    places: (text) => [...text.matchAll(pattern)].map((found) => [found.index, found.index + found[0].length] as const),
    isNumber: (value) => value === number || (digits !== null && String(value) === digits),
  }
}

/** The text without them, and how many there were. */
export function erase(finder: WordFinder, text: string): { readonly text: string; readonly count: number } {
  const places = finder.places(text)
  if (places.length === 0) return { text, count: 0 }
  let kept = ''
  let at = 0
  for (const [from, to] of places) {
    kept += text.slice(at, from) + tombstone
    at = to
  }
  return { text: kept + text.slice(at), count: places.length }
}
