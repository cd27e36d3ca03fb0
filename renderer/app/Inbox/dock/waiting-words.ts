import type { Proposal } from '#contract/proposal.ts'
import { clockWords, shortMonthWords } from '#renderer/ui/Time.tsx'
import { t } from '#renderer/ui/language.ts'

/** The words of time: what leaves when, until when something waits, until when it was put off. They tell, and decide nothing. */
const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/** "45 s", "9 min", "3 h 40 min", "2 d 4 h". Rounded down: nobody is promised more time than there is. */
export function durationWords(milliseconds: number): string {
  const left = Math.max(0, milliseconds)
  if (left < minute) return `${Math.floor(left / second)} s`
  if (left < hour) return t('{{minutes}} min', { minutes: Math.floor(left / minute) })
  const [big, small, one, other] = left < day ? [hour, minute, t('h'), t('min')] : [day, hour, t('d'), t('h')]
  const rest = Math.floor((left % big) / small)
  return `${Math.floor(left / big)} ${one}${rest === 0 ? '' : ` ${rest} ${other}`}`
}

/** Words are sent, anything else is run. */
const isSent = (kind: Proposal['kind']): boolean => kind === 'reply' || kind === 'note'

/** "Sending in 9 s". */
export function leavingWords({ kind }: Pick<Proposal, 'kind'>, dueAt: number, now: number): string {
  const left = dueAt - now
  if (left < second) return isSent(kind) ? t('Sending now') : t('Running now')
  const words = left < 2 * minute ? `${Math.floor(left / second)} s` : durationWords(left)
  return isSent(kind) ? t('Sending in {{words}}', { words }) : t('Running in {{words}}', { words })
}

/** What happens at the deadline stands beside it: an expiry is never a yes. */
export function expiryWords(expiresAt: number, now: number): string {
  const left = expiresAt - now
  if (left <= 0) return t('Expires now, it is not run')
  return t('Expires in {{time}}, then it is not run', {
    time: left < minute ? t('less than a minute') : durationWords(left),
  })
}

/** "14:30", "tomorrow 9:00", "12 Nov 9:00". */
export function momentWords(at: number, now: number): string {
  const days = Math.round((startOfDay(at) - startOfDay(now)) / day)
  const clock = clockWords(at)
  if (days === 0) return clock
  if (days === 1) return t('tomorrow {{clock}}', { clock })
  return `${shortMonthWords(at)} ${clock}`
}

const startOfDay = (at: number): number => new Date(at).setHours(0, 0, 0, 0)

const eventWords = {
  customer_writes: t('the customer writes'),
  anything_changes: t('the conversation changes'),
} as const

/** "Put off until 14:30, or the customer writes". */
export function restWords({ until, event }: NonNullable<Proposal['snoozed']>, now: number): string {
  const ends = [...(until === null ? [] : [momentWords(until, now)]), ...(event === null ? [] : [eventWords[event]])]
  const [first = '', second] = ends
  return t('Put off until {{ends}}', {
    ends: second === undefined ? first : t('{{moment}}, or {{event}}', { moment: first, event: second }),
  })
}

/** Minutes from now that add `more` to what is left, so that more time is never less. */
export const extendedMinutes = (expiresAt: number | null, now: number, more: number): number =>
  Math.ceil(Math.max(0, (expiresAt ?? now) - now) / minute) + more

/** Minutes to the given hour of the next day, by the clock on the wall. */
export const minutesToTomorrow = (now: number, atHour: number): number => {
  const then = new Date(now)
  then.setDate(then.getDate() + 1)
  then.setHours(atHour, 0, 0, 0)
  return Math.max(1, (then.getTime() - now) / minute)
}

/** Minutes to the given hour of today; null where it is past, or so near that nobody would mean it. */
export function minutesToAfternoon(now: number, atHour: number): number | null {
  const minutes = (new Date(now).setHours(atHour, 0, 0, 0) - now) / minute
  return minutes < 30 ? null : minutes
}

/** How much of its window is left, from 1 to 0. */
export function shareLeft({ dueAt, decision, updatedAt }: Proposal, now: number): number {
  if (dueAt === null) return 0
  const whole = dueAt - (decision?.at ?? updatedAt)
  return whole <= 0 ? 0 : Math.min(1, Math.max(0, (dueAt - now) / whole))
}

/** Who signed first of two, and whether this person may sign second. */
export function secondSignature(
  { state, signatures }: Pick<Proposal, 'state' | 'signatures'>,
  operator: string,
): { readonly first: string; readonly at: number; readonly isOwn: boolean } | null {
  const [first] = signatures
  if (state !== 'awaiting_second' || first === undefined) return null
  return { first: first.signer.name, at: first.at, isOwn: first.signer.name === operator }
}
