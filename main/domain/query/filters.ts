import { appendKey } from '#main/domain/pointer.ts'
import { amountForms, readAmount, readNumber } from '#main/domain/query/amounts.ts'
import type { Comparison, Filter, Query } from '#main/domain/query/ast.ts'
import { findChoice, nameKey, type Field, type Takes } from '#main/domain/query/field.ts'
import { findField } from '#main/domain/query/fields.ts'
import { readLanguage } from '#main/domain/query/languages.ts'
import type { FilterLexeme, Value } from '#main/domain/query/lexeme.ts'
import { momentForm, readMoment, type Here } from '#main/domain/query/moments.ts'
import { nearestChoice, nearestField } from '#main/domain/query/nearest.ts'
import { writeText } from '#main/domain/query/quoting.ts'
import type { Report, Surroundings } from '#main/domain/query/surroundings.ts'

type Of<Kind extends Takes['kind']> = Extract<Takes, { kind: Kind }>

const valuesTaken = 64

/** What a filter means; null where nothing of it can be understood, and what is wrong with it is reported with its place. */
export function readFilterLexeme(lexeme: FilterLexeme, here: Surroundings, report: Report): Query | null {
  const field = findField(lexeme.name)
  if (field === null) return unknownField(lexeme, report)
  const values = lexeme.values.slice(0, valuesTaken).filter((value) => isThere(lexeme, value, field, report))
  if (lexeme.values.length > valuesTaken)
    report(lexeme, `Only the first ${valuesTaken} values of ${field.name} are looked for.`)
  if (values.length === 0) return null
  switch (field.takes.kind) {
    case 'choice':
      return readChoices(field, field.takes, values, report)
    case 'text':
      return readTexts(field, field.takes, values, here, report)
    case 'number':
      return readNumbers(field.takes, values, report)
    case 'moment':
      return readMoments(field, field.takes, values, here, report)
    case 'argument':
      return readArgument(field.takes, lexeme, values, report)
  }
}

function unknownField(lexeme: FilterLexeme, report: Report): null {
  const { from, nameTo, name } = lexeme
  const suggestion = nearestField(name)
  if (suggestion === null) {
    const typed = lexeme.values.map((value) => value.text).join('|')
    report(
      lexeme,
      `There is no field "${name}". In quotes it is looked for as words.`,
      writeText(`${name}:${typed}`, true),
    )
  } else report({ from, to: nameTo }, `There is no field "${name}".`, suggestion)
  return null
}

function isThere({ from }: FilterLexeme, value: Value, field: Field, report: Report): boolean {
  if (value.isQuoted && !value.isClosed) report(value, 'This quote does not end.')
  if (value.text.trim() !== '') return true
  report(
    { from, to: value.to },
    `After ${field.name}: its value is missing, without a blank. Example: ${field.example}`,
  )
  return false
}

const filterOf = (filter: Filter): Query => ({ kind: 'filter', filter })

function isOneOf(field: Field, value: Value, report: Report): boolean {
  if (value.comparison === null || value.comparison === '=') return true
  report(value, `${field.name} cannot be compared with ${value.comparison}. Example: ${field.example}`)
  return false
}

function readChoices(field: Field, takes: Of<'choice'>, values: readonly Value[], report: Report): Query | null {
  const names = values.flatMap((value) => {
    if (!isOneOf(field, value, report)) return []
    const found = findChoice(takes.choices, value.text)
    if (found !== null) return [found.value]
    const suggestion = nearestChoice(value.text, takes.choices)
    const all = takes.choices.map((choice) => choice.value).join(', ')
    report(value, `${field.name} can be: ${all}.`, suggestion === null ? undefined : writeText(suggestion))
    return []
  })
  return names.length === 0 ? null : filterOf(takes.filter([...new Set(names)]))
}

function readTexts(
  field: Field,
  takes: Of<'text'>,
  values: readonly Value[],
  { me }: Surroundings,
  report: Report,
): Query | null {
  const texts = values.flatMap((value) => {
    if (!isOneOf(field, value, report)) return []
    const text = value.text.trim()
    if (!value.isQuoted && text.includes('*')) {
      report(value, `${field.name} is compared as a whole: a * stands for nothing here.`)
      return []
    }
    if (!value.isQuoted && takes.isPerson && nameKey(text) === 'me') {
      if (me === null) report(value, 'Nobody has said who you are. Type a name.')
      return me === null ? [] : [me]
    }
    if (takes.known !== 'languages') return [text]
    const { code, suggestion } = readLanguage(text)
    if (code === null) report(value, 'A language is written by its two letters, such as en or es.', suggestion)
    return code === null ? [] : [code]
  })
  return texts.length === 0 ? null : filterOf(takes.filter([...new Set(texts)]))
}

/** Each of them: `>3`, `3`, `2..4`. Several: any of them. */
function readNumbers(takes: Of<'number'>, values: readonly Value[], report: Report): Query | null {
  const found = values.flatMap((value): readonly Query[] => {
    const leaf = (is: Comparison, text: string): Query | null => {
      const amount = readAmount(text, takes.unit)
      return amount === null ? null : filterOf(takes.filter(is, amount))
    }
    const [low = '', high] = value.text.split('..', 2)
    const first = leaf(high === undefined ? (value.comparison ?? '=') : '>=', low)
    const last = high === undefined ? first : leaf('<=', high)
    if (first === null || last === null || (high !== undefined && value.comparison !== null)) {
      report(value, `This has to be ${amountForms[takes.unit]}.`)
      return []
    }
    return [first === last ? first : { kind: 'all', of: [first, last] }]
  })
  const [only] = found
  return found.length < 2 ? (only ?? null) : { kind: 'any', of: found }
}

function readMoments(
  field: Field,
  takes: Of<'moment'>,
  values: readonly Value[],
  here: Here,
  report: Report,
): Query | null {
  const [first, second] = values
  if (first === undefined || !isOneOf(field, first, report)) return null
  if (second !== undefined) report(second, `${field.name} takes one moment.`)
  const at = readMoment(first.text.trim(), here)
  if (at !== null) return filterOf(takes.filter(at))
  const isShift = /^\+?\d{1,6}(?:min|mo|[mhdwy])$/iu.test(first.text)
  report(first, `This has to be ${momentForm}.`, isShift ? `-${first.text.replace('+', '')}` : undefined)
  return null
}

function readArgument(
  takes: Of<'argument'>,
  lexeme: FilterLexeme,
  values: readonly Value[],
  report: Report,
): Query | null {
  const { path, from, nameTo } = lexeme
  if (path.length === 0) {
    report({ from, to: nameTo }, 'After arg. the name of the argument is missing. Example: arg.amount:>50')
    return null
  }
  const pointer = path.reduce(appendKey, '')
  const compared = values.flatMap((value): readonly Query[] => {
    if (value.comparison === null) return []
    const number = readNumber(value.text.trim().replace(/^\$/u, ''))
    if (number === null) report(value, `After ${value.comparison} a number is needed.`)
    return number === null ? [] : [filterOf(takes.filter(pointer, { is: value.comparison, value: number }))]
  })
  const texts = values.flatMap((value) => (value.comparison === null ? [value.text.trim()] : []))
  const named = texts.length === 0 ? [] : [filterOf(takes.filter(pointer, { anyOf: [...new Set(texts)] }))]
  const [only, ...others] = [...named, ...compared]
  if (only === undefined) return null
  return others.length === 0 ? only : { kind: 'any', of: [only, ...others] }
}
