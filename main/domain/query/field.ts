import type { ArgumentTest, Comparison, Filter } from '#main/domain/query/ast.ts'

/** What a field of the query language is: its names, what it takes, and what a value becomes in the tree. */
export type Field = {
  readonly name: string
  /** Other names it is understood by; never suggested. */
  readonly aliases: readonly string[]
  readonly of: 'row' | 'action' | 'conversation'
  readonly takes: Takes
  readonly example: string
  /** One line for a person who does not know it. */
  readonly help: string
}

export type Takes =
  | {
      readonly kind: 'choice'
      readonly choices: readonly Choice[]
      readonly filter: (names: readonly string[]) => Filter
    }
  /** Whatever stands there; `known`: of which of the known values it may be. `me` is the person at the desk where `isPerson`. */
  | {
      readonly kind: 'text'
      readonly known: Known
      readonly isPerson: boolean
      readonly filter: (anyOf: readonly string[]) => Filter
    }
  | { readonly kind: 'number'; readonly unit: Unit; readonly filter: (is: Comparison, value: number) => Filter }
  | { readonly kind: 'moment'; readonly filter: (at: number) => Filter }
  | { readonly kind: 'argument'; readonly filter: (pointer: string, test: ArgumentTest) => Filter }

export type Choice = { readonly value: string; readonly label: string; readonly aliases: readonly string[] }

/** risk: 0 to 4 · fraction: 0 to 1, or per cent · plain · money: of the price list's currency · time: ms. */
export type Unit = 'risk' | 'fraction' | 'plain' | 'money' | 'time'

export type Known = 'tools' | 'people' | 'rules' | 'agents' | 'tags' | 'languages' | 'nothing'

/** `value: [label, …aliases]` in the order in which they are offered. */
export function choice<Value extends string>(
  words: Readonly<Record<Value, readonly [string, ...string[]]>>,
  filter: (anyOf: readonly Value[]) => Filter,
): Takes {
  const isValue = (word: string): word is Value => Object.hasOwn(words, word)
  const choices = Object.entries<readonly [string, ...string[]]>(words).map(([value, [label, ...aliases]]) => ({
    value,
    label,
    aliases,
  }))
  return { kind: 'choice', choices, filter: (names) => filter(names.filter(isValue)) }
}

export const text = (known: Known, filter: (anyOf: readonly string[]) => Filter): Takes => ({
  kind: 'text',
  known,
  isPerson: known === 'people',
  filter,
})

export const number = (unit: Unit, filter: (is: Comparison, value: number) => Filter): Takes => ({
  kind: 'number',
  unit,
  filter,
})

export const moment = (filter: (at: number) => Filter): Takes => ({ kind: 'moment', filter })

/** Case, spaces, underscores and hyphens make no difference between names. */
export const nameKey = (name: string): string => name.toLowerCase().replaceAll(/[\s_-]+/gu, '')

export function findChoice(choices: readonly Choice[], name: string): Choice | null {
  const key = nameKey(name)
  return choices.find(({ value, aliases }) => [value, ...aliases].some((one) => nameKey(one) === key)) ?? null
}
