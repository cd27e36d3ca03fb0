import type { Filter, Query } from '#main/domain/query/ast.ts'
import { foldedWords } from '#main/store/search/words.ts'

/** What a query speaks of, and other shapes of the same query. Pure. */
const rowFields = new Set<Filter['field']>(['from', 'author', 'before', 'after'])
const actionFields = new Set<Filter['field']>([
  'tool',
  'arg',
  'decision',
  'by',
  'rule',
  'risk',
  'reason',
  'state',
  'agent',
  'env',
  'deploy',
  'latency',
  'decided.before',
  'decided.after',
  'proposer',
])

export type Level = 'row' | 'action' | 'conversation'

export const levelOf = ({ field }: Filter): Level =>
  rowFields.has(field) ? 'row' : actionFields.has(field) ? 'action' : 'conversation'

export const isWords = (query: Query): boolean => {
  if (query.kind === 'filter') return false
  if (query.kind === 'not') return isWords(query.of)
  return query.kind === 'all' || query.kind === 'any' ? query.of.every(isWords) : true
}

/** Speaks of one action only. */
export const isOfAction = (query: Query): boolean => {
  if (query.kind === 'filter') return levelOf(query.filter) === 'action'
  return (query.kind === 'all' || query.kind === 'any') && query.of.length > 0 && query.of.every(isOfAction)
}

/** Beside others in one `all` it speaks of the same action; an `all` inside an `all` has an action of its own. */
export const isGrouped = (query: Query): boolean => query.kind !== 'all' && isOfAction(query)

export function hasRowLeaf(query: Query): boolean {
  switch (query.kind) {
    case 'filter':
      return levelOf(query.filter) === 'row'
    case 'not':
      return hasRowLeaf(query.of)
    case 'all':
    case 'any':
      return query.of.some(hasRowLeaf)
    default:
      return true
  }
}

/** Flat, and without words that hold no letter; null: everything. */
export function simplify(query: Query | null): Query | null {
  if (query === null) return null
  switch (query.kind) {
    case 'word':
    case 'phrase':
      return foldedWords(query.text).length === 0 ? null : query
    case 'near': {
      const words = query.words.filter((word) => foldedWords(word).length > 0)
      const [only] = words
      if (only === undefined) return null
      return words.length === 1 ? { kind: 'phrase', text: only } : { ...query, words }
    }
    case 'filter':
      return query
    case 'not': {
      const of = simplify(query.of)
      return of === null ? null : of.kind === 'not' ? of.of : { kind: 'not', of }
    }
    case 'all':
    case 'any': {
      const { kind } = query
      const of = query.of.flatMap((one) => {
        const simple = simplify(one)
        if (simple === null) return []
        // Inside the same kind it is the same, except that actions of one group are one action.
        return simple.kind === kind && !(kind === 'all' && simple.of.some(isOfAction)) ? simple.of : [simple]
      })
      const [only] = of
      if (only === undefined) return null
      return of.length === 1 ? only : { kind, of }
    }
  }
}

const mostBranches = 12

/** The query as alternatives, each of which is a list of what has to hold; where there would be too many, as one. */
export function branchesOf(query: Query): readonly (readonly Query[])[] {
  const branches = expand(query)
  return branches.length > mostBranches ? [query.kind === 'all' ? query.of : [query]] : branches
}

function expand(query: Query): readonly (readonly Query[])[] {
  if (isWords(query) || isOfAction(query)) return [[query]]
  if (query.kind === 'any') return query.of.flatMap(expand)
  if (query.kind !== 'all') return [[query]]
  // Actions beside each other stay together.
  const actions = query.of.filter(isGrouped)
  const others = query.of.filter((one) => !isGrouped(one))
  const together: readonly Query[] = actions.length > 1 ? [{ kind: 'all', of: actions }] : actions
  return others.reduce<readonly (readonly Query[])[]>(
    (branches, one) => {
      const alternatives = expand(one)
      if (branches.length * alternatives.length > mostBranches * 2) return branches.map((branch) => [...branch, one])
      return branches.flatMap((branch) => alternatives.map((alternative) => [...branch, ...alternative]))
    },
    [together],
  )
}

/** Without the filters of one field that stand where they narrow; null: nothing is left. */
export function withoutField(query: Query | null, field: string): Query | null {
  if (query === null) return null
  if (query.kind === 'filter') return query.filter.field === field ? null : query
  if (query.kind !== 'all') return query
  const of = query.of.flatMap((one) => withoutField(one, field) ?? [])
  return of.length === 0 ? null : { kind: 'all', of }
}

/** The filters of a field that narrow the query. */
export function filtersOf(query: Query | null, field: string): readonly Filter[] {
  if (query === null) return []
  if (query.kind === 'filter') return query.filter.field === field ? [query.filter] : []
  return query.kind === 'all' ? query.of.flatMap((one) => filtersOf(one, field)) : []
}
