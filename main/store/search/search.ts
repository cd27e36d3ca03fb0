import { setImmediate, setTimeout as sleep } from 'node:timers/promises'
import type { Behind, Count, Facet, SearchOrder, TranscriptPage } from '#contract/transcript.ts'
import type { Query } from '#main/domain/query/ast.ts'
import { AppError } from '#main/kernel/errors.ts'
import { guarded, type Connection } from '#main/store/database.ts'
import { createFacets } from '#main/store/search/facets.ts'
import { createHits, type Group } from '#main/store/search/hits.ts'
import type { Keeper } from '#main/store/search/keeper.ts'
import { atOneMoment, letOthersSpeak } from '#main/store/search/moment.ts'
import { createPlanner, top, type Place, type Plan } from '#main/store/search/plan.ts'
import { createRanking } from '#main/store/search/ranking.ts'
import { createRowsOfOne, type RowsOfOne } from '#main/store/search/rows-of-one.ts'
import { createLeftOut, type LeftOut } from '#main/store/search/unreadable.ts'
import type { Found } from '#main/store/search/walk.ts'

export type SearchRequest = {
  readonly query: Query | null
  readonly order: SearchOrder
  readonly cursor: string | null
  readonly limit: number
}
export type SearchAnswer = Omit<TranscriptPage, 'problems' | 'tookMs'>

/** Finds what was said, decided and done. A question whose `signal` is aborted is given up at its next step. */
export type TranscriptSearch = {
  readonly page: (request: SearchRequest, signal: AbortSignal) => Promise<SearchAnswer>
  readonly count: (
    query: Query | null,
    signal: AbortSignal,
  ) => Promise<{ readonly hits: Count; readonly conversations: Count; readonly behind: Behind }>
  /** All rows of one conversation that are found, within bounds. */
  readonly rows: (query: Query | null, conversationId: number, signal: AbortSignal) => Promise<RowsOfOne>
  /** What the index leaves out because it cannot be read. */
  readonly unreadable: () => Promise<LeftOut>
  readonly facets: (
    query: Query | null,
    signal: AbortSignal,
  ) => Promise<{ readonly facets: readonly Facet[]; readonly behind: Behind }>
  /**
   * Numbers of the conversations in which something is found, newest first; `more`: there are others. None is left out: it
   * waits until everything is indexed, telling how many are left, or `signal` is aborted.
   */
  readonly conversations: (
    query: Query | null,
    limit: number,
    signal: AbortSignal,
    waiting?: (left: number) => void,
  ) => Promise<{ readonly ids: readonly number[]; readonly more: boolean }>
}

/** How far a walk goes: so many found, so many conversations, so long. */
export type Bounds = { readonly found: number; readonly conversations: number; readonly ms: number }
export type Gathered = {
  readonly groups: readonly Group[]
  readonly count: number
  /** Where to go on; null: that was all. */
  readonly next: Place | null
}

const catchUpMs = 25
/** Where everything is waited for: so long at once, and then others may ask. */
const waitingMs = 60
const restWhileWaitingMs = 5
const pageMs = 400
const countMs = 150
const mostCounted = 2000
const restAfterMs = 12

const toBehind = (left: number): Behind => (left === 0 ? null : { left })
export const given = new AppError('cancelled', 'The search was given up.')

/** Takes what a walk finds, and lets others speak between its steps. */
export async function gather(
  db: Connection,
  plan: Plan,
  from: Place,
  bounds: Bounds,
  signal: AbortSignal,
): Promise<Gathered> {
  const groups = new Map<number, Found[]>()
  const isFirst = from.key === top.key
  const end = performance.now() + bounds.ms
  let place = from
  let count = 0
  let rested = performance.now()
  for (const step of plan.walk(from)) {
    if (typeof step === 'number') {
      if (step < place.key) place = { key: step, id: top.id }
      const now = performance.now()
      if (now >= end) return { groups: toGroups(groups), count, next: place }
      if (now - rested > restAfterMs) {
        await letOthersSpeak(db)
        if (signal.aborted) throw given
        rested = performance.now()
      }
      continue
    }
    const known = groups.get(step.conversationId)
    if (known === undefined && (groups.size === bounds.conversations || count >= bounds.found))
      return { groups: toGroups(groups), count, next: place }
    if (known === undefined && !isFirst && plan.seenAbove(step.conversationId, from.key)) continue
    if (count >= bounds.found) return { groups: toGroups(groups), count, next: place }
    if (known === undefined) groups.set(step.conversationId, [step])
    else known.push(step)
    count += 1
    place = { key: step.key, id: step.conversationId }
  }
  return { groups: toGroups(groups), count, next: null }
}

const toGroups = (found: ReadonlyMap<number, readonly Found[]>): readonly Group[] =>
  [...found].map(([conversationId, rows]) => ({ conversationId, found: rows }))

export function createTranscriptSearch(db: Connection, keeper: Pick<Keeper, 'catchUp'>): TranscriptSearch {
  const planOf = createPlanner(db)
  const hits = createHits(db)
  const facets = createFacets(db, planOf)
  const ranking = createRanking(db, hits)
  const leftOut = createLeftOut(db)
  const rowsOfOne = createRowsOfOne(db, planOf, hits)

  const newest = async (plan: Plan, cursor: string | null, limit: number, signal: AbortSignal) => {
    const bounds = { found: limit * 20, conversations: limit, ms: pageMs }
    const { groups, next } = await gather(db, plan, readPlace(cursor), bounds, signal)
    return { groups, next: next === null ? null : `n.${next.key}.${next.id}`, remarks: [] }
  }

  const page: TranscriptSearch['page'] = async ({ query, order, cursor, limit }, signal) => {
    // What was asked for in the meantime is heard of first.
    await setImmediate()
    if (signal.aborted) throw given
    const left = keeper.catchUp(catchUpMs)
    return atOneMoment(db, async () => {
      const plan = planOf(query)
      const found =
        order === 'newest' || (order === 'relevance' && !plan.hasWords)
          ? await newest(plan, cursor, limit, signal)
          : await ranking(plan, order, cursor, limit, signal)
      const remarks = [...plan.remarks, ...found.remarks]
      return {
        hits: hits.toHits(found.groups, plan),
        next: found.next,
        remark: remarks.length === 0 ? null : remarks.join('. '),
        behind: toBehind(left),
      }
    })
  }

  return {
    page: (request, signal) => safely(() => page(request, signal)),
    count: (query, signal) =>
      safely(async () => {
        await setImmediate()
        const left = keeper.catchUp(catchUpMs)
        const bounds = { found: mostCounted, conversations: mostCounted, ms: countMs }
        const { groups, count, next } = await atOneMoment(db, () => gather(db, planOf(query), top, bounds, signal))
        const more = next !== null
        return { hits: { count, more }, conversations: { count: groups.length, more }, behind: toBehind(left) }
      }),
    rows: (query, conversationId, signal) =>
      safely(async () => {
        keeper.catchUp(catchUpMs)
        return atOneMoment(db, () => rowsOfOne(query, conversationId, signal))
      }),
    unreadable: () => safely(async () => leftOut()),
    facets: (query, signal) =>
      safely(async () => {
        await setImmediate()
        const left = keeper.catchUp(catchUpMs)
        return { facets: await atOneMoment(db, () => facets(query, signal)), behind: toBehind(left) }
      }),
    conversations: (query, limit, signal, waiting) =>
      safely(async () => {
        for (let left = keeper.catchUp(waitingMs); left > 0; left = keeper.catchUp(waitingMs)) {
          waiting?.(left)
          await sleep(restWhileWaitingMs)
          if (signal.aborted) throw given
        }
        const bounds = { found: Number.MAX_SAFE_INTEGER, conversations: limit, ms: Number.MAX_SAFE_INTEGER }
        const { groups, next } = await atOneMoment(db, () => gather(db, planOf(query), top, bounds, signal))
        return { ids: groups.map(({ conversationId }) => conversationId), more: next !== null }
      }),
  }
}

async function safely<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    return guarded(() => {
      throw thrown
    })
  }
}

function readPlace(cursor: string | null): Place {
  if (cursor === null) return top
  const [, key = '', id = ''] = /^n\.(-?\d{1,16})\.(\d{1,16})$/.exec(cursor) ?? []
  if (key === '') throw new AppError('invalid_input', 'There is no such place in the result.')
  return { key: Number(key), id: Number(id) }
}
