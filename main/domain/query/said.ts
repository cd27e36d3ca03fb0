import type { Query } from '#main/domain/query/ast.ts'
import type { Lexeme, NearLexeme, Value } from '#main/domain/query/lexeme.ts'
import { writeText } from '#main/domain/query/quoting.ts'
import type { Report } from '#main/domain/query/surroundings.ts'

/** Words, phrases and words near each other: what somebody said. */

const canBeFound = /[\p{L}\p{N}\p{Co}]/u
const dashes = /^[\p{Pd}&+/,.;:]+$/u
const nothingToFind = 'Only what has letters or digits can be looked for.'

export function readWord(lexeme: Extract<Lexeme, { kind: 'word' }>, report: Report): Query | null {
  const { text } = lexeme
  const core = text.replace(/^\*+/u, '').replace(/\*+$/u, '')
  if (dashes.test(text)) return null
  if (!canBeFound.test(core)) {
    report(lexeme, nothingToFind)
    return null
  }
  if (core.includes('*')) {
    const [beginning = ''] = core.split('*', 1)
    const suggestion = canBeFound.test(beginning) ? `${beginning}*` : undefined
    report(lexeme, 'A * stands at the beginning or at the end of a word.', suggestion)
    return null
  }
  const place = text.startsWith('*') ? 'inside' : text.endsWith('*') ? 'beginning' : 'whole'
  return { kind: 'word', text: core, place }
}

export function readPhrase(phrase: Value, report: Report): Query | null {
  if (!phrase.isClosed) report(phrase, 'This quote does not end.', writeText(phrase.text, true))
  const text = phrase.text.trim()
  if (canBeFound.test(text)) return { kind: 'phrase', text }
  if (phrase.isClosed) report(phrase, text === '' ? 'Nothing stands between these quotes.' : nothingToFind)
  return null
}

const usualDistance = 10
const farthest = 100
const wordsTaken = 8

/** `near(a b)`, `near(a b, 5)`: every one of them, with at most so many words between. */
export function readNear(lexeme: NearLexeme, report: Report): Query | null {
  const { parts, isClosed } = lexeme
  if (!isClosed) report(lexeme, 'This bracket is not closed.')
  const last = parts.at(-1)
  const distance = last !== undefined && isDistance(last) ? last : null
  const within = distance === null ? usualDistance : Number(distance.text)
  const words = parts.filter((part) => part !== distance).flatMap((part) => readNearWord(part, report))
  if (distance !== null && (within < 1 || within > farthest)) {
    report(distance, `The distance can be 1 to ${farthest} words.`)
    return null
  }
  if (words.length >= 2 && words.length <= wordsTaken) return { kind: 'near', words, within }
  if (isClosed) report(lexeme, `near needs 2 to ${wordsTaken} words. Example: near(refund card, 5)`)
  return null
}

const isDistance = ({ isAfterComma, isQuoted, text }: NearLexeme['parts'][number]): boolean =>
  isAfterComma && !isQuoted && /^\d{1,9}$/u.test(text)

function readNearWord(part: Value, report: Report): readonly string[] {
  const word = part.isQuoted ? part.text.trim() : part.text.replaceAll('*', '')
  if (!canBeFound.test(word)) {
    report(part, nothingToFind)
    return []
  }
  if (!part.isQuoted && part.text.includes('*')) report(part, 'Inside near a * stands for nothing.', word)
  return [word]
}
