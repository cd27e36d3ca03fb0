import type { Period } from '#contract/insights.ts'
import { AppError } from '#main/kernel/errors.ts'

/** A day by the clock of this machine; not always 24 hours long. */
export type Day = { readonly day: string; readonly from: number; readonly to: number }

const mostDays = 366

const two = (value: number): string => String(value).padStart(2, '0')
const nameOf = (date: Date): string => `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`

/** The midnight that begins the day so many days after another. */
const shifted = (date: Date, days: number): Date => new Date(date.getFullYear(), date.getMonth(), date.getDate() + days)

function dateOf(day: string): Date {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const found = new Date(year, month - 1, date)
  if (nameOf(found) !== day) throw new AppError('invalid_input', `${day} is not a day.`)
  return found
}

/** The days of a period, and as many just before it. */
export function daysOf(
  period: Period,
  now: number,
): { readonly days: readonly Day[]; readonly before: readonly Day[] } {
  const [first, count] = 'last' in period ? lastDays(period.last, now) : fromTo(period.from, period.to)
  return { days: list(first, count), before: list(shifted(first, -count), count) }
}

const lastDays = (count: number, now: number): readonly [Date, number] => [shifted(new Date(now), 1 - count), count]

function fromTo(from: string, to: string): readonly [Date, number] {
  const [first, last] = [dateOf(from), dateOf(to)]
  // Clocks that are set forward or back make it an hour more or less.
  const count = Math.round((last.getTime() - first.getTime()) / 86_400_000) + 1
  if (count < 1) throw new AppError('invalid_input', 'The period ends before it begins.')
  if (count > mostDays) throw new AppError('invalid_input', `A period has at most ${mostDays} days.`)
  return [first, count]
}

const list = (first: Date, count: number): readonly Day[] =>
  Array.from({ length: count }, (_, index) => ({
    day: nameOf(shifted(first, index)),
    from: shifted(first, index).getTime(),
    to: shifted(first, index + 1).getTime(),
  }))
