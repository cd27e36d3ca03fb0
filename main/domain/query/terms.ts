import type { Query } from '#main/domain/query/ast.ts'

/** What is looked for in texts, and so can be marked in them. */
export type Term = Extract<Query, { kind: 'word' | 'phrase' | 'near' }>

/** What a row may hold; what it must not hold is not among them. */
export function termsOf(query: Query): readonly Term[] {
  switch (query.kind) {
    case 'word':
    case 'phrase':
    case 'near':
      return [query]
    case 'all':
    case 'any':
      return query.of.flatMap(termsOf)
    case 'not':
      return withoutRow(query.of)
    case 'filter':
      return []
  }
}

/** Under a `not`, only what is negated once more. */
function withoutRow(query: Query): readonly Term[] {
  switch (query.kind) {
    case 'not':
      return termsOf(query.of)
    case 'all':
    case 'any':
      return query.of.flatMap(withoutRow)
    default:
      return []
  }
}
