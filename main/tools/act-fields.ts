import type { Arguments, Json } from '#contract/tool.ts'
import { isObject } from '#main/domain/json-object.ts'

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
      return isObject(value) ? value : {}
    },
    list: (name) => {
      const value = args[name]
      return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []
    },
  }
}

export const word = (description: string): Json => ({ type: 'string', description })
export const wordOrNull = (description: string): Json => ({ type: ['string', 'null'], description })
export const words = (description: string): Json => ({ type: 'array', items: { type: 'string' }, description })
