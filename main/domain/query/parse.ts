import type { QueryProblem, QueryToken } from '#contract/query.ts'
import type { Query } from '#main/domain/query/ast.ts'
import type { Report, Surroundings } from '#main/domain/query/surroundings.ts'
import { buildTree } from '#main/domain/query/grammar.ts'
import { readLexemes } from '#main/domain/query/lexer.ts'
import { termsOf, type Term } from '#main/domain/query/terms.ts'
import { tokensOf } from '#main/domain/query/tokens.ts'

export type Understood = {
  /** Null: nothing is asked for. */
  readonly tree: Query | null
  readonly tokens: readonly QueryToken[]
  readonly problems: readonly QueryProblem[]
  /** Words that a row has; those it must not have are not among them. */
  readonly terms: readonly Term[]
}

const longest = 2000

/**
 * Any text whatever as a query: what cannot be understood is left out of the tree and named among the problems, with its
 * place; the rest counts. Blanks mean and; `|` binds tighter than and, `OR` looser; `-` negates the term that follows.
 */
export function parseQuery(text: string, here: Surroundings): Understood {
  const problems: QueryProblem[] = []
  const report: Report = ({ from, to }, message, suggestion) =>
    void problems.push({ from, to, message, suggestion: suggestion ?? null })
  if (text.length > longest)
    report({ from: longest, to: text.length }, `Only the first ${longest} characters are looked at.`)
  const lexemes = readLexemes(text.slice(0, longest))
  const tree = buildTree(lexemes, here, report)
  return {
    tree,
    tokens: tokensOf(lexemes),
    problems: problems.toSorted((one, other) => one.from - other.from || one.to - other.to),
    terms: tree === null ? [] : termsOf(tree),
  }
}
