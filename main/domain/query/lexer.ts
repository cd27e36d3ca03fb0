import type { Comparison } from '#main/domain/query/ast.ts'
import { findField } from '#main/domain/query/fields.ts'
import { nearestField } from '#main/domain/query/nearest.ts'
import type { FilterLexeme, Lexeme, NearLexeme, Value } from '#main/domain/query/lexeme.ts'

/** Any text whatever as lexemes with their places; what is between them is blank, invisible, or the word AND. Never throws. */
export function readLexemes(text: string): readonly Lexeme[] {
  const lexemes: Lexeme[] = []
  let at = skip(blanks, text, 0)
  while (at < text.length) {
    const lexeme = readLexeme(text, at)
    if (lexeme.kind !== 'word' || lexeme.text !== 'AND') lexemes.push(lexeme)
    at = skip(blanks, text, lexeme.to)
  }
  return lexemes
}

// Bidirectional marks come along when something is copied; they are never part of what is meant.
const blank = String.raw`\s\p{Cc}\u061C\u200B\u200E\u200F\u202A-\u202E\u2060\u2066-\u2069`
const quotes = '"\u201C\u201D\u201E'
const blanks = new RegExp(`[${blank}]*`, 'uy')
const bare = new RegExp(`[^${blank}${quotes}()|]+`, 'uy')
const nearPart = new RegExp(`[^${blank}${quotes}()|,]+`, 'uy')
const plainName = new RegExp(`[\\p{L}_][^${blank}${quotes}()|:]*:(?!//)`, 'uy')
const quotedPart = String.raw`"(?:[^"\\]|\\[^])*"`
const argumentName = new RegExp(`arg(?:ument)?(?:\\.(?:${quotedPart}|[^${blank}${quotes}()|:.]+))+:`, 'iuy')
const pathPart = new RegExp(`${quotedPart}|[^.]+`, 'gu')
const comparisons = /<=|=<|>=|=>|<|>|=|\u2264|\u2265/uy
const numberAhead = new RegExp(`[${blank}]*(?=[-$]?[\\d.])`, 'uy')
const near = /near\(/iuy
const minuses = /-*/uy

const signs: Readonly<Record<string, Comparison>> = {
  '<': '<',
  '<=': '<=',
  '=<': '<=',
  '\u2264': '<=',
  '=': '=',
  '>=': '>=',
  '=>': '>=',
  '\u2265': '>=',
  '>': '>',
}

/** What the expression takes at this place, or null. */
function take(expression: RegExp, text: string, at: number): string | null {
  expression.lastIndex = at
  return expression.exec(text)?.[0] ?? null
}
const skip = (expression: RegExp, text: string, at: number): number => at + (take(expression, text, at)?.length ?? 0)
const isQuote = (character: string | undefined): boolean => character !== undefined && quotes.includes(character)

function readLexeme(text: string, from: number): Lexeme {
  const first = text[from]
  const one = { from, to: from + 1 }
  if (first === '(') return { kind: 'open', ...one }
  if (first === ')') return { kind: 'close', ...one }
  if (first === '|') return { kind: 'bar', ...one }
  if (isQuote(first)) return { kind: 'phrase', ...readQuoted(text, from) }
  // A dash between two words is no negation.
  if (first === '-' && skip(blanks, text, from + 1) === from + 1 && !/^$|^[)|]/u.test(text.slice(from + 1, from + 2)))
    return { kind: 'minus', ...one }
  const opening = take(near, text, from)
  if (opening !== null) return readNear(text, from, from + opening.length)
  const filter = readFilter(text, from)
  if (filter !== null) return filter
  const word = take(bare, text, from) ?? text.slice(from, from + 1)
  if (word === 'NOT') return { kind: 'minus', from, to: from + word.length }
  if (word === 'OR') return { kind: 'or', from, to: from + word.length }
  return { kind: 'word', from, to: from + word.length, text: word }
}

/** `at` stands on the quote. A quote that never ends reaches to the end of the text. */
function readQuoted(text: string, from: number): Value {
  const ends = text[from] === '"' ? '"' : quotes
  const kept: string[] = []
  let at = from + 1
  while (at < text.length) {
    const character = text[at] ?? ''
    const next = text[at + 1]
    if (character === '\\' && (next === '\\' || isQuote(next))) {
      kept.push(next ?? '')
      at += 2
    } else if (ends.includes(character)) {
      return { from, to: at + 1, comparison: null, text: kept.join(''), isQuoted: true, isClosed: true }
    } else {
      kept.push(character)
      at += 1
    }
  }
  return { from, to: at, comparison: null, text: kept.join(''), isQuoted: true, isClosed: false }
}

function readNear(text: string, from: number, inside: number): NearLexeme {
  const parts: NearLexeme['parts'][number][] = []
  let isAfterComma = false
  let at = inside
  while (at < text.length) {
    at = skip(blanks, text, at)
    const character = text[at]
    if (character === undefined) break
    if (character === ')') return { kind: 'near', from, to: at + 1, parts, isClosed: true }
    const part = isQuote(character) ? readQuoted(text, at) : readBare(text, at, nearPart)
    if (part.to > at) {
      parts.push({ ...part, isAfterComma })
      isAfterComma = false
      at = part.to
    } else {
      isAfterComma ||= character === ','
      at += 1
    }
  }
  return { kind: 'near', from, to: text.length, parts, isClosed: false }
}

function readBare(text: string, from: number, expression: RegExp): Value {
  const word = take(expression, text, from) ?? ''
  return { from, to: from + word.length, comparison: null, text: word, isQuoted: false, isClosed: true }
}

function readFilter(text: string, from: number): FilterLexeme | null {
  const argument = take(argumentName, text, from)
  const head = argument ?? take(plainName, text, from)
  if (head === null) return null
  const name = head.slice(0, -1)
  const values: Value[] = []
  let at = from + head.length
  do {
    const value = readValue(text, values.length === 0 ? at : at + 1)
    values.push(value)
    at = value.to
  } while (text[at] === '|' && isValueAt(text, at + 1))
  const filter: FilterLexeme = {
    kind: 'filter',
    from,
    to: at,
    name,
    nameTo: from + name.length,
    path: argument === null ? [] : pathOf(name),
    values,
  }
  // `Re:` before a blank is no field, only punctuation, unless a field was meant.
  const isEmpty = filter.values.every((value) => value.text === '' && value.comparison === null && !value.isQuoted)
  const isMeant = findField(name) !== null || (name.length > 3 && nearestField(name) !== null)
  return isEmpty && !isMeant ? null : filter
}

/** The parts between the dots; those in quotes may hold dots of their own. */
const pathOf = (name: string): readonly string[] =>
  (name.slice(name.indexOf('.') + 1).match(pathPart) ?? []).map((part) =>
    part.startsWith('"') ? readQuoted(part, 0).text : part,
  )

function readValue(text: string, from: number): Value {
  const sign = take(comparisons, text, from) ?? ''
  const begin = sign === '' ? from : skip(numberAhead, text, from + sign.length)
  const value = isQuote(text[begin]) ? readQuoted(text, begin) : readBare(text, begin, bare)
  return { ...value, from, comparison: signs[sign] ?? null }
}

/** Whether what follows a `|` is one more value of the same field, and not a term of its own. */
function isValueAt(text: string, at: number): boolean {
  const character = text[at]
  if (character === undefined || '()|'.includes(character) || skip(blanks, text, at) > at) return false
  const name = take(plainName, text, skip(minuses, text, at)) ?? take(argumentName, text, skip(minuses, text, at))
  return name === null || findField(name.slice(0, -1)) === null
}
