import type { Comparison } from '#main/domain/query/ast.ts'

/** A place in a query: UTF-16 units, [from, to). */
export type Place = { readonly from: number; readonly to: number }

export type Value = Place & {
  readonly comparison: Comparison | null
  readonly text: string
  readonly isQuoted: boolean
  /** False: the quote never ends. */
  readonly isClosed: boolean
}

export type FilterLexeme = Place & {
  readonly kind: 'filter'
  /** As typed, up to the colon. */
  readonly name: string
  readonly nameTo: number
  /** Of `arg.a."b.c"`: a and b.c; empty for all other fields. */
  readonly path: readonly string[]
  readonly values: readonly Value[]
}

export type NearLexeme = Place & {
  readonly kind: 'near'
  readonly parts: readonly (Value & { readonly isAfterComma: boolean })[]
  readonly isClosed: boolean
}

/** What a query is made of before anybody asks what it means. */
export type Lexeme =
  | (Place & { readonly kind: 'open' | 'close' | 'or' | 'bar' })
  | (Place & { readonly kind: 'minus' })
  | (Place & { readonly kind: 'word'; readonly text: string })
  | (Value & { readonly kind: 'phrase' })
  | NearLexeme
  | FilterLexeme
