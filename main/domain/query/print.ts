import { assertNever } from '#main/kernel/errors.ts'
import { writeAmount } from '#main/domain/query/amounts.ts'
import type { ArgumentTest, Comparison, Filter, Query } from '#main/domain/query/ast.ts'
import { nameKey, type Unit } from '#main/domain/query/field.ts'
import { findField } from '#main/domain/query/fields.ts'
import { writeMoment, type Here } from '#main/domain/query/moments.ts'
import { writeText } from '#main/domain/query/quoting.ts'

type Where = Pick<Here, 'offsetMinutes'>

/** A tree as the text that is read as the same tree. Null, nothing asked for, is the empty text. */
export function printQuery(query: Query | null, where: Where): string {
  if (query === null) return ''
  if (query.kind === 'any' && printMeasures(query.of, where) === null)
    return query.of.map((one) => (one.kind === 'all' ? printAll(one.of, where) : printTerm(one, where))).join(' OR ')
  return query.kind === 'all' ? printAll(query.of, where) : printTerm(query, where)
}

const printAll = (queries: readonly Query[], where: Where): string =>
  queries.map((one) => printTerm(one, where)).join(' ')

/** As one thing that other things can stand beside; no deeper in brackets than a person would have to write it. */
function printTerm(query: Query, where: Where): string {
  switch (query.kind) {
    case 'all':
      return printRange(query.of, where) ?? `(${printAll(query.of, where)})`
    case 'any':
      return printMeasures(query.of, where) ?? query.of.map((one, index) => printBranch(one, index, where)).join(' | ')
    case 'not':
      return `-${printTerm(query.of, where)}`
    case 'word':
      return printWord(query)
    case 'phrase':
      return writeText(query.text, true)
    case 'near':
      return `near(${query.words.map((word) => writeText(word, !bareWord.test(word))).join(' ')}, ${query.within})`
    case 'filter':
      return printFilter(query.filter, where)
    default:
      return assertNever(query)
  }
}

const bareWord = /^[\p{L}\p{N}]+$/u
const keyword = /^(?:OR|AND|NOT)$/u

/** A `-` before the first of several negates them all; before another one, only that. */
function printBranch(query: Query, index: number, where: Where): string {
  const text = printTerm(query, where)
  if (query.kind !== 'not') return text
  if (index === 0) return `(${text})`
  const isSeveral = query.of.kind === 'any' && printMeasures(query.of.of, where) === null
  return isSeveral ? `-(${text.slice(1)})` : text
}

/** `risk:3|4`, `risk:1..2|4`: any of several values of one measure, which have no leaf of their own. Null: it is not that. */
function printMeasures(queries: readonly Query[], where: Where): string | null {
  const texts = queries.flatMap((query) => {
    if (query.kind === 'all') return printRange(query.of, where) ?? []
    return query.kind === 'filter' && 'is' in query.filter ? [printFilter(query.filter, where)] : []
  })
  const names = texts.map((text) => text.slice(0, text.indexOf(':') + 1))
  const [name] = names
  if (name === undefined || texts.length < queries.length || names.some((one) => one !== name)) return null
  return name + texts.map((text) => text.slice(name.length)).join('|')
}

/** `risk:2..3` */
function printRange(queries: readonly Query[], where: Where): string | null {
  const [low, high, ...others] = queries.map((query) => (query.kind === 'filter' ? query.filter : null))
  if (!low || !high || others.length > 0 || !('is' in low) || !('is' in high)) return null
  if (low.field !== high.field || low.is !== '>=' || high.is !== '<=') return null
  return `${printFilter({ ...low, is: '=' }, where)}..${writeAmount(high.value, unitOf(high.field))}`
}

function printWord({ text, place }: Extract<Query, { kind: 'word' }>): string {
  if (place === 'inside') return `*${text}*`
  if (place === 'beginning') return `${text}*`
  return keyword.test(text) ? writeText(text, true) : text
}

function printFilter(filter: Filter, where: Where): string {
  if (filter.field === 'arg') return `${argumentName(filter.pointer)}:${printTest(filter.test)}`
  if ('at' in filter) return `${filter.field}:${writeMoment(filter.at, where.offsetMinutes)}`
  if ('is' in filter)
    return `${filter.field}:${printComparison(filter.is)}${writeAmount(filter.value, unitOf(filter.field))}`
  return `${filter.field}:${printTexts(filter.anyOf)}`
}

const printTexts = (texts: readonly string[]): string =>
  texts.map((text) => writeText(text, nameKey(text) === 'me')).join('|')

const printComparison = (is: Comparison): string => (is === '=' ? '' : is)

const printTest = (test: ArgumentTest): string =>
  'is' in test ? `${test.is}${String(test.value)}` : printTexts(test.anyOf)

function unitOf(name: string): Unit {
  const takes = findField(name)?.takes
  return takes?.kind === 'number' ? takes.unit : 'plain'
}

/** `/a/b.c` is `arg.a."b.c"`. */
export const argumentName = (pointer: string): string =>
  ['arg', ...pointer.split('/').slice(1)]
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((key) => writeText(key, !/^[\p{L}\p{N}_-]+$/u.test(key)))
    .join('.')
