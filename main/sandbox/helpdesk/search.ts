import { z } from 'zod'

/**
 * The query language of the helpdesk's search: groups of AND and OR, two levels deep, fifteen filters each, over the wire form
 * of the objects. A field nobody knows or a value of the wrong type fails the query, as it does there.
 */
const operators = ['=', '!=', 'IN', 'NIN', '>', '<', '~', '!~', '^', '$'] as const
const FilterSchema = z.object({ field: z.string(), operator: z.enum(operators), value: z.unknown() })
const GroupSchema = z.object({ operator: z.enum(['AND', 'OR']), value: z.array(z.unknown()).max(15) })

type Filter = z.infer<typeof FilterSchema>
export type Query =
  | { readonly kind: 'filter'; readonly filter: Filter }
  | { readonly kind: 'all' | 'any'; readonly of: readonly Query[] }

export const SearchSchema = z.object({
  query: z.unknown(),
  pagination: z
    .object({ per_page: z.number().int().min(1).optional(), starting_after: z.string().nullish() })
    .nullish(),
  sort: z.object({ field: z.string(), order: z.enum(['ascending', 'descending']) }).nullish(),
})

/** A query, or a sentence saying what is wrong with it. */
export function parseQuery(input: unknown, fields: Readonly<Record<string, unknown>>, depth = 0): Query | string {
  const group = GroupSchema.safeParse(input)
  if (group.success) {
    if (depth >= 2) return 'queries may be nested two levels deep'
    const parts = group.data.value.map((value) => parseQuery(value, fields, depth + 1))
    const wrong = parts.find((part) => typeof part === 'string')
    if (wrong !== undefined) return wrong as string
    return { kind: group.data.operator === 'AND' ? 'all' : 'any', of: parts as Query[] }
  }
  const filter = FilterSchema.safeParse(input)
  if (!filter.success) return 'a query needs field, operator and value'
  if (!Object.hasOwn(fields, filter.data.field)) return `${filter.data.field} is not a valid search field`
  return { kind: 'filter', filter: filter.data }
}

const dateFields = new Set(['created_at', 'updated_at', 'waiting_since', 'snoozed_until'])

/** A sentence saying which value has the wrong type, or null. */
export function typeProblem(query: Query): string | null {
  if (query.kind !== 'filter') return query.of.map(typeProblem).find((problem) => problem !== null) ?? null
  const { field, value } = query.filter
  if (field === 'open' || field === 'read') return typeof value === 'boolean' ? null : `${field} must be a boolean`
  if (dateFields.has(field))
    return value === null || Number.isFinite(Number(value)) ? null : `${field} must be a Unix timestamp`
  return null
}

/** Numbers, booleans and text as text; anything else is nothing. */
const plain = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
const words = (value: unknown): string => plain(value).toLowerCase()

function test(filter: Filter, found: unknown): boolean {
  const { operator, value } = filter
  const many = Array.isArray(found) ? (found as unknown[]).map(String) : null
  const same = (wanted: unknown): boolean =>
    many !== null
      ? many.includes(plain(wanted))
      : found === wanted || (found !== null && wanted !== null && plain(found) === plain(wanted))
  const list = Array.isArray(value) ? (value as unknown[]) : [value]
  switch (operator) {
    case '=':
      return same(value)
    case '!=':
      return !same(value)
    case 'IN':
      return list.some(same)
    case 'NIN':
      return !list.some(same)
    case '>':
      return found !== null && Number(found) > Number(value)
    case '<':
      return found !== null && Number(found) < Number(value)
    case '~':
      return words(found).includes(words(value))
    case '!~':
      return !words(found).includes(words(value))
    case '^':
      return words(found).startsWith(words(value))
    case '$':
      return words(found).endsWith(words(value))
  }
}

export function matchesQuery(query: Query, fields: Readonly<Record<string, unknown>>): boolean {
  if (query.kind === 'filter') return test(query.filter, fields[query.filter.field])
  return query.kind === 'all'
    ? query.of.every((part) => matchesQuery(part, fields))
    : query.of.some((part) => matchesQuery(part, fields))
}

export type Page<Item> = {
  readonly items: readonly Item[]
  readonly next: string | null
  readonly page: number
  readonly pages: number
}

/** One page of a sorted list; the cursor names the place, so it stays right when the list shifts by a page. */
export function paginate<Item>(items: readonly Item[], size: number, cursor: string | null): Page<Item> | null {
  let offset = 0
  if (cursor !== null) {
    const decoded = /^\[(\d+)\]$/.exec(Buffer.from(cursor, 'base64').toString('utf8'))
    if (decoded === null) return null
    offset = Number(decoded[1])
  }
  const next = offset + size < items.length ? Buffer.from(`[${offset + size}]`).toString('base64') : null
  return {
    items: items.slice(offset, offset + size),
    next,
    page: Math.floor(offset / size) + 1,
    pages: Math.max(1, Math.ceil(items.length / size)),
  }
}
