import type { Filter, Query } from '#main/domain/query/ast.ts'
import type { Connection } from '#main/store/database.ts'
import { createSources, tables, type Source } from '#main/store/search/sources.ts'
import { toProposal } from '#main/store/snapshots.ts'

type Action = ReturnType<typeof toProposal>
type Conversation = {
  readonly id: number
  readonly channel: string
  readonly state: string
  readonly tags: readonly string[]
}
export type Everything = {
  readonly rows: readonly (Source & { readonly words: readonly string[] })[]
  readonly actions: readonly Action[]
  readonly conversations: readonly Conversation[]
}

/** All there is, read plainly. */
export function readEverything(db: Connection): Everything {
  const sources = createSources(db)
  const rows = tables.flatMap((table) => sources.onward(table, 0, 100_000).flatMap((row) => row.sources))
  const bodies = db.prepare<[], string>('select body from proposals').pluck().all()
  const stored = db
    .prepare<[], Omit<Conversation, 'tags'> & { readonly tags: string }>(
      'select id, channel, state, tags from conversations',
    )
    .all()
  return {
    rows: rows.map((row) => ({ ...row, words: row.text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [] })),
    actions: bodies.map(toProposal),
    conversations: stored.map((row) => ({ ...row, tags: JSON.parse(row.tags) as string[] })),
  }
}

const ofRow = new Set(['from', 'author', 'before', 'after'])
const ofAction = new Set(['tool', 'arg', 'decision', 'by', 'risk', 'reason', 'state'])
const isActionLeaf = (query: Query): boolean => query.kind === 'filter' && ofAction.has(query.filter.field)
/** Leaves, and alternatives of leaves, stand for the action of the `all` they are in. */
const isGrouped = (query: Query): boolean =>
  isActionLeaf(query) || (query.kind === 'any' && query.of.length > 0 && query.of.every(isActionOnly))
const isActionOnly = (query: Query): boolean =>
  isActionLeaf(query) ||
  ((query.kind === 'any' || query.kind === 'all') && query.of.length > 0 && query.of.every(isActionOnly))

/** Conversations of a query by looking at every row of every conversation. */
export function scan(all: Everything, asked: Query): readonly number[] {
  const query = unwrapped(asked)
  return all.conversations
    .filter((conversation) => {
      const rows = all.rows.filter(({ conversationId }) => conversationId === conversation.id)
      const actions = all.actions.filter(({ conversationId }) => conversationId === conversation.id)
      const holds = (row: Everything['rows'][number] | null) => evaluate(query, { row, actions, conversation })
      return speaksOfRows(query) ? rows.some(holds) : holds(null)
    })
    .map(({ id }) => id)
}

/** One alone in brackets is as if there were none. */
function unwrapped(query: Query): Query {
  if (query.kind === 'not') {
    const of = unwrapped(query.of)
    return of.kind === 'not' ? of.of : { kind: 'not', of }
  }
  if (query.kind !== 'all' && query.kind !== 'any') return query
  const of = query.of.map(unwrapped)
  const [only] = of
  return of.length === 1 && only !== undefined ? only : { ...query, of }
}

function speaksOfRows(query: Query): boolean {
  if (query.kind === 'filter') return ofRow.has(query.filter.field)
  if (query.kind === 'not') return speaksOfRows(query.of)
  return query.kind === 'all' || query.kind === 'any' ? query.of.some(speaksOfRows) : true
}

type Place = {
  readonly row: Everything['rows'][number] | null
  readonly actions: readonly Action[]
  readonly conversation: Conversation
}

function evaluate(query: Query, place: Place): boolean {
  const { row, actions, conversation } = place
  const words = row?.words ?? []
  if (isActionOnly(query)) return actions.some((action) => holdsOf(query, action))
  switch (query.kind) {
    case 'all': {
      const group = query.of.filter(isGrouped)
      const others = query.of.filter((one) => !isGrouped(one))
      const isDone = group.length === 0 || actions.some((action) => group.every((one) => holdsOf(one, action)))
      return isDone && others.every((one) => evaluate(one, place))
    }
    case 'any':
      return query.of.some((one) => evaluate(one, place))
    case 'not':
      return !evaluate(query.of, place)
    case 'word':
      return words.some((word) =>
        query.place === 'whole'
          ? word === query.text
          : query.place === 'beginning'
            ? word.startsWith(query.text)
            : word.includes(query.text),
      )
    case 'phrase': {
      const parts = query.text.split(' ')
      return words.some((_, from) => parts.every((part, at) => words[from + at] === part))
    }
    case 'near':
      return false
    case 'filter':
      return leaf(query.filter, row, conversation)
  }
}

function leaf(filter: Filter, row: Place['row'], conversation: Conversation): boolean {
  switch (filter.field) {
    case 'from':
      return row !== null && filter.anyOf.includes(row.author)
    case 'before':
      return row !== null && row.at < filter.at
    case 'after':
      return row !== null && row.at >= filter.at
    case 'channel':
      return filter.anyOf.some((channel) => channel === conversation.channel)
    case 'tag':
      return filter.anyOf.some((tag) => conversation.tags.includes(tag))
    case 'is':
      return filter.anyOf.some((word) => word === conversation.state)
    default:
      return false
  }
}

function holdsOf(query: Query, action: Action): boolean {
  if (query.kind === 'all') return query.of.every((one) => holdsOf(one, action))
  if (query.kind === 'any') return query.of.some((one) => holdsOf(one, action))
  if (query.kind !== 'filter') return false
  const { filter } = query
  switch (filter.field) {
    case 'tool':
      return filter.anyOf.includes(action.tool)
    case 'state':
      return filter.anyOf.includes(action.state)
    case 'by':
      return filter.anyOf.some((name) => name.toLowerCase() === action.decision?.signer.name.toLowerCase())
    case 'risk':
      return compare(action.risk, filter.is, filter.value)
    case 'decision':
      return filter.anyOf.some((word) =>
        word === 'rejected'
          ? action.decision?.verb === 'reject'
          : word === 'approved' && action.decision?.verb === 'approve',
      )
    case 'arg': {
      const value = action.arguments[filter.pointer.slice(1)]
      if ('anyOf' in filter.test) return typeof value === 'number' && filter.test.anyOf.includes(String(value))
      return typeof value === 'number' && compare(value, filter.test.is, filter.test.value)
    }
    default:
      return false
  }
}

const compare = (a: number, is: '<' | '<=' | '=' | '>=' | '>', b: number): boolean =>
  ({ '<': a < b, '<=': a <= b, '=': a === b, '>=': a >= b, '>': a > b })[is]
