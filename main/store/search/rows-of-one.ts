import type { Query } from '#main/domain/query/ast.ts'
import type { Connection } from '#main/store/database.ts'
import type { Hits } from '#main/store/search/hits.ts'
import { top, type Plan } from '#main/store/search/plan.ts'
import { gather } from '#main/store/search/search.ts'

/** So many rows of one conversation are named; then it is said that there are more. */
export const mostRowsOfOne = 1000
const patienceMs = 1000
/** An id may be the helpdesk's of one conversation and ours of another. */
const namesakes = 4

export type RowsOfOne = { readonly entryIds: readonly string[]; readonly more: boolean }

/** All rows of one conversation that a query finds, the newest first; a query that speaks of no row finds none. */
export const createRowsOfOne =
  (db: Connection, planOf: (query: Query | null) => Plan, hits: Hits) =>
  async (query: Query | null, conversationId: number, signal: AbortSignal): Promise<RowsOfOne> => {
    if (query === null) return { entryIds: [], more: false }
    const ofOne: Query = { kind: 'filter', filter: { field: 'id', anyOf: [String(conversationId)] } }
    const plan = planOf({ kind: 'all', of: [query, ofOne] })
    const bounds = { found: mostRowsOfOne, conversations: namesakes, ms: patienceMs }
    const { groups, next } = await gather(db, plan, top, bounds, signal)
    const found = groups.find((group) => group.conversationId === conversationId)?.found ?? []
    return { entryIds: hits.namesOf(found), more: next !== null }
  }
