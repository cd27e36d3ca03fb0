import { weekdays, type Condition } from '#contract/policy-condition.ts'

type Hours = Extract<Condition, { field: 'hours' }>
type Moment = { readonly day: number; readonly minute: number }

/** Whether a moment lies in the hours of a rule, by the clock on the wall of its time zone. */
export function compileHours(hours: Hours): (at: number) => boolean {
  const [from, to] = [minuteOf(hours.from), minuteOf(hours.to)]
  const days = new Set(hours.days.map((day) => weekdays.indexOf(day)))
  const look = wallClock(hours.timeZone)
  const isInside = ({ day, minute }: Moment): boolean => {
    if (from < to) return days.has(day) && minute >= from && minute < to
    // Past midnight the hours still belong to the day they began on.
    return (days.has(day) && minute >= from) || (days.has((day + 6) % 7) && minute < to)
  }
  return (at) => isInside(look(at)) === (hours.op === 'inside')
}

export function isTimeZone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

/** Minutes since midnight of HH:MM. */
export const minuteOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))

const clocks = new Map<string, (at: number) => Moment>()

/** Many rules share a zone and are asked about the same moment. */
function wallClock(timeZone: string): (at: number) => Moment {
  const known = clocks.get(timeZone)
  if (known !== undefined) return known
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  let last: { readonly at: number; readonly moment: Moment } | null = null
  const look = (at: number): Moment => {
    if (last?.at === at) return last.moment
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]))
    const day = weekdays.findIndex((name) => name === parts.get('weekday')?.toLowerCase())
    const moment = { day, minute: Number(parts.get('hour')) * 60 + Number(parts.get('minute')) }
    last = { at, moment }
    return moment
  }
  clocks.set(timeZone, look)
  return look
}
