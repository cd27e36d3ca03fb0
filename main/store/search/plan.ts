import type { Query } from '#main/domain/query/ast.ts'
import type { Connection } from '#main/store/database.ts'
import { both, createConditions, type Sql } from '#main/store/search/conditions.ts'
import type { Wanted } from '#main/store/search/excerpt.ts'
import { createMatch, type Matching } from '#main/store/search/match.ts'
import { merged } from '#main/store/search/merged.ts'
import { createProbe } from '#main/store/search/probe.ts'
import { branchesOf, hasRowLeaf, isOfAction, isWords, simplify } from '#main/store/search/tree.ts'
import { createWalk, type Ground, type Walk } from '#main/store/search/walk.ts'

/** Below which place a walk goes on; of conversations that moved in the same moment, below which number. */
export type Place = { readonly key: number; readonly id: number }
export const top: Place = { key: Number.MAX_SAFE_INTEGER, id: Number.MAX_SAFE_INTEGER }

export type Plan = {
  readonly query: Query | null
  readonly ground: Ground
  readonly hasWords: boolean
  readonly wanted: readonly Wanted[]
  readonly remarks: readonly string[]
  readonly walk: (below: Place) => Walk
  /** Whether a conversation was found above a place. */
  readonly seenAbove: (conversationId: number, key: number) => boolean
  /** What has to hold of an action `a`; null: no action is looked for. */
  readonly action: Sql | null
  /** What has to hold of the conversation of an action `a`. */
  readonly ofAction: Sql
}

/** How a query is answered: alternatives, each driven by what leaves fewest, merged newest first. */
export function createPlanner(db: Connection): (query: Query | null) => Plan {
  const match = createMatch(db)
  return (asked) => {
    const known = new Map<Query, Matching>()
    const matching = (one: Query): Matching => {
      const found = known.get(one) ?? match(one)
      known.set(one, found)
      return found
    }
    const conditions = createConditions(db, matching)
    const probe = createProbe(db, conditions)
    const walk = createWalk(db, conditions, matching, probe)
    const query = simplify(asked)
    const branches = query === null ? [[]] : branchesOf(query)
    const ground = groundOf(query, branches)
    const walkOf = (branch: readonly Query[], { key, id }: Place): Walk => {
      if (ground === 'rows') return walk.rows(branch, key)
      return ground === 'actions' ? walk.actions(branch, key) : walk.conversations(branch, key, id)
    }
    const said = wordsSaid(query)
    const matched = said.map(matching)
    const [only] = branches
    const group = branches.length === 1 ? only?.find(isOfAction) : undefined
    return {
      query,
      ground,
      hasWords: said.length > 0,
      wanted: matched.flatMap(({ wanted }) => wanted),
      remarks: [...new Set(matched.flatMap(({ remarks }) => remarks))],
      walk: (below) =>
        branches.length === 1 && only !== undefined
          ? walkOf(only, below)
          : merged(branches.map((branch) => walkOf(branch, below))),
      seenAbove: lazily(() => walk.seenAbove(ground, branches)),
      action: group === undefined ? null : conditions.actionTest(group, 'a'),
      ofAction:
        query === null ? both([]) : conditions.test(query, { conversation: 'a.conversation_id', document: null }),
    }
  }
}

function groundOf(query: Query | null, branches: readonly (readonly Query[])[]): Ground {
  if (query !== null && hasRowLeaf(query)) return 'rows'
  return query !== null && branches.every((branch) => branch.some(isOfAction)) ? 'actions' : 'conversations'
}

/** The words that are looked for, not those that must not be there. */
function wordsSaid(query: Query | null): readonly Query[] {
  if (query === null || query.kind === 'not') return []
  if (query.kind === 'all' || query.kind === 'any') return query.of.flatMap(wordsSaid)
  return isWords(query) ? [query] : []
}

/** Made when it is needed: the first page needs none. */
function lazily(make: () => Plan['seenAbove']): Plan['seenAbove'] {
  let made: Plan['seenAbove'] | null = null
  return (conversationId, key) => (made ??= make())(conversationId, key)
}
