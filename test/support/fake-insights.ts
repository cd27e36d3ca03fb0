import type { AppContract } from '#contract/index.ts'
import { createQueries } from '#main/domain/insights/queries.ts'
import { reportOf, type Usage } from '#main/domain/insights/report.ts'
import { tableOf } from '#main/domain/insights/tables.ts'
import { createTally, type EndedAction } from '#main/domain/insights/tally.ts'
import { fewest } from '#main/domain/insights/measures.ts'
import type { DecisionWord } from '#main/domain/query/ast.ts'
import { daysOf, type Day } from '#main/services/insights/days.ts'
import type { Insights, Period } from '#contract/insights.ts'
import type { Handlers } from '#rpc/serve.ts'

/** Invented decisions of each day, counted as by a desk. */
const tools = ['refund_order', 'send_reply', 'cancel_order', 'get_order', 'CLOSE', 'ESCALATE'] as const
const people = ['Jo Lindqvist', 'Marisol Vega', 'Tom Adeyemi']
const versions = ['dep_2026_10_02', 'dep_2026_11_09']
const words: readonly DecisionWord[] = [
  'approved',
  'approved',
  'edited',
  'approved',
  'auto',
  'rejected',
  'auto',
  'approved',
  'answered',
  'edited',
  'expired',
]

/** Always the same numbers for the same seed. */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return state / 4_294_967_296
  }
}

function actionsOf({ from, to }: Day, index: number): readonly EndedAction[] {
  const next = numbers(index + 17)
  const pick = <T>(all: readonly T[]): T => {
    const found = all[Math.floor(next() * all.length)]
    if (found === undefined) throw new TypeError('Nothing to pick.')
    return found
  }
  const weekday = new Date(from).getDay()
  const count = weekday === 0 || weekday === 6 ? 6 : 18 + Math.floor(next() * 16)
  return Array.from({ length: count }, (_, number): EndedAction => {
    const decision = pick(words)
    const tool = pick(tools)
    const isRule = decision === 'auto'
    const closing = tool === 'CLOSE' && (decision === 'approved' || isRule)
    return {
      conversationId: index * 100 + number,
      at: from + Math.floor(next() * (to - from)),
      latencyMs: decision === 'expired' ? null : Math.round(8000 + next() ** 3 * 900_000),
      decision,
      tool,
      version: index < 40 ? 'dep_2026_10_02' : pick(versions),
      rules: [isRule ? 'Reads of orders' : tool === 'refund_order' ? 'Refunds over £20' : 'Default of R2'],
      people: isRule || decision === 'expired' ? [] : [pick(people)],
      closing,
      reopenedMs: closing && next() < 0.14 ? Math.round(next() * 9 * 86_400_000) : null,
    }
  })
}

const used = (days: number): Usage => ({
  conversations: days * 21,
  calls: days,
  amount: days * 0.3117,
  unpricedCalls: 2,
  tokens: days * 48_211,
  toldTurns: days * 40,
  silentTurns: 3,
  unread: 0,
})

function read(period: Period): Insights {
  const now = Date.now()
  const { days, before } = daysOf(period, now)
  const offsetMinutes = -new Date(now).getTimezoneOffset()
  const queries = createQueries({ offsetMinutes })
  const tally = createTally(days, { from: before[0]?.from ?? 0, to: days[0]?.from ?? 0 })
  for (const [index, day] of [...before, ...days].entries())
    for (const action of actionsOf(day, index)) if (action.at < now) tally.add(action)
  const material = {
    tallied: tally.result(),
    usage: used(days.length),
    usageBefore: used(days.length - 1),
    labelOf: (_: string, value: string) => value,
    now,
  }
  return {
    ...reportOf(material, queries),
    period: { from: days[0]?.from ?? 0, to: days.at(-1)?.to ?? 0 },
    days: days.map(({ day, ...span }) => ({ day, text: queries.moments(span) })),
    currency: 'USD',
    fewest,
    behind: null,
    tookMs: 3,
  }
}

export const fakeInsights: Handlers<AppContract['insights']> = {
  read: async ({ period }) => read(period),
  csv: async ({ period, table }) => ({ name: `insights-${table}.csv`, text: tableOf(read(period), table) }),
}
