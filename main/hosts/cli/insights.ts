import type { GroupedBy, Insights, InsightsTable, Kind, Measure, Period } from '#contract/insights.ts'
import { InsightsTableSchema } from '#contract/insights.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Call, Command } from '#main/hosts/cli/command.ts'
import { clip, oneLine, table } from '#main/hosts/cli/print.ts'
import { chosen, wholeNumber } from '#main/hosts/cli/read.ts'

/** insights */

const groups = ['tool', 'version', 'rule', 'operator'] as const satisfies readonly GroupedBy[]

const percent = (value: number): string => `${(value * 100).toFixed(1)} %`

const duration = (ms: number): string => {
  if (ms < 1000) return `${Math.round(ms)} ms`
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return `${(ms / 1000).toFixed(1)} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`
}

function say(kind: Kind, value: number | null, currency: string): string {
  if (value === null) return '-'
  switch (kind) {
    case 'share':
      return percent(value)
    case 'time':
      return duration(value)
    case 'money':
      return `${value.toFixed(2)} ${currency}`
    case 'count':
    case 'tokens':
      return value.toLocaleString('en')
  }
}

const rowsOf = ({ kind, rows, of, unit }: Measure): string =>
  kind === 'share' && of !== null ? `${rows.count} of ${of.count} ${unit}` : `${rows.count} ${unit}`

const valueOf = (measure: Measure, currency: string): string =>
  measure.tooFew ? 'too few to say' : say(measure.kind, measure.value, currency)

function describe(found: Insights, by: GroupedBy): string {
  const { measures, breakdowns, days, currency, behind } = found
  const group = breakdowns.find((one) => one.by === by)
  const asRate = (value: number | null): string => (value === null ? '-' : percent(value))
  return [
    `${days[0]?.day ?? ''} to ${days.at(-1)?.day ?? ''}`,
    '',
    table(
      ['MEASURE', 'VALUE', 'BEFORE', 'ROWS', 'NOTE'],
      measures.map((measure) => [
        measure.name,
        valueOf(measure, currency),
        say(measure.kind, measure.before, currency),
        rowsOf(measure),
        measure.note ?? '',
      ]),
    ),
    '',
    table(
      [
        by.toUpperCase(),
        'DECIDED',
        'APPROVED',
        'EDITED',
        'REJECTED',
        'ANSWERED',
        'BY RULE',
        'ACCEPTED',
        'EDIT RATE',
        'MEDIAN',
      ],
      (group?.rows ?? []).map((row) => [
        clip(row.label, 48),
        String(row.decided.count),
        String(row.approved.count),
        String(row.edited.count),
        String(row.rejected.count),
        String(row.answered.count),
        String(row.automatic.count),
        asRate(row.acceptance),
        asRate(row.editRate),
        row.medianMs === null ? '-' : duration(row.medianMs),
      ]),
    ),
    ...(behind === null ? [] : ['', oneLine(`${behind.left} conversations are not looked through yet.`)]),
  ].join('\n')
}

function periodOf(call: Call): Period {
  const [since, until, last] = [call.option('since'), call.option('until'), call.option('last')]
  if (since === undefined && until === undefined) return { last: wholeNumber(last ?? '30', '--last', 366) }
  if (last !== undefined) throw new AppError('invalid_input', '--last stands alone, or --since and --until do.')
  const day = /^\d{4}-\d{2}-\d{2}$/
  for (const [name, word] of [
    ['--since', since],
    ['--until', until],
  ] as const) {
    if (word === undefined || !day.test(word))
      throw new AppError('invalid_input', `${name} takes a day such as 2026-01-31.`)
  }
  return { from: since ?? '', to: until ?? '' }
}

const tableNamed = (word: string): InsightsTable => chosen(word, InsightsTableSchema.options, '--csv')

const show: Command = {
  words: 'insights',
  operands: [],
  options: {
    last: { type: 'string', value: 'DAYS', help: 'the last so many days, today included (30)' },
    since: { type: 'string', value: 'DAY', help: 'the first day, together with --until' },
    until: { type: 'string', value: 'DAY', help: 'the last day' },
    by: { type: 'string', value: groups.join('|'), help: 'what the actions are grouped by (tool)' },
    csv: { type: 'string', value: InsightsTableSchema.options.join('|'), help: 'print this table as CSV' },
  },
  help: 'Acceptance, edits, time to decision, durable resolution and cost, each with the query that finds its rows.',
  workspace: 'any',
  run: async (desk, call) => {
    const period = periodOf(call)
    const csv = call.option('csv')
    if (csv !== undefined) {
      const file = await desk.insights.csv({ period, table: tableNamed(csv) })
      return { json: file, text: file.text.replace(/^\uFEFF/u, '').trimEnd() }
    }
    const by = chosen(call.option('by') ?? 'tool', groups, '--by')
    const found = await desk.insights.read({ period })
    return { json: found, text: describe(found, by) }
  },
}

export const insightsCommands: readonly Command[] = [show]
