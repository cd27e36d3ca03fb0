import type { Kind, Measure, Unit } from '#contract/insights.ts'
import { transcriptsAddress } from '#renderer/state/address.ts'
import { shortMonthWords } from '#renderer/ui/Time.tsx'
import { locale, regionalLocale, t } from '#renderer/ui/language.ts'
import { numberWords } from '#renderer/ui/numbers.ts'

/** Numbers of the insights as they are read. */
const compact = new Intl.NumberFormat(regionalLocale, { notation: 'compact', maximumFractionDigits: 1 })
const longDayName = new Intl.DateTimeFormat(regionalLocale, {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
})

/** None of these is 24 hours off: the day is taken by its own numbers. */
const dateOf = (day: string): Date => {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  return new Date(year, month - 1, date)
}
export const shortDay = (day: string): string => shortMonthWords(dateOf(day))
export const longDay = (day: string): string => longDayName.format(dateOf(day))

const oneDecimal = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 })
export const percent = (value: number): string => `${oneDecimal.format(value * 100)} %`

export function duration(ms: number): string {
  if (ms === 0) return '0 s'
  if (ms < 1000) return t('{{ms}} ms', { ms: Math.round(ms) })
  if (ms < 60_000) return `${numberWords(Math.round(ms / 100) / 10)} s`
  const seconds = Math.round(ms / 1000)
  const [minutes, hours, days] = [Math.floor(seconds / 60), Math.floor(seconds / 3600), Math.floor(seconds / 86_400)]
  const two = (large: number, small: number, units: readonly [string, string]) =>
    small === 0 ? `${large} ${units[0]}` : `${large} ${units[0]} ${small} ${units[1]}`
  if (hours === 0) return two(minutes, seconds % 60, ['min', 's'])
  if (days === 0) return two(hours, minutes % 60, ['h', 'min'])
  return two(days, hours % 24, ['d', 'h'])
}

const money = (value: number, currency: string): string =>
  new Intl.NumberFormat(regionalLocale, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }).format(value)

export function figure(kind: Kind, value: number, currency: string): string {
  switch (kind) {
    case 'count':
      return numberWords(value)
    case 'share':
      return percent(value)
    case 'time':
      return duration(value)
    case 'money':
      return money(value, currency)
    case 'tokens':
      return value < 10_000 ? numberWords(value) : compact.format(value)
  }
}

/** "Up 3.1 points from 80.2 %". Null: there is nothing to compare with. */
export function change({ kind, value, before }: Measure, currency: string): string | null {
  if (value === null || before === null) return null
  const from = figure(kind, before, currency)
  const by = Math.abs(value - before)
  const step = kind === 'share' ? t('{{by}} points', { by: oneDecimal.format(by * 100) }) : figure(kind, by, currency)
  if (figure(kind, value, currency) === from) return t('The same as before')
  return value > before
    ? t('Up {{step}} from {{from}}', { step, from })
    : t('Down {{step}} from {{from}}', { step, from })
}

const units: Readonly<Record<Unit, readonly [string, string]>> = {
  actions: [t('action'), t('actions')],
  conversations: [t('conversation'), t('conversations')],
  calls: [t('call'), t('calls')],
}
export const unitName = (unit: Unit, of: number): string => units[unit][of === 1 ? 0 : 1]

/** The address that finds in Transcripts what was counted. */
export const rowsAddress = (text: string): string =>
  transcriptsAddress({ text, order: null, conversationId: null, entryId: null })
