import type { Arguments, Json } from '#contract/tool.ts'

/** Arguments of a person's act: how they are described in its schema, and how they are read. */
export type Fields = {
  readonly text: (name: string) => string
  readonly maybe: (name: string) => string | null
  readonly number: (name: string) => number | null
  readonly object: (name: string) => { readonly [key: string]: Json }
  readonly list: (name: string) => readonly string[]
}

export function fieldsOf(args: Arguments): Fields {
  const maybe = (name: string) => (typeof args[name] === 'string' ? args[name] : null)
  return {
    text: (name) => maybe(name) ?? '',
    maybe,
    number: (name) => (typeof args[name] === 'number' ? args[name] : null),
    object: (name) => {
      const value = args[name]
      return isFields(value) ? value : {}
    },
    list: (name) => {
      const value = args[name]
      return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []
    },
  }
}

const isFields = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const word = (description: string): Json => ({ type: 'string', description })
export const wordOrNull = (description: string): Json => ({ type: ['string', 'null'], description })
export const words = (description: string): Json => ({ type: 'array', items: { type: 'string' }, description })
