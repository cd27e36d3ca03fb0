import type { Filter, Query } from '#main/domain/query/ast.ts'
import type { Connection } from '#main/store/database.ts'
import { prepared } from '#main/store/search/statements.ts'
import { measureOf, sql, type Conditions, type Sql } from '#main/store/search/conditions.ts'
import { isOfAction, levelOf } from '#main/store/search/tree.ts'

/** So many at most drive a search; where there are more, one walks from the newest on and finds soon. */
export const mostDriving = 2000

/** Conversations, or actions, outside which nothing can be found. */
export type Driver = { readonly of: 'conversations' | 'actions'; readonly ids: readonly number[] }

type Fact = readonly [field: number, value: string | number]
const sampled = 64

const comparison = { '<': '<', '<=': '<=', '=': '=', '>=': '>=', '>': '>' } as const

/** Looks how few conversations or actions one part of a query leaves; each look ends after `mostDriving`. */
export function createProbe(db: Connection, conditions: Conditions) {
  const sampledTo = prepared<[number, string | number, number], number>(
    db,
    'select subject from search_facts where field = ? and value = ? and subject > 0 order by subject desc limit 1 offset ?',
  ).pluck()
  /** Null: more than may drive, or about as many. That is asked first: the numbers themselves cost several times as much. */
  const run = ({ text, values }: Sql, distinct = ''): readonly number[] | null => {
    const beyond = prepared<unknown[], number>(db, `select ${text} limit 1 offset ${mostDriving}`).pluck()
    if (beyond.get(...values) !== undefined) return null
    return prepared<unknown[], number>(db, `select ${distinct} ${text}`)
      .pluck()
      .all(...values)
  }

  const driving = (of: Driver['of'], ids: readonly number[] | null): Driver | null =>
    ids === null ? null : { of, ids }

  const ofFilter = (filter: Filter): Driver | null => {
    const isAction = levelOf(filter) === 'action'
    if (filter.field === 'id') return { of: 'conversations', ids: conditions.idsOf(filter.anyOf) }
    if (filter.field === 'latency') {
      const text = `proposal from search_actions where latency ${comparison[filter.is]} ?`
      return driving('actions', run(sql(text, filter.value)))
    }
    if (filter.field === 'risk') {
      const text = `proposal from search_actions where risk ${comparison[filter.is]} ?`
      return driving('actions', run(sql(text, filter.value)))
    }
    const fact = conditions.factOf(filter)
    if (fact !== null) {
      const field = conditions.fieldId(fact.field)
      if (field === undefined) return { of: isAction ? 'actions' : 'conversations', ids: [] }
      const [value, ...others] = fact.test.values
      const isOne = others.length === 0 && fact.test.text.startsWith('f.value in')
      const ids = run(
        isOne && value !== undefined
          ? sql('f.subject from search_facts f where f.field = ? and f.value = ?', field, value)
          : {
              text: `f.subject from search_facts f where f.field = ? and ${fact.test.text}`,
              values: [field, ...fact.test.values],
            },
        isOne ? '' : 'distinct',
      )
      return isAction ? driving('actions', ids) : driving('conversations', ids?.map((id) => -id) ?? null)
    }
    if ('is' in filter) {
      const column = measureOf(filter)
      const text = `conversation_id from search_conversations where ${column} ${comparison[filter.is]} ?`
      return driving('conversations', run(sql(text, filter.value)))
    }
    return null
  }

  const merge = (drivers: readonly (Driver | null)[]): Driver | null => {
    const known = drivers.filter((driver) => driver !== null)
    const [first] = known
    if (first === undefined || known.length < drivers.length) return null
    return { of: first.of, ids: [...new Set(known.flatMap(({ ids }) => ids))] }
  }

  const smallest = (drivers: readonly (Driver | null)[]): Driver | null =>
    drivers.reduce<Driver | null>((best, one) => {
      if (one === null || one.ids.length > mostDriving) return best
      return best === null || one.ids.length < best.ids.length ? one : best
    }, null)

  const ofAction = (query: Query): Driver | null => {
    if (query.kind === 'filter') return ofFilter(query.filter)
    if (query.kind === 'any') return smallest([merge(query.of.map(ofAction))])
    return query.kind === 'all' ? smallest(query.of.map(ofAction)) : null
  }

  const singleFacts = (query: Query): readonly Fact[] => {
    if (query.kind === 'all') return query.of.flatMap(singleFacts)
    if (query.kind !== 'filter' || levelOf(query.filter) !== 'action') return []
    const fact = conditions.factOf(query.filter)
    const field = fact === null ? undefined : conditions.fieldId(fact.field)
    const [value, ...others] = fact?.test.values ?? []
    const isEqual = fact !== null && fact.test.text.startsWith('f.value in') && others.length === 0
    return isEqual && field !== undefined && value !== undefined ? [[field, value]] : []
  }

  return {
    /** Of what has to hold of an action, the value that fewest of the newest actions have; null: none has to be so. */
    rarestFact: (query: Query): Fact | null =>
      singleFacts(query).reduce<{ readonly fact: Fact; readonly reach: number } | null>((best, fact) => {
        const reach = sampledTo.get(...fact, sampled) ?? 0
        return best === null || reach < best.reach ? { fact, reach } : best
      }, null)?.fact ?? null,
    /** The fewest of what all of these leave; null: none of them leaves few. */
    fewest: (conjuncts: readonly Query[]): Driver | null =>
      smallest(
        conjuncts.map((one) => {
          if (isOfAction(one)) return ofAction(one)
          return one.kind === 'filter' && levelOf(one.filter) === 'conversation' ? ofFilter(one.filter) : null
        }),
      ),
  }
}
