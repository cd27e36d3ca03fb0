/**
 * Words as the index has them: folded, and scripts written without spaces in single characters, so that a query in them is a
 * phrase of any length. Pure.
 */
export type Word = { readonly start: number; readonly end: number; readonly folded: string }

/** To be counted up whenever the same text gives other words: the index is then built anew. */
export const wordsVersion = 1

const word = /[\p{L}\p{N}\p{M}\p{Co}]+/gu
/** The same, several times faster, where there is nothing but ASCII. */
const plainWord = /[A-Za-z0-9]+/g
// eslint-disable-next-line no-control-regex
const plain = /^[\0-\x7f]*$/
const isPlain = (text: string): boolean => plain.test(text)
// eslint-disable-next-line no-control-regex
const plainRun = /[\0-\x7f]+/g
const inWords = /[\p{L}\p{N}\p{M}\p{Co}]/u
/** Its words are runs of letters and digits of ASCII, whatever stands between them. */
export const hasPlainWords = (text: string): boolean => isPlain(text) || !inWords.test(text.replaceAll(plainRun, ''))
const letterOrDigit = /[\p{L}\p{N}\p{Co}]/u
const spaceless =
  /[\p{Script=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u
const pieces = new RegExp(`(?:${spaceless.source})\\p{M}*|(?:(?!${spaceless.source})[\\s\\S])+`, 'gu')

/** Case and accents do not count. */
export const foldWord = (text: string): string =>
  isPlain(text) ? text.toLowerCase() : text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase().normalize('NFC')

/** A mark that makes another letter of a Kana stays: it is part of the letter. */
const foldCharacter = (text: string): string => text.normalize('NFC').replaceAll(/\p{M}/gu, '')

export function* wordsOf(text: string): Generator<Word, void, undefined> {
  if (hasPlainWords(text)) {
    for (const { 0: found, index } of text.matchAll(plainWord))
      yield { start: index, end: index + found.length, folded: found.toLowerCase() }
    return
  }
  for (const { 0: found, index } of text.matchAll(word)) yield* split(found, index)
}

function* split(found: string, from: number): Generator<Word, void, undefined> {
  if (!spaceless.test(found)) {
    const folded = foldWord(found)
    if (letterOrDigit.test(folded)) yield { start: from, end: from + found.length, folded }
    return
  }
  for (const { 0: piece, index } of found.matchAll(pieces)) {
    const folded = spaceless.test(piece) ? foldCharacter(piece) : foldWord(piece)
    if (letterOrDigit.test(folded)) yield { start: from + index, end: from + index + piece.length, folded }
  }
}

/** What is given to the index for a text. */
export const indexedText = (text: string): string => (isPlain(text) ? text : foldedWords(text).join(' '))

/** A name from each of its words on. */
export const partsOfName = (name: string): readonly string[] =>
  foldWord(name)
    .split(/\s+/u)
    .filter((part) => part !== '')
    .map((_, from, all) => all.slice(from).join(' '))

export const foldedWords = (text: string): readonly string[] =>
  hasPlainWords(text) ? (text.toLowerCase().match(plainWord) ?? []) : [...wordsOf(text)].map(({ folded }) => folded)

/** Whether it is written without spaces: a single character of it is no word of its own. */
export const isSpaceless = (text: string): boolean => spaceless.test(text)
