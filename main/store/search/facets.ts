import type { Facet } from '#contract/transcript.ts'
import type { DecisionWord, Filter, Query } from '#main/domain/query/ast.ts'
import type { Connection } from '#main/store/database.ts'
import { prepared } from '#main/store/search/statements.ts'
import { factValue } from '#main/store/search/action-facts.ts'
import { top, type Plan } from '#main/store/search/plan.ts'
import { letOthersSpeak } from '#main/store/search/moment.ts'
import { gather, given } from '#main/store/search/search.ts'
import { filtersOf, withoutField } from '#main/store/search/tree.ts'

/** Each is counted over the conversations that the rest of the query finds, up to so many and for so long. */
const mostCounted = 2000
const perSetMs = 60
const valuesShown = 12

const shown = [
  ['decision', 'Decision', 'action'],
  ['risk', 'Risk', 'action'],
  ['channel', 'Channel', 'conversation'],
  ['by', 'Decided by', 'action'],
  ['tool', 'Tool', 'action'],
  ['agent', 'Agent', 'action'],
  ['has', 'Has', 'conversation'],
  ['tag', 'Tag', 'conversation'],
  ['state', 'State', 'action'],
] as const

/** Values that have an order of their own; the others stand by their count. */
const decisions: readonly DecisionWord[] = [
  'approved',
  'edited',
  'rejected',
  'answered',
  'auto',
  'expired',
  'superseded',
]
const inOrder: Readonly<Record<string, readonly (string | number)[]>> = {
  decision: decisions,
  risk: [4, 3, 2, 1, 0],
}

type Counted = { readonly value: string | number; readonly count: number }
type Found = { readonly ids: readonly number[]; readonly more: boolean; readonly plan: Plan }

/** What else could be chosen, and how many conversations each would leave. */
export function createFacets(db: Connection, planOf: (query: Query | null) => Plan) {
  const fieldId = prepared<[string], number>(db, 'select id from search_fields where name = ?').pluck()
  const labelOf = prepared<[number, string], string>(
    db,
    'select label from search_labels where field = ? and value = ?',
  ).pluck()
  const ofConversations = prepared<[string, number], Counted>(
    db,
    `
    select f.value, count(*) as count from json_each(?) s cross join search_facts f on f.subject = -s.value and f.field = ?
    group by f.value order by count desc, f.value`,
  )

  const countActions = ({ ids, plan }: Found, field: number): readonly Counted[] => {
    const test = plan.action
    return prepared<unknown[], Counted>(
      db,
      `
        select f.value, count(distinct a.conversation_id) as count from json_each(?) s
          cross join search_actions a on a.conversation_id = s.value
          cross join search_facts f on f.subject = a.proposal and f.field = ?
        ${test === null ? '' : `where ${test.text}`} group by f.value order by count desc, f.value`,
    ).all(JSON.stringify(ids), field, ...(test?.values ?? []))
  }

  return async (query: Query | null, signal: AbortSignal): Promise<readonly Facet[]> => {
    const sets = new Map<string, Found>()
    const setOf = async (rest: Query | null): Promise<Found> => {
      const key = JSON.stringify(rest)
      const known = sets.get(key)
      if (known !== undefined) return known
      const plan = planOf(rest)
      const bounds = { found: mostCounted * 20, conversations: mostCounted, ms: perSetMs }
      const { groups, next } = await gather(db, plan, top, bounds, signal)
      const found = { ids: groups.map(({ conversationId }) => conversationId), more: next !== null, plan }
      sets.set(key, found)
      return found
    }
    const facets: Facet[] = []
    for (const [field, label, level] of shown) {
      await letOthersSpeak(db)
      if (signal.aborted) throw given
      const found = await setOf(withoutField(query, field))
      const id = fieldId.get(field)
      const filters = filtersOf(query, field)
      const counted =
        id === undefined
          ? []
          : level === 'action'
            ? countActions(found, id)
            : ofConversations.all(JSON.stringify(found.ids), id)
      const labelled = counted.map(({ value, count }) => ({
        value,
        count,
        label: field === 'risk' ? `R${value}` : (labelOf.get(id ?? 0, String(value)) ?? String(value)),
      }))
      const values = inTheirOrder(field, field === 'agent' ? oncePerLabel(labelled) : labelled).map(
        ({ value, label: shownAs, count }) => ({
          value: String(value),
          label: shownAs,
          count: { count, more: found.more },
          chosen: filters.some((filter) => isChosen(filter, value)),
        }),
      )
      // What is chosen stays in sight however rare it is.
      facets.push({ field, label, values: values.filter(({ chosen }, index) => chosen || index < valuesShown) })
    }
    return facets
  }
}

type Labelled = Counted & { readonly label: string }

/** An agent is found by its id as well as by its name, and shown once: as what finds most, at best the name. */
function oncePerLabel(values: readonly Labelled[]): readonly Labelled[] {
  const isName = ({ value, label }: Labelled): boolean => factValue(label) === value
  const isBetter = (one: Labelled, other: Labelled): boolean =>
    one.count > other.count || (one.count === other.count && isName(one))
  const best = new Map<string, Labelled>()
  for (const one of values) {
    const key = factValue(one.label)
    const known = best.get(key)
    if (known === undefined || isBetter(one, known)) best.set(key, one)
  }
  return [...best.values()]
}

function inTheirOrder(field: string, values: readonly Labelled[]): readonly Labelled[] {
  const order = inOrder[field]
  return order === undefined
    ? values
    : values.toSorted((one, other) => order.indexOf(one.value) - order.indexOf(other.value))
}

function isChosen(filter: Filter, value: string | number): boolean {
  if ('anyOf' in filter) return filter.anyOf.some((one) => factValue(one) === String(value))
  if (!('is' in filter)) return false
  const difference = Number(value) - filter.value
  return {
    '<': difference < 0,
    '<=': difference <= 0,
    '=': difference === 0,
    '>=': difference >= 0,
    '>': difference > 0,
  }[filter.is]
}
