import { useSyncExternalStore } from 'react'
import { regionalLocale, t } from '#renderer/ui/language.ts'

/** One clock for the whole page: it ticks every `period` while somebody looks, and never per row. */
function createTicker(period: number) {
  const listeners = new Set<() => void>()
  let timer: ReturnType<typeof setInterval> | undefined
  let now = Date.now()
  return {
    subscribe: (listener: () => void) => {
      listeners.add(listener)
      timer ??= setInterval(() => {
        now = Date.now()
        listeners.forEach((tell) => tell())
      }, period)
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0) return
        clearInterval(timer)
        timer = undefined
      }
    },
    read: () => {
      if (timer === undefined) now = Date.now()
      return Math.floor(now / period) * period
    },
  }
}

const seconds = createTicker(1000)
const coarse = createTicker(10_000)

/** The time, renewed every second. */
export const useSeconds = (): number => useSyncExternalStore(seconds.subscribe, seconds.read)
/** The time, renewed every ten seconds: for ages in minutes. */
export const useNow = (): number => useSyncExternalStore(coarse.subscribe, coarse.read)

/** "now", "9 min", "1 h 48", "3 d". */
export function ageWords(milliseconds: number): string {
  const minutes = Math.floor(Math.max(0, milliseconds) / 60_000)
  if (minutes < 1) return t('now')
  if (minutes < 60) return t('{{minutes}} min', { minutes })
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return minutes % 60 === 0 || hours > 9 ? `${hours} ${t('h')}` : `${hours} ${t('h')} ${minutes % 60}`
  return `${Math.floor(hours / 24)} ${t('d')}`
}

/** "4 s ago", "2 min ago". */
export const agoWords = (milliseconds: number): string =>
  milliseconds < 60_000
    ? t('{{seconds}} s ago', { seconds: Math.max(0, Math.floor(milliseconds / 1000)) })
    : t('{{age}} ago', { age: ageWords(milliseconds) })

const clock = new Intl.DateTimeFormat(regionalLocale, { hour: '2-digit', minute: '2-digit' })
const clockSeconds = new Intl.DateTimeFormat(regionalLocale, { hour: '2-digit', minute: '2-digit', second: '2-digit' })
const dayMonth = new Intl.DateTimeFormat(regionalLocale, { day: 'numeric', month: 'long' })
const dayMonthYear = new Intl.DateTimeFormat(regionalLocale, { day: 'numeric', month: 'long', year: 'numeric' })
const shortMonth = new Intl.DateTimeFormat(regionalLocale, { day: 'numeric', month: 'short' })
const shortMonthYear = new Intl.DateTimeFormat(regionalLocale, { day: 'numeric', month: 'short', year: '2-digit' })
const exact = new Intl.DateTimeFormat(regionalLocale, { dateStyle: 'full', timeStyle: 'medium' })

/** "2 November". */
export const dayMonthWords = (at: number | Date): string => dayMonth.format(at)
/** "2 November 2026". */
export const dayMonthYearWords = (at: number | Date): string => dayMonthYear.format(at)
/** "2 Nov". */
export const shortMonthWords = (at: number | Date): string => shortMonth.format(at)
export const clockWords = (at: number): string => clock.format(at)
export const clockSecondWords = (at: number): string => clockSeconds.format(at)
export const exactWords = (at: number): string => exact.format(at)

/** "Today", "Yesterday", "2 November". */
export function dayWords(at: number, now: number): string {
  const days = Math.round((new Date(now).setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / 86_400_000)
  if (days === 0) return t('Today')
  if (days === 1) return t('Yesterday')
  return new Date(at).getFullYear() === new Date(now).getFullYear() ? dayMonth.format(at) : dayMonthYear.format(at)
}

/** "18 Nov"; today by the clock, another year with its number. */
export function shortDayWords(at: number, now: number): string {
  const day = new Date(at)
  const today = new Date(now)
  if (day.toDateString() === today.toDateString()) return clock.format(at)
  return day.getFullYear() === today.getFullYear() ? shortMonth.format(at) : shortMonthYear.format(at)
}

/** A time of day; the exact moment is its title. */
export function ClockTime({ at }: { readonly at: number }) {
  return (
    <time dateTime={new Date(at).toISOString()} title={exact.format(at)}>
      {clock.format(at)}
    </time>
  )
}
