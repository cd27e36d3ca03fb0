import { z } from 'zod'
import { query } from '#contract/procedure.ts'
import { QueryTextSchema } from '#contract/query.ts'

/**
 * What the record says about the work of agent and people. Every number comes with the query that finds what it counts, and
 * with its unit: an action, a conversation and a call are three things.
 */
const DaySchema = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)

/** Whole days by the clock of the desk: the last so many with today, or from one to another, both included. */
export const PeriodSchema = z.union([
  z.object({ last: z.number().int().min(1).max(366) }),
  z.object({ from: DaySchema, to: DaySchema }),
])
export type Period = z.infer<typeof PeriodSchema>

export const UnitSchema = z.enum(['actions', 'conversations', 'calls'])
export type Unit = z.infer<typeof UnitSchema>

/** count: how many · share: 0 to 1 · time: ms · money: of `currency` · tokens. */
export const KindSchema = z.enum(['count', 'share', 'time', 'money', 'tokens'])
export type Kind = z.infer<typeof KindSchema>

/** So many, and the query that finds exactly them; null: nothing finds them. */
export const CountedSchema = z.object({ count: z.number().int(), text: QueryTextSchema.nullable() })
export type Counted = z.infer<typeof CountedSchema>

export const MeasureIdSchema = z.enum([
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
])
export type MeasureId = z.infer<typeof MeasureIdSchema>

export const MeasureSchema = z.object({
  id: MeasureIdSchema,
  name: z.string(),
  unit: UnitSchema,
  kind: KindSchema,
  /** What it counts, in sentences that are shown. */
  definition: z.string(),
  /** Null: nothing to say it of, or too few. */
  value: z.number().nullable(),
  /** The same in as many days just before. */
  before: z.number().nullable(),
  rows: CountedSchema,
  /** What a share is a share of, and what a time or a sum is made of. */
  of: CountedSchema.nullable(),
  /** There are some, and too few of them to say anything. */
  tooFew: z.boolean(),
  /** What is not known, or not over yet; in words. */
  note: z.string().nullable(),
})
export type Measure = z.infer<typeof MeasureSchema>

const LineSchema = z.object({
  name: z.string(),
  /** One for each day. Null: that day has none. */
  values: z.array(z.number().nullable()),
  /** With the day's `text` it finds what one value counts; null: there is no such query. */
  text: QueryTextSchema.nullable(),
})

export const ChartIdSchema = z.enum(['decisions', 'times', 'closed'])
export const ChartSchema = z.object({
  id: ChartIdSchema,
  name: z.string(),
  unit: UnitSchema,
  kind: KindSchema,
  lines: z.array(LineSchema).max(5),
})
export type Chart = z.infer<typeof ChartSchema>

export const GroupedBySchema = z.enum(['tool', 'version', 'rule', 'operator'])
export type GroupedBy = z.infer<typeof GroupedBySchema>

export const GroupRowSchema = z.object({
  label: z.string(),
  decided: CountedSchema,
  approved: CountedSchema,
  edited: CountedSchema,
  rejected: CountedSchema,
  answered: CountedSchema,
  automatic: CountedSchema,
  /** Shares of 0 to 1; null: too few. */
  acceptance: z.number().nullable(),
  editRate: z.number().nullable(),
  medianMs: z.number().nullable(),
})
export type GroupRow = z.infer<typeof GroupRowSchema>

export const BreakdownSchema = z.object({
  by: GroupedBySchema,
  name: z.string(),
  rows: z.array(GroupRowSchema),
  /** Groups with fewer actions that are not listed. */
  leftOut: z.number().int(),
})
export type Breakdown = z.infer<typeof BreakdownSchema>

export const InsightsSchema = z.object({
  /** Epoch ms, `to` not included; and each day as it is called, with the query of its moments. */
  period: z.object({ from: z.number(), to: z.number() }),
  days: z.array(z.object({ day: DaySchema, text: QueryTextSchema })),
  currency: z.string(),
  /** Fewer than these say nothing. */
  fewest: z.number().int(),
  measures: z.array(MeasureSchema),
  charts: z.array(ChartSchema),
  breakdowns: z.array(BreakdownSchema),
  /** So many conversations are not looked through yet; null: all are. */
  behind: z.object({ left: z.number().int() }).nullable(),
  tookMs: z.number(),
})
export type Insights = z.infer<typeof InsightsSchema>

/** measures, charts and breakdowns as tables. */
export const InsightsTableSchema = z.enum(['measures', ...ChartIdSchema.options, ...GroupedBySchema.options])
export type InsightsTable = z.infer<typeof InsightsTableSchema>

export const insights = {
  read: query(z.object({ period: PeriodSchema }), InsightsSchema),
  /** One of the tables for a spreadsheet; nothing in it can be taken for a formula. */
  csv: query(
    z.object({ period: PeriodSchema, table: InsightsTableSchema }),
    z.object({ name: z.string(), text: z.string() }),
  ),
} as const
