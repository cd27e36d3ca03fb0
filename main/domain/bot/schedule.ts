import type { Schedule } from '#contract/batch-test.ts'

const minute = 60_000
const hour = 60 * minute

/**
 * The first time after `after` (milliseconds since 1970) that a schedule names, in local time. Daily times stay at their time of
 * day when clocks change; one that a change skips comes as much later.
 */
export function nextTime(schedule: Schedule, after: number): number {
  if (schedule.every === 'hours') return after + schedule.hours * hour
  const [hours = 0, minutes = 0] = schedule.at.split(':').map(Number)
  const day = new Date(after)
  for (let ahead = 0; ahead <= 8; ahead += 1) {
    const at = new Date(day.getFullYear(), day.getMonth(), day.getDate() + ahead, hours, minutes)
    if (at.getTime() <= after) continue
    if (schedule.every === 'week' && at.getDay() !== schedule.weekday) continue
    return at.getTime()
  }
  return after + 7 * 24 * hour
}
