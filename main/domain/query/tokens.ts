import type { QueryToken } from '#contract/query.ts'
import type { Lexeme, Value } from '#main/domain/query/lexeme.ts'

/** Lexemes as the parts a person edits. A token begins with the `-` before it, so that without its place nothing of it is left. */
export function tokensOf(lexemes: readonly Lexeme[]): readonly QueryToken[] {
  const tokens: QueryToken[] = []
  let minusFrom: number | null = null
  let excluded = false
  for (const lexeme of lexemes) {
    if (lexeme.kind === 'minus') {
      minusFrom ??= lexeme.from
      excluded = !excluded
      continue
    }
    const { from, to } = lexeme
    tokens.push({ from: minusFrom ?? from, to, excluded, field: null, ...tokenOf(lexeme) })
    minusFrom = null
    excluded = false
  }
  return tokens
}

type Bare = Pick<QueryToken, 'kind' | 'values'> & { readonly field?: string }

function tokenOf(lexeme: Exclude<Lexeme, { kind: 'minus' }>): Bare {
  switch (lexeme.kind) {
    case 'open':
    case 'close':
    case 'or':
      return { kind: lexeme.kind, values: [] }
    case 'bar':
      return { kind: 'or', values: [] }
    case 'word':
    case 'phrase':
      return { kind: lexeme.kind, values: [lexeme.text] }
    case 'near':
      return { kind: 'near', values: lexeme.parts.map(written) }
    case 'filter':
      return { kind: 'filter', field: lexeme.name, values: lexeme.values.map(written) }
  }
}

const written = ({ comparison, text }: Pick<Value, 'comparison' | 'text'>): string => `${comparison ?? ''}${text}`
