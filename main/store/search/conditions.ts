import type { Comparison, Filter, Query } from '#main/domain/query/ast.ts'
import type { Connection } from '#main/store/database.ts'
import { prepared } from '#main/store/search/statements.ts'
import { argumentField, argumentValues, factValue } from '#main/store/search/action-facts.ts'
import type { Match, Matching } from '#main/store/search/match.ts'
import { authors } from '#main/store/search/sources.ts'
import { isGrouped, isOfAction, isWords, levelOf } from '#main/store/search/tree.ts'
import { foldWord } from '#main/store/search/words.ts'

/** A piece of SQL with what is bound in it, in order. */
export type Sql = { readonly text: string; readonly values: readonly (string | number)[] }

/** How the columns are called where a condition stands. `document` null: no row is asked about. */
export type Scope = { readonly conversation: string; readonly document: string | null }

export const sql = (text: string, ...values: readonly (string | number)[]): Sql => ({ text, values })
const always = sql('1')
const never = sql('0')

export const both = (parts: readonly Sql[], by: 'and' | 'or' = 'and'): Sql => {
  if (parts.length === 0) return by === 'and' ? always : never
  const [only] = parts
  if (parts.length === 1 && only !== undefined) return only
  return { text: `(${parts.map(({ text }) => text).join(` ${by} `)})`, values: parts.flatMap(({ values }) => values) }
}

const operators: Readonly<Record<Comparison, string>> = { '<': '<', '<=': '<=', '=': '=', '>=': '>=', '>': '>' }
const moment = (column: string, { field, at }: Extract<Filter, { readonly at: number }>): Sql =>
  sql(`${column} ${field.endsWith('before') ? '<' : '>='} ?`, at)
const placeholders = (values: readonly unknown[]): string => values.map(() => '?').join(', ')

export type Conditions = ReturnType<typeof createConditions>

/** A query as a condition of SQL over the documents, the derived rows and the facts. Values are bound, never written. */
export function createConditions(db: Connection, matching: (query: Query) => Matching) {
  const fieldId = prepared<[string], number>(db, 'select id from search_fields where name = ?').pluck()
  const named = prepared<[string, string], number>(
    db,
    `
      select distinct p.name from search_name_parts p where p.part >= ? and p.part < ? limit 1000`,
  ).pluck()
  const conversationsOf = prepared<[Record<'id', string> & Record<'number', number>], number>(
    db,
    `
      select id from conversations where id = @number or external_id = @id
      union select conversation_id from calls where id = @id
      union select conversation_id from proposals where id = @id
      union select conversation_id from imported_proposals where id = @id`,
  ).pluck()

  /** Facts of a field with one of the values, or with a value that compares so; `subject` is whose. */
  const factTest = (field: string, test: Sql, subject: string): Sql => {
    const id = fieldId.get(field)
    if (id === undefined) return never
    return {
      text: `exists (select 1 from search_facts f where f.subject = ${subject} and f.field = ? and ${test.text})`,
      values: [id, ...test.values],
    }
  }
  const oneOf = (values: readonly (string | number)[]): Sql => ({
    text: `f.value in (${placeholders(values)})`,
    values,
  })

  /** Names any of whose words begin what was typed, whole words only. */
  const nameIds = (anyOf: readonly string[]): readonly number[] =>
    anyOf.flatMap((name) => {
      const part = foldWord(name)
        .split(/\s+/u)
        .filter((word) => word !== '')
        .join(' ')
      return part === '' ? [] : [...named.all(part, `${part}\u0001`), ...named.all(`${part} `, `${part}!`)]
    })

  const idsOf = (anyOf: readonly string[]): readonly number[] =>
    anyOf.flatMap((id) => conversationsOf.all({ id, number: /^\d{1,15}$/.test(id) ? Number(id) : -1 }))

  /** What a fact has to be for a filter of named values, arguments included; null: it is no filter of facts. */
  const factOf = (filter: Filter): { readonly field: string; readonly test: Sql } | null => {
    switch (filter.field) {
      case 'arg': {
        const { test } = filter
        const field = argumentField(filter.pointer)
        if ('anyOf' in test) return { field, test: oneOf(test.anyOf.flatMap(argumentValues)) }
        // Text is greater than every number.
        return {
          field,
          test: sql(`f.value ${operators[test.is]} ? and f.value < ''`, test.value),
        }
      }
      case 'tool':
      case 'decision':
      case 'by':
      case 'rule':
      case 'reason':
      case 'state':
      case 'agent':
      case 'env':
      case 'deploy':
      case 'proposer':
      case 'channel':
      case 'has':
      case 'is':
      case 'lang':
      case 'tag':
        return { field: filter.field, test: oneOf(filter.anyOf.map(factValue)) }
      case 'reopened':
        return { field: filter.field, test: sql(`f.value ${operators[filter.is]} ?`, filter.value) }
      default:
        return null
    }
  }

  const ofAction = (filter: Filter, action: string): Sql => {
    if (filter.field === 'risk' || filter.field === 'latency')
      return sql(`${action}.${filter.field} ${operators[filter.is]} ?`, filter.value)
    if (filter.field === 'decided.before' || filter.field === 'decided.after') {
      const isOver = factTest('decision', always, `${action}.proposal`)
      return both([moment(`${action}.at`, filter), isOver])
    }
    const fact = factOf(filter)
    return fact === null ? never : factTest(fact.field, fact.test, `${action}.proposal`)
  }

  /** Of one action, whatever else is asked of it. */
  const actionTest = (query: Query, action: string): Sql => {
    if (query.kind === 'filter') return ofAction(query.filter, action)
    if (query.kind === 'all' || query.kind === 'any') {
      const parts = query.of.map((one) => actionTest(one, action))
      return both(parts, query.kind === 'all' ? 'and' : 'or')
    }
    return never
  }

  const anAction = (query: Query, conversation: string): Sql => {
    const test = actionTest(query, 'other')
    return {
      text: `exists (select 1 from search_actions other where other.conversation_id = ${conversation} and ${test.text})`,
      values: test.values,
    }
  }

  const measured = (filter: Extract<Filter, { readonly is: Comparison }>, conversation: string): Sql => {
    const column = measureOf(filter)
    return sql(
      `exists (select 1 from search_conversations k where k.conversation_id = ${conversation} and ${column} ${operators[filter.is]} ?)`,
      filter.value,
    )
  }

  const ofConversation = (filter: Filter, conversation: string): Sql => {
    if (filter.field === 'id') {
      const ids = idsOf(filter.anyOf)
      return ids.length === 0 ? never : { text: `${conversation} in (${placeholders(ids)})`, values: ids }
    }
    if (filter.field === 'began.before' || filter.field === 'began.after') {
      const test = moment('c.created_at', filter)
      return { ...test, text: `exists (select 1 from conversations c where c.id = ${conversation} and ${test.text})` }
    }
    const fact = factOf(filter)
    if (fact === null && 'is' in filter && filter.field !== 'risk' && filter.field !== 'latency')
      return measured(filter, conversation)
    return fact === null ? never : factTest(fact.field, fact.test, `-${conversation}`)
  }

  const ofRow = (filter: Filter, document: string): Sql => {
    switch (filter.field) {
      case 'from': {
        const numbers = filter.anyOf.map((author) => authors.indexOf(author))
        return { text: `${document}.author in (${placeholders(numbers)})`, values: numbers }
      }
      case 'author': {
        const ids = nameIds(filter.anyOf)
        return { text: `${document}.name in (${placeholders(ids)})`, values: ids }
      }
      case 'before':
        return sql(`${document}.at < ?`, filter.at)
      case 'after':
        return sql(`${document}.at >= ?`, filter.at)
      default:
        return never
    }
  }

  const matchTest = (match: Match, document: string): Sql => {
    if (match.kind === 'sure') return match.holds ? always : never
    return sql(`exists (select 1 from search_index where search_index match ? and rowid = ${document}.id)`, match.text)
  }

  const test = (query: Query, scope: Scope): Sql => {
    const { conversation, document } = scope
    if (isOfAction(query)) return anAction(query, conversation)
    if (isWords(query) && query.kind !== 'not' && document !== null) {
      const { match } = matching(query)
      if (match !== null) return matchTest(match, document)
    }
    switch (query.kind) {
      case 'filter': {
        const level = levelOf(query.filter)
        if (level === 'row') return document === null ? never : ofRow(query.filter, document)
        return ofConversation(query.filter, conversation)
      }
      case 'not': {
        const inner = test(query.of, scope)
        return { text: `not ${inner.text}`, values: inner.values }
      }
      case 'any':
        return both(
          query.of.map((one) => test(one, scope)),
          'or',
        )
      case 'all': {
        const actions = query.of.filter(isGrouped)
        const others = query.of.filter((one) => !isGrouped(one)).map((one) => test(one, scope))
        const [only] = actions
        if (only === undefined) return both(others)
        const group: Query = actions.length === 1 ? only : { kind: 'all', of: actions }
        return both([anAction(group, conversation), ...others])
      }
      default:
        // A single word or phrase is always an expression of the index.
        return never
    }
  }

  return { test, actionTest, factOf, fieldId: (name: string) => fieldId.get(name), idsOf }
}

/** How well sources fit: some turn has worse ones, or some turn has better ones. */
export function measureOf(filter: Extract<Filter, { readonly is: Comparison }>): string {
  switch (filter.field) {
    case 'rag.score':
      return filter.is === '<' || filter.is === '<=' ? 'worst_source' : 'best_source'
    case 'score':
    case 'duration':
    case 'cost':
      return filter.field
    default:
      return 'null'
  }
}
