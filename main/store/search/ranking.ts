import type { SearchOrder } from '#contract/transcript.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Connection } from '#main/store/database.ts'
import { prepared } from '#main/store/search/statements.ts'
import type { Group, Hits } from '#main/store/search/hits.ts'
import { top, type Place, type Plan } from '#main/store/search/plan.ts'
import { scoreTexts } from '#main/store/search/relevance.ts'
import { gather } from '#main/store/search/search.ts'

type Ranked = { readonly groups: readonly Group[]; readonly next: string | null; readonly remarks: readonly string[] }
type Best = { readonly key: number; readonly conversation: number; readonly value: number }

/** Rows that are read and scored; actions that are put in order. */
const mostScored = 300
const mostOrdered = 1000
const rankMs = 300

/**
 * Orders other than newest first, over the newest that were found or, where only filters are asked for, over all actions by
 * an index: what it costs does not depend on how much there is.
 */
export function createRanking(db: Connection, hits: Hits) {
  const measureOf = (order: SearchOrder): string => (order === 'risk' ? 'risk' : 'edit_distance')

  const byRelevance = async (plan: Plan, from: Place, signal: AbortSignal) => {
    const bounds = { found: mostScored, conversations: mostScored, ms: rankMs }
    const { groups, next } = await gather(db, plan, from, bounds, signal)
    const rows = groups.flatMap(({ found }) => found)
    const sourceOf = hits.sourcesOf(rows)
    const scores = scoreTexts(
      rows.map((row) => sourceOf(row)?.text ?? ''),
      plan.wanted,
    )
    const scoreOf = new Map(rows.map((row, index) => [row, scores[index] ?? 0]))
    const ordered = groups.map(({ conversationId, found }) => ({
      conversationId,
      found: found.toSorted((a, b) => (scoreOf.get(b) ?? 0) - (scoreOf.get(a) ?? 0)),
    }))
    const bestOf = ({ found }: Group): number => Math.max(...found.map((row) => scoreOf.get(row) ?? 0))
    const best = new Map(ordered.map((group) => [group, bestOf(group)]))
    return {
      groups: ordered.toSorted((a, b) => (best.get(b) ?? 0) - (best.get(a) ?? 0)),
      remarks: next === null ? [] : [`Best of the newest ${mostScored}`],
    }
  }

  /** Conversations that were found by rows, by the greatest of their actions. */
  const byMeasureOfFound = async (plan: Plan, order: SearchOrder, from: Place, signal: AbortSignal) => {
    const bounds = { found: mostOrdered, conversations: mostOrdered, ms: rankMs }
    const { groups, next } = await gather(db, plan, from, bounds, signal)
    const column = measureOf(order)
    const test = plan.action
    const greatest = prepared<unknown[], number | null>(
      db,
      `select max(a.${column}) from search_actions a where a.conversation_id = ?${test === null ? '' : ` and ${test.text}`}`,
    ).pluck()
    const valueOf = new Map(
      groups.map((group) => [group, greatest.get(group.conversationId, ...(test?.values ?? [])) ?? -1] as const),
    )
    return {
      groups: groups.toSorted((a, b) => (valueOf.get(b) ?? 0) - (valueOf.get(a) ?? 0)),
      remarks: next === null ? [] : [`Of the newest ${mostOrdered} that were found`],
    }
  }

  /** Actions by an index, greatest first; each conversation once. */
  const byMeasure = (plan: Plan, order: SearchOrder) => {
    const column = measureOf(order)
    const test =
      plan.action === null
        ? plan.ofAction
        : {
            text: `(${plan.action.text} and ${plan.ofAction.text})`,
            values: [...plan.action.values, ...plan.ofAction.values],
          }
    const rows = prepared<unknown[], Best>(
      db,
      `
        select a.proposal as key, a.conversation_id as conversation, a.${column} as value from search_actions a
        where a.${column} is not null and ${test.text} order by a.${column} desc, a.proposal desc limit ?`,
    ).all(...test.values, mostOrdered + 1)
    const groups = new Map<number, Group>()
    for (const { key, conversation } of rows.slice(0, mostOrdered)) {
      if (!groups.has(conversation))
        groups.set(conversation, {
          conversationId: conversation,
          found: [{ key, conversationId: conversation, document: null, proposal: key }],
        })
    }
    const least = order === 'risk' ? 'Only conversations with actions' : 'Only actions that were edited'
    return {
      groups: [...groups.values()],
      remarks: rows.length > mostOrdered ? [least, `The first ${mostOrdered} actions`] : [least],
    }
  }

  return async (
    plan: Plan,
    order: SearchOrder,
    cursor: string | null,
    limit: number,
    signal: AbortSignal,
  ): Promise<Ranked> => {
    const { place, offset } = readCursor(cursor)
    const { groups, remarks } =
      order === 'relevance'
        ? await byRelevance(plan, place, signal)
        : plan.ground === 'rows'
          ? await byMeasureOfFound(plan, order, place, signal)
          : byMeasure(plan, order)
    const end = offset + limit
    const first =
      place.key === top.key ? Math.max(0, ...groups.flatMap(({ found }) => found.map(({ key }) => key))) + 1 : place.key
    return {
      groups: groups.slice(offset, end),
      next: groups.length > end ? `r.${first}.${end}` : null,
      remarks,
    }
  }
}

/** What arrived since the first page stays out of the others: they would move. */
function readCursor(cursor: string | null): { readonly place: Place; readonly offset: number } {
  if (cursor === null) return { place: top, offset: 0 }
  const [, key = '', offset = ''] = /^r\.(\d{1,16})\.(\d{1,6})$/.exec(cursor) ?? []
  if (key === '') throw new AppError('invalid_input', 'There is no such place in the result.')
  return { place: { key: Number(key), id: top.id }, offset: Number(offset) }
}
