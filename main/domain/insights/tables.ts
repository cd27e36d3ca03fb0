import type { Chart, Insights, InsightsTable, Kind, Measure } from '#contract/insights.ts'
import { byteOrderMark, csvRow, type Cell } from '#main/domain/exchange/csv.ts'

/** The tables of a report for a spreadsheet: whole numbers as they are, shares and times rounded, units in the heads. */
export function tableOf(insights: Insights, table: InsightsTable): string {
  const measure = table === 'measures' ? measureRows(insights) : null
  const chart = insights.charts.find(({ id }) => id === table)
  const breakdown = insights.breakdowns.find(({ by }) => by === table)
  const rows = measure ?? (chart === undefined ? breakdownRows(breakdown?.rows ?? []) : chartRows(insights, chart))
  return byteOrderMark + rows.map(csvRow).join('')
}

const fixed = (value: number | null, digits: number): Cell => (value === null ? null : Number(value.toFixed(digits)))

export const unitsOf = (kind: Kind, unit: string, currency: string): string => {
  switch (kind) {
    case 'count':
      return unit
    case 'share':
      return `share of ${unit}`
    case 'time':
      return 'seconds'
    case 'money':
      return currency
    case 'tokens':
      return 'tokens'
  }
}

const cellOf = (kind: Kind, value: number | null): Cell =>
  value === null ? null : kind === 'time' ? fixed(value / 1000, 3) : fixed(value, 4)

function measureRows({ measures, currency, fewest }: Insights): readonly (readonly Cell[])[] {
  const note = ({ tooFew, note: said, of, rows }: Measure): string =>
    [
      ...(tooFew ? [`${(of ?? rows).count}: too few to say (fewer than ${fewest})`] : []),
      ...(said === null ? [] : [said]),
    ].join(' ')
  return [
    [
      'Measure',
      'Value',
      'In',
      'Period before',
      'Rows',
      'Rows it is a share of',
      'Unit of rows',
      'Note',
      'What it counts',
      'Query',
    ],
    ...measures.map((measure) => [
      measure.name,
      cellOf(measure.kind, measure.value),
      unitsOf(measure.kind, measure.unit, currency),
      cellOf(measure.kind, measure.before),
      measure.rows.count,
      measure.of?.count ?? null,
      measure.unit,
      note(measure),
      measure.definition,
      measure.rows.text,
    ]),
  ]
}

const chartRows = ({ days, currency }: Insights, { kind, unit, lines }: Chart): readonly (readonly Cell[])[] => [
  ['Day', ...lines.map(({ name }) => `${name} (${unitsOf(kind, unit, currency)})`)],
  ...days.map(({ day }, index) => [day, ...lines.map(({ values }) => cellOf(kind, values[index] ?? null))]),
]

const breakdownRows = (rows: Insights['breakdowns'][number]['rows']): readonly (readonly Cell[])[] => [
  [
    'Name',
    'Decided (actions)',
    'Approved',
    'Edited',
    'Rejected',
    'Answered',
    'By a rule',
    'Acceptance rate',
    'Edit rate',
    'Median time to decision (seconds)',
    'Query',
  ],
  ...rows.map((row) => [
    row.label,
    row.decided.count,
    row.approved.count,
    row.edited.count,
    row.rejected.count,
    row.answered.count,
    row.automatic.count,
    fixed(row.acceptance, 4),
    fixed(row.editRate, 4),
    cellOf('time', row.medianMs),
    row.decided.text,
  ]),
]
