import type {
  Breakdown,
  Chart,
  Counted,
  GroupedBy,
  GroupRow,
  Insights,
  Measure,
  MeasureId,
} from '#contract/insights.ts'
import { percentile, share } from '#main/domain/insights/arithmetic.ts'
import { definitionOf, durableDays } from '#main/domain/insights/measures.ts'
import { byPeople, decisions, signed, type Among, type Queries, type Span } from '#main/domain/insights/queries.ts'
import { durable, people, type Pile, type SpanTally, type Tallied } from '#main/domain/insights/tally.ts'
import type { DecisionWord } from '#main/domain/query/ast.ts'

/** What calls and turns of the conversations that began in a span used. */
export type Usage = {
  readonly conversations: number
  readonly calls: number
  readonly amount: number
  readonly unpricedCalls: number
  readonly tokens: number
  /** Turns that told, turns that did not, and conversations whose turns were not read for want of time. */
  readonly toldTurns: number
  readonly silentTurns: number
  readonly unread: number
}

export type Material = {
  readonly tallied: Tallied
  readonly usage: Usage
  readonly usageBefore: Usage
  readonly labelOf: (by: GroupedBy, value: string) => string
  readonly now: number
}

const mostRows = 50
const times = (count: number, one: string, many: string): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`

export function reportOf(material: Material, queries: Queries): Pick<Insights, 'measures' | 'charts' | 'breakdowns'> {
  return {
    measures: measuresOf(material, queries),
    charts: chartsOf(material.tallied, queries),
    breakdowns: breakdownsOf(material, queries),
  }
}

type Said = Pick<Measure, 'value' | 'rows' | 'of' | 'note'> & { readonly known: number }

function measuresOf(material: Material, queries: Queries): Measure[] {
  const { whole, earlier } = material.tallied
  const now = actionMeasures(whole, queries)
  const then = actionMeasures(earlier, queries)
  const closedNow = closedMeasures(whole, queries, material.now)
  const closedThen = closedMeasures(earlier, queries, material.now)
  const spent = usageMeasures(material.usage, whole.span, queries)
  const spentBefore = usageMeasures(material.usageBefore, earlier.span, queries)
  const all = { ...now, ...closedNow, ...spent }
  const before = { ...then, ...closedThen, ...spentBefore }
  return order.map((id) => {
    const { known, ...said } = all[id]
    return {
      ...definitionOf(id),
      ...said,
      // Sums of which a part is missing are not compared.
      before: id === 'tokens' && material.usage.unread + material.usageBefore.unread > 0 ? null : before[id].value,
      tooFew: said.value === null && known > 0,
    }
  })
}

const order = [
  'decided',
  'accepted',
  'edited',
  'automatic',
  'median',
  'slowest',
  'expired',
  'durable',
  'reopened',
  'cost',
  'tokens',
] as const satisfies readonly MeasureId[]

const sum = ({ counts }: Pile, words: readonly DecisionWord[]): number =>
  words.reduce((total, word) => total + counts[word], 0)

function actionMeasures({ all, span }: SpanTally, queries: Queries) {
  const counted = (words: readonly DecisionWord[]): Counted => ({
    count: sum(all, words),
    text: queries.decided(span, words),
  })
  const rate = (part: readonly DecisionWord[], whole: readonly DecisionWord[]): Said => ({
    value: share(sum(all, part), sum(all, whole)),
    rows: counted(part),
    of: counted(whole),
    note: null,
    known: sum(all, whole),
  })
  const decided = counted(byPeople)
  const slowest = percentile(all.latencies, 0.9)
  const slower = slowest === null ? 0 : all.latencies.filter((one) => one > slowest).length
  const plain = { note: null, known: decided.count, of: decided }
  return {
    decided: { ...plain, value: decided.count, rows: decided, of: null },
    accepted: rate(signed, byPeople),
    edited: rate(['edited'], signed),
    automatic: rate(['auto'], decisions),
    median: { ...plain, value: percentile(all.latencies, 0.5), rows: decided, of: null },
    slowest: {
      ...plain,
      value: slowest,
      rows: slowest === null ? decided : { count: slower, text: queries.slowerThan(span, slowest) },
    },
    expired: { value: all.counts.expired, rows: counted(['expired']), of: null, note: null, known: 0 },
  } satisfies Partial<Record<MeasureId, Said>>
}

function closedMeasures(tally: SpanTally, queries: Queries, now: number) {
  const { span, closed, stayed, young } = durable(tally, now, durableDays)
  const back = [...tally.closed.values()].filter(({ reopenedMs }) => reopenedMs !== null).length
  const all = tally.closed.size
  const isPartial = young > 0
  return {
    durable: {
      value: share(stayed, closed),
      rows: { count: stayed, text: queries.durable(span) },
      of: { count: closed, text: queries.closed(span) },
      note: isPartial ? `${times(young, 'conversation was', 'conversations were')} closed too lately to say.` : null,
      known: closed,
    },
    reopened: {
      value: share(back, all),
      rows: { count: back, text: queries.reopened(tally.span) },
      of: { count: all, text: queries.closed(tally.span) },
      note: null,
      known: all,
    },
  } satisfies Partial<Record<MeasureId, Said>>
}

function usageMeasures(usage: Usage, span: Span, queries: Queries) {
  const { calls, amount, unpricedCalls, tokens, toldTurns, silentTurns, unread, conversations } = usage
  const silent = silentTurns === 0 ? [] : [`${times(silentTurns, 'turn', 'turns')} came without a count of tokens.`]
  const skipped =
    unread === 0 ? [] : [`${times(unread, 'conversation was', 'conversations were')} not added up for want of time.`]
  const notes = [...silent, ...skipped]
  return {
    cost: {
      value: calls === 0 ? null : Math.round(amount * 10_000) / 10_000,
      rows: { count: calls, text: queries.paidCalls(span) },
      of: null,
      note: unpricedCalls === 0 ? null : `${times(unpricedCalls, 'call', 'calls')} cost nothing that was measured.`,
      known: 0,
    },
    tokens: {
      value: toldTurns === 0 ? null : tokens,
      rows: { count: conversations, text: queries.began(span) },
      of: null,
      note: notes.length === 0 ? null : notes.join(' '),
      known: 0,
    },
  } satisfies Partial<Record<MeasureId, Said>>
}

function chartsOf({ byDay }: Tallied, queries: Queries): Chart[] {
  const line = (name: string, words: readonly DecisionWord[]) => ({
    name,
    text: queries.lineOfDecisions(words),
    values: byDay.map(({ all }) => sum(all, words)),
  })
  const time = (name: string, part: number) => ({
    name,
    text: queries.lineOfDecisions(byPeople),
    values: byDay.map(({ all }) => percentile(all.latencies, part)),
  })
  return [
    {
      id: 'decisions',
      name: 'Decisions',
      unit: 'actions',
      kind: 'count',
      lines: [
        line('Approved', ['approved']),
        line('Edited', ['edited']),
        line('Rejected', ['rejected']),
        line('Answered', ['answered']),
        line('By a rule', ['auto']),
      ],
    },
    {
      id: 'times',
      name: 'Time to decision',
      unit: 'actions',
      kind: 'time',
      lines: [time('Half within', 0.5), time('Nine of ten within', 0.9)],
    },
    {
      id: 'closed',
      name: 'Closed conversations',
      unit: 'conversations',
      kind: 'count',
      lines: [
        { name: 'Closed', text: queries.lineOfClosed(false), values: byDay.map(({ closed }) => closed.size) },
        {
          name: 'Written to again since',
          text: queries.lineOfClosed(true),
          values: byDay.map(
            ({ closed }) => [...closed.values()].filter(({ reopenedMs }) => reopenedMs !== null).length,
          ),
        },
      ],
    },
  ]
}

const groupNames: Readonly<Record<GroupedBy, string>> = {
  tool: 'By tool',
  version: 'By agent version',
  rule: 'By rule',
  operator: 'By operator',
}

function breakdownsOf({ tallied, labelOf }: Material, queries: Queries): Breakdown[] {
  const { groups, whole } = tallied
  return (['tool', 'version', 'rule', 'operator'] as const).map((by) => {
    const piles = [...groups[by]].filter(([, pile]) => sum(pile, decisions) > 0)
    const sorted = piles.toSorted(([, a], [, b]) => sum(b, decisions) - sum(a, decisions))
    return {
      by,
      name: groupNames[by],
      rows: sorted
        .slice(0, mostRows)
        .map(([value, pile]) => groupRow({ by, value: labelOf(by, value) }, pile, whole.span, queries)),
      leftOut: Math.max(0, sorted.length - mostRows),
    }
  })
}

function groupRow(among: Among, pile: Pile, span: Span, queries: Queries): GroupRow {
  const counted = (words: readonly DecisionWord[]): Counted => ({
    count: sum(pile, words),
    text: queries.decided(span, words, among),
  })
  return {
    label: among.value,
    // Of an operator only what people decided is counted.
    decided: counted(among.by === 'operator' ? byPeople : decisions),
    approved: counted(['approved']),
    edited: counted(['edited']),
    rejected: counted(['rejected']),
    answered: counted(['answered']),
    automatic: counted(['auto']),
    acceptance: share(sum(pile, signed), people(pile)),
    editRate: share(sum(pile, ['edited']), sum(pile, signed)),
    medianMs: percentile(pile.latencies, 0.5),
  }
}
