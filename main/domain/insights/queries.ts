import type { GroupedBy } from '#contract/insights.ts'
import { durableDays } from '#main/domain/insights/measures.ts'
import type { DecisionWord, Filter, Query } from '#main/domain/query/ast.ts'
import { printQuery } from '#main/domain/query/print.ts'

/** The queries that find what is counted, in the words people type. */
export type Span = { readonly from: number; readonly to: number }
type Where = { readonly offsetMinutes: number }

export const closingTool = 'CLOSE'
export const byPeople: readonly DecisionWord[] = ['approved', 'edited', 'rejected', 'answered']
export const signed: readonly DecisionWord[] = ['approved', 'edited']
export const decisions: readonly DecisionWord[] = [...byPeople, 'auto']

const write = (where: Where, filters: readonly Filter[], not: readonly Filter[] = []): string => {
  const of: readonly Query[] = [
    ...filters.map((filter): Query => ({ kind: 'filter', filter })),
    ...not.map((filter): Query => ({ kind: 'not', of: { kind: 'filter', filter } })),
  ]
  return printQuery(of.length === 1 ? (of[0] ?? null) : { kind: 'all', of }, where)
}

const between = ({ from, to }: Span): readonly Filter[] => [
  { field: 'decided.after', at: from },
  { field: 'decided.before', at: to },
]
const ofAgent: Filter = { field: 'proposer', anyOf: ['agent'] }
const closing: readonly Filter[] = [
  { field: 'tool', anyOf: [closingTool] },
  { field: 'state', anyOf: ['succeeded'] },
  ofAgent,
]

export type Among = { readonly by: GroupedBy; readonly value: string }

const groupFilter = ({ by, value }: Among): Filter => {
  switch (by) {
    case 'tool':
      return { field: 'tool', anyOf: [value] }
    case 'version':
      return { field: 'deploy', anyOf: [value] }
    case 'rule':
      return { field: 'rule', anyOf: [value] }
    case 'operator':
      return { field: 'by', anyOf: [value] }
  }
}

export function createQueries(where: Where) {
  return {
    /** Only when; stands beside what a line of a chart counts. */
    moments: (span: Span): string => write(where, between(span)),
    /** The same without when. */
    lineOfDecisions: (anyOf: readonly DecisionWord[]): string => write(where, [{ field: 'decision', anyOf }, ofAgent]),
    lineOfClosed: (again: boolean): string => write(where, [...closing, ...(again ? [reopened] : [])]),
    decided: (span: Span, anyOf: readonly DecisionWord[], among?: Among): string =>
      write(where, [
        ...(among === undefined ? [] : [groupFilter(among)]),
        { field: 'decision', anyOf },
        ofAgent,
        ...between(span),
      ]),
    slowerThan: (span: Span, ms: number): string =>
      write(where, [
        { field: 'decision', anyOf: byPeople },
        ofAgent,
        { field: 'latency', is: '>', value: ms },
        ...between(span),
      ]),
    closed: (span: Span): string => write(where, [...closing, ...between(span)]),
    reopened: (span: Span): string => write(where, [...closing, ...between(span), reopened]),
    durable: (span: Span): string =>
      write(where, [...closing, ...between(span)], [{ field: 'reopened', is: '<=', value: durableDays * 86_400_000 }]),
    began: ({ from, to }: Span): string =>
      write(where, [
        { field: 'began.after', at: from },
        { field: 'began.before', at: to },
      ]),
    paidCalls: ({ from, to }: Span): string =>
      write(where, [
        { field: 'cost', is: '>', value: 0 },
        { field: 'began.after', at: from },
        { field: 'began.before', at: to },
      ]),
  }
}
export type Queries = ReturnType<typeof createQueries>

const reopened: Filter = { field: 'reopened', is: '>=', value: 0 }
