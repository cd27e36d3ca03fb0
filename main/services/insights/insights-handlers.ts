import type { Insights, insights, Period } from '#contract/insights.ts'
import { fewest } from '#main/domain/insights/measures.ts'
import { createQueries } from '#main/domain/insights/queries.ts'
import { tableOf } from '#main/domain/insights/tables.ts'
import type { Desk } from '#main/services/desk.ts'
import { daysOf } from '#main/services/insights/days.ts'
import type { Handlers } from '#rpc/serve.ts'

/** The record in numbers, by days of this machine's clock. */
export function insightsHandlers(desk: Pick<Desk, 'store' | 'clock'>): Handlers<typeof insights> {
  const read = async (period: Period): Promise<Insights> => {
    const began = desk.clock.monotonic()
    const now = Math.floor(desk.clock.now())
    const { days, before } = daysOf(period, now)
    const offsetMinutes = -new Date(now).getTimezoneOffset()
    const { left, ...report } = await desk.store.insights({
      days,
      before: { from: before[0]?.from ?? 0, to: days[0]?.from ?? 0 },
      now,
      offsetMinutes,
    })
    const queries = createQueries({ offsetMinutes })
    return {
      ...report,
      period: { from: days[0]?.from ?? 0, to: days.at(-1)?.to ?? 0 },
      days: days.map(({ day, ...span }) => ({ day, text: queries.moments(span) })),
      currency: 'USD',
      fewest,
      behind: left === 0 ? null : { left },
      tookMs: desk.clock.monotonic() - began,
    }
  }
  return {
    read: ({ period }) => read(period),
    csv: async ({ period, table }) => {
      const found = await read(period)
      const [first, last] = [found.days[0]?.day ?? '', found.days.at(-1)?.day ?? '']
      return { name: `insights-${table}-${first}-to-${last}.csv`, text: tableOf(found, table) }
    },
  }
}
