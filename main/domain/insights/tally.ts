import type { DecisionWord } from '#main/domain/query/ast.ts'
import type { Span } from '#main/domain/insights/queries.ts'
import { byPeople } from '#main/domain/insights/queries.ts'

/** One action that came to an end, as far as it is counted. */
export type EndedAction = {
  readonly conversationId: number
  readonly at: number
  /** From proposal to decision; null: never decided. */
  readonly latencyMs: number | null
  readonly decision: DecisionWord
  readonly tool: string
  readonly version: string
  readonly rules: readonly string[]
  readonly people: readonly string[]
  /** It closed its conversation. */
  readonly closing: boolean
  /** Of a closing: from when any closing of it to when the customer wrote again, ms; null: has not. */
  readonly reopenedMs: number | null
}

type Counts = Record<DecisionWord, number>
const none = (): Counts => ({ approved: 0, edited: 0, rejected: 0, answered: 0, expired: 0, superseded: 0, auto: 0 })

/** Actions by how they ended, and how long people took. */
export type Pile = { readonly counts: Counts; readonly latencies: number[] }
/** Conversations that were closed: each once, with when it was first and when the customer came back. */
type Closed = Map<number, { readonly at: number; readonly reopenedMs: number | null }>

export type SpanTally = { readonly span: Span; readonly all: Pile; readonly closed: Closed }

const pile = (): Pile => ({ counts: none(), latencies: [] })

const isByPeople = (decision: DecisionWord): boolean => byPeople.includes(decision)

function put({ counts, latencies }: Pile, { decision, latencyMs }: EndedAction): void {
  counts[decision] += 1
  if (latencyMs !== null && isByPeople(decision)) latencies.push(latencyMs)
}

export const people = ({ counts }: Pile): number => byPeople.reduce((sum, word) => sum + counts[word], 0)

/** Counts actions as they come, for a period, its days, and the period before. */
export function createTally(days: readonly Span[], before: Span) {
  const [first] = days
  const last = days.at(-1)
  const span: Span = { from: first?.from ?? 0, to: last?.to ?? 0 }
  const make = (of: Span): SpanTally => ({ span: of, all: pile(), closed: new Map() })
  const whole = make(span)
  const earlier = make(before)
  const byDay = days.map(make)
  const groups = {
    tool: new Map<string, Pile>(),
    version: new Map<string, Pile>(),
    rule: new Map<string, Pile>(),
    operator: new Map<string, Pile>(),
  }

  const tallyDay = (at: number): SpanTally | undefined => {
    let [low, high] = [0, days.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((days[middle]?.to ?? 0) <= at) low = middle + 1
      else high = middle
    }
    return byDay[low]
  }
  const putInto = (tally: SpanTally, action: EndedAction) => {
    put(tally.all, action)
    if (!action.closing) return
    const known = tally.closed.get(action.conversationId)
    const at = known === undefined ? action.at : Math.min(known.at, action.at)
    tally.closed.set(action.conversationId, { at, reopenedMs: action.reopenedMs })
  }
  const putGroup = (group: Map<string, Pile>, name: string, action: EndedAction) => {
    const found = group.get(name) ?? pile()
    group.set(name, found)
    put(found, action)
  }

  return {
    add: (action: EndedAction): void => {
      if (action.at >= before.from && action.at < before.to) return putInto(earlier, action)
      if (action.at < span.from || action.at >= span.to) return
      putInto(whole, action)
      const day = tallyDay(action.at)
      if (day !== undefined) putInto(day, action)
      putGroup(groups.tool, action.tool, action)
      putGroup(groups.version, action.version, action)
      for (const rule of action.rules) putGroup(groups.rule, rule, action)
      if (isByPeople(action.decision)) for (const name of action.people) putGroup(groups.operator, name, action)
    },
    result: () => ({ whole, earlier, byDay, groups }),
  }
}
export type Tallied = ReturnType<ReturnType<typeof createTally>['result']>

/** Conversations closed in time for the customer's days to be over, and those of them that did not come back. */
export function durable({ closed, span }: SpanTally, now: number, days: number) {
  const window = days * 86_400_000
  const to = Math.max(span.from, Math.min(span.to, now - window))
  const matured = [...closed.values()].filter(({ at }) => at < to)
  return {
    span: { from: span.from, to },
    closed: matured.length,
    stayed: matured.filter(({ reopenedMs }) => reopenedMs === null || reopenedMs > window).length,
    young: closed.size - matured.length,
  }
}
