/** Days and moments as people type them, by a clock and a place on earth that are given. */
export type Here = {
  /** Epoch ms. */
  readonly now: number
  /** What the clock on the wall is ahead of UTC. */
  readonly offsetMinutes: number
}

const day = 86_400_000
const latest = Date.UTC(9999, 0)

export const momentForm = 'a day such as 2026-01-01, a month such as 2026-01, today, yesterday, -7d or -3h'

/** A day, month or year is the moment it begins. Null: it is no moment. */
export function readMoment(typed: string, here: Here): number | null {
  const text = typed.toLowerCase()
  const shift = here.offsetMinutes * 60_000
  const startOfToday = Math.floor((here.now + shift) / day) * day - shift
  if (text === 'now') return here.now
  if (text === 'today') return startOfToday
  if (text === 'yesterday') return startOfToday - day
  if (text === 'tomorrow') return startOfToday + day
  const at = readAgo(text, here, shift) ?? readDate(text, shift)
  return at === null || at < 0 || at >= latest ? null : at
}

const ago = /^-(?<count>\d{1,6})(?<unit>min|mo|m|h|d|w|y)$/u
const lengths: Readonly<Record<string, number>> = { m: 60_000, min: 60_000, h: 3_600_000, d: day, w: 7 * day }

/** Minutes to weeks are as long as they are; months and years go by the calendar. */
function readAgo(text: string, { now }: Here, shift: number): number | null {
  const { count, unit } = ago.exec(text)?.groups ?? {}
  if (count === undefined || unit === undefined) return null
  const length = lengths[unit]
  if (length !== undefined) return now - Number(count) * length
  const local = new Date(now + shift)
  const months = local.getUTCFullYear() * 12 + local.getUTCMonth() - Number(count) * (unit === 'y' ? 12 : 1)
  const [year, month] = [Math.floor(months / 12), ((months % 12) + 12) % 12]
  if (year < 1970) return null
  const date = Math.min(local.getUTCDate(), new Date(Date.UTC(year, month + 1, 0)).getUTCDate())
  return Date.UTC(year, month, date) + (local.getTime() % day) - shift
}

const date =
  /^(?<year>\d{4})(?:-(?<month>\d{2})(?:-(?<date>\d{2})(?:[t ](?<hour>\d{2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:\.(?<part>\d{1,3}))?)?(?<zone>z|[+-]\d{2}:\d{2})?)?)?)?$/u

function readDate(text: string, shift: number): number | null {
  const { groups } = date.exec(text) ?? {}
  if (groups === undefined) return null
  const part = (name: string, absent: number) => Number(groups[name] ?? absent)
  const [year, month, dayOfMonth] = [part('year', 0), part('month', 1), part('date', 1)]
  const [hour, minute, second] = [part('hour', 0), part('minute', 0), part('second', 0)]
  const isThere =
    year >= 1970 && month >= 1 && month <= 12 && hour < 24 && minute < 60 && second < 60 && dayOfMonth >= 1
  if (!isThere || dayOfMonth > new Date(Date.UTC(year, month, 0)).getUTCDate()) return null
  const wall = Date.UTC(
    year,
    month - 1,
    dayOfMonth,
    hour,
    minute,
    second,
    Number((groups['part'] ?? '0').padEnd(3, '0')),
  )
  return wall - (groups['zone'] === undefined ? shift : zoneShift(groups['zone']))
}

function zoneShift(zone: string): number {
  if (zone === 'z') return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4))
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000
}

/** The shortest text that is read as the same moment. */
export function writeMoment(at: number, offsetMinutes: number): string {
  const wall = at + offsetMinutes * 60_000
  if (wall >= 0 && wall % day === 0) return new Date(wall).toISOString().slice(0, 10)
  return new Date(at).toISOString()
}
