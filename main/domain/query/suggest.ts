import type { QuerySuggestion } from '#contract/query.ts'
import { nameKey, type Field, type Known, type Takes } from '#main/domain/query/field.ts'
import { fields, findField } from '#main/domain/query/fields.ts'
import { languageName, languages } from '#main/domain/query/languages.ts'
import type { FilterLexeme } from '#main/domain/query/lexeme.ts'
import { readLexemes } from '#main/domain/query/lexer.ts'
import { readMoment, writeMoment, type Here } from '#main/domain/query/moments.ts'
import { writeText } from '#main/domain/query/quoting.ts'

/** What this desk knows that a value can be, and the arguments its tools take (`amount`, `address.city`). */
export type KnownValues = Readonly<Partial<Record<Known | 'arguments', readonly string[]>>>

type Offer = Pick<QuerySuggestion, 'text' | 'label' | 'help'>

const mostOffered = 40

/** What could stand where the caret is: fields, their values, days, and what the desk knows. Best first. */
export function suggestAt(text: string, caret: number, here: Here, known: KnownValues): readonly QuerySuggestion[] {
  const lexeme = readLexemes(text).find(({ from, to }) => from < caret && caret <= to) ?? null
  const placed = (from: number, to: number, offers: readonly Offer[]) =>
    offers.slice(0, mostOffered).map((offer) => ({ from, to, ...offer }))
  switch (lexeme?.kind) {
    case 'word':
      return placed(lexeme.from, lexeme.to, offersFor(text.slice(lexeme.from, caret), known))
    case 'filter': {
      if (caret > lexeme.nameTo) return valuesAt(lexeme, text, caret, here, known, placed)
      return placed(lexeme.from, lexeme.nameTo + 1, fieldOffers(text.slice(lexeme.from, caret), known))
    }
    case 'near':
    case 'phrase':
      return []
    default:
      return placed(caret, caret, fieldOffers('', known))
  }
}

/** Fields first, then values that can be meant without their field. */
function offersFor(typed: string, known: KnownValues): readonly Offer[] {
  const values = typed.length < 2 ? [] : fields.flatMap((field) => valuesNamed(field, typed))
  return [...fieldOffers(typed, known), ...values]
}

function fieldOffers(typed: string, known: KnownValues): readonly Offer[] {
  const key = typed.toLowerCase()
  const begins = ({ name, aliases }: Field) => [name, ...aliases].some((one) => one.startsWith(key))
  const found = fields.filter(begins).map((field): Offer => {
    const name = field.takes.kind === 'argument' ? `${field.name}.` : `${field.name}:`
    return { text: name, label: name, help: `${field.help} Example: ${field.example}` }
  })
  const ofArgument = !key.startsWith('arg.') ? [] : matching(known.arguments ?? [], key.slice(4))
  return [
    ...found,
    ...ofArgument.map((name) => ({ text: `arg.${name}:`, label: `arg.${name}:`, help: 'An argument.' })),
  ]
}

const valuesNamed = ({ name, help, takes }: Field, typed: string): readonly Offer[] =>
  takes.kind !== 'choice'
    ? []
    : takes.choices
        .filter((choice) => nameKey(choice.value).startsWith(nameKey(typed)))
        .map(({ value, label }) => ({ text: `${name}:${writeText(value)}`, label, help }))

function valuesAt(
  { name, values }: FilterLexeme,
  text: string,
  caret: number,
  here: Here,
  known: KnownValues,
  placed: (from: number, to: number, offers: readonly Offer[]) => readonly QuerySuggestion[],
): readonly QuerySuggestion[] {
  const field = findField(name)
  const value = values.findLast(({ from }) => from <= caret)
  if (field === null || value === undefined) return []
  const typed = text.slice(value.from, caret).replace(/^["\u201C\u201D\u201E]/u, '')
  return placed(value.from, value.to, valueOffers(field.takes, typed, here, known))
}

function valueOffers(takes: Takes, typed: string, here: Here, known: KnownValues): readonly Offer[] {
  switch (takes.kind) {
    case 'choice':
      return takes.choices
        .filter(({ value, label, aliases }) => [value, label, ...aliases].some((one) => begins(one, typed)))
        .map(({ value, label }) => ({ text: writeText(value), label, help: '' }))
    case 'text': {
      const self = takes.isPerson && 'me'.startsWith(typed.toLowerCase()) ? [offer('me', 'You')] : []
      if (takes.known === 'languages') return languagesLike(typed)
      return [...self, ...matching(known[takes.known] ?? [], typed).map((one) => offer(writeText(one), one))]
    }
    case 'number':
      return amounts[takes.unit].map(([text, label]) => offer(text, label)).filter(({ text }) => text.startsWith(typed))
    case 'moment':
      return moments(here).filter(({ text }) => text.startsWith(typed))
    case 'argument':
      return []
  }
}

const offer = (text: string, label: string, help = ''): Offer => ({ text, label, help })

const languagesLike = (typed: string): readonly Offer[] =>
  languages
    .filter((code) => matching([code, languageName(code)], typed).length > 0)
    .map((code) => offer(code, languageName(code)))

const amounts: Readonly<Record<Extract<Takes, { kind: 'number' }>['unit'], readonly (readonly [string, string])[]>> = {
  risk: [
    ['>=3', 'Money, account or irreversible'],
    ['4', 'Irreversible'],
    ['3', 'Money or account'],
    ['2', 'Customer-visible'],
    ['1', 'Internal'],
    ['0', 'Reads'],
  ],
  fraction: [
    ['<0.5', 'Below one half'],
    ['>=0.8', 'From 0.8 on'],
  ],
  plain: [
    ['<3', 'Below 3'],
    ['>=4', 'From 4 on'],
  ],
  money: [
    ['>0.20', 'More than 0.20'],
    ['>1', 'More than 1'],
  ],
  time: [
    ['>10s', 'Longer than 10 seconds'],
    ['>1m', 'Longer than a minute'],
    ['>5m', 'Longer than 5 minutes'],
    ['>1h', 'Longer than an hour'],
  ],
}

function moments(here: Here): readonly Offer[] {
  const today = writeMoment(readMoment('today', here) ?? here.now, here.offsetMinutes)
  const asDay = (text: string) => {
    const at = readMoment(text, here)
    return at === null ? '' : new Date(at + here.offsetMinutes * 60_000).toISOString().slice(0, 10)
  }
  const named: readonly (readonly [string, string])[] = [
    ['today', 'Today'],
    ['yesterday', 'Yesterday'],
    ['-24h', '24 hours ago'],
    ['-7d', '7 days ago'],
    ['-30d', '30 days ago'],
    ['-90d', '90 days ago'],
    [today.slice(0, 7), 'The first of this month'],
    [today.slice(0, 4), 'The first of this year'],
    [today, 'A day'],
  ]
  return named.map(([text, label]) => offer(text, label, asDay(text)))
}

const begins = (name: string, typed: string): boolean => nameKey(name).startsWith(nameKey(typed))

/** What begins with it before what only contains it. */
function matching(names: readonly string[], typed: string): readonly string[] {
  const contain = names.filter((name) => !begins(name, typed) && nameKey(name).includes(nameKey(typed)))
  return [...names.filter((name) => begins(name, typed)), ...contain]
}
