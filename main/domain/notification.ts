import type { Note } from '#contract/notification.ts'
import type { Level, NotificationSettings } from '#contract/preferences.ts'
import type { Proposal } from '#contract/proposal.ts'
import { minuteOf } from '#main/domain/policy/hours.ts'
import { capText, showOnOneLine } from '#main/domain/visible.ts'

/** What is worth a notification, and what it says. */
export type Waiting = Pick<Proposal, 'id' | 'risk' | 'state'>

/** `minute` of the day, by the clock on the wall. From and to the same: never. */
export function isQuiet({ on, from, to }: NotificationSettings['quietHours'], minute: number): boolean {
  const [start, end] = [minuteOf(from), minuteOf(to)]
  if (!on || start === end) return false
  return start < end ? minute >= start && minute < end : minute >= start || minute < end
}

const risks = ['R0', 'R1', 'R2', 'R3', 'R4'] as const

export function levelOf({ state, risk }: Waiting, levels: NotificationSettings['levels']): Level {
  if (state === 'unknown') return levels.unknown
  const level = levels[risks[risk]]
  // One person has signed already: it waits for somebody else.
  return state === 'awaiting_second' && level !== 'silent' ? 'digest' : level
}

type Kind = 'unknown' | (typeof risks)[number]
const kindOf = ({ state, risk }: Waiting): Kind => (state === 'unknown' ? 'unknown' : risks[risk])
const urgency: readonly Kind[] = ['unknown', 'R4', 'R3', 'R2', 'R1', 'R0']

const single: Readonly<Record<Kind, string>> = {
  unknown: 'An action needs checking',
  R4: 'A decision that cannot be undone waits',
  R3: 'A decision about money or an account waits',
  R2: 'A decision the customer will see waits',
  R1: 'An internal decision waits',
  R0: 'A lookup waits',
}
const counted: Readonly<Record<Kind, string>> = {
  unknown: 'to check',
  R4: 'that cannot be undone',
  R3: 'about money or an account',
  R2: 'the customer will see',
  R1: 'internal',
  R0: 'to look something up',
}

/** What it is about in names and amounts: only where somebody asked for that. */
export type Preview = { readonly title: string; readonly customer: string }

type Telling = {
  readonly level: Note['level']
  readonly again: boolean
  /** Of the most urgent one. */
  readonly preview: Preview | null
}

export const mostUrgent = (waiting: readonly Waiting[]): Waiting | null =>
  waiting.toSorted((one, two) => urgency.indexOf(kindOf(one)) - urgency.indexOf(kindOf(two)))[0] ?? null

/** One note for all that came together; null where nothing did. */
export function noteOf(waiting: readonly Waiting[], { level, again, preview }: Telling): Note | null {
  const first = mostUrgent(waiting)
  if (first === null) return null
  const still = again ? 'Still waiting: ' : ''
  const told = { level, again, proposalId: level === 'digest' ? null : first.id }
  if (waiting.length > 1) {
    const kinds = urgency.flatMap((kind) => {
      const count = waiting.filter((one) => kindOf(one) === kind).length
      return count === 0 ? [] : [`${count} ${counted[kind]}`]
    })
    return { ...told, title: `${still}${waiting.length} decisions`, body: `Waiting: ${kinds.join(', ')}.` }
  }
  const what = single[kindOf(first)]
  if (preview !== null) {
    const title = capText(`${still}${showOnOneLine(preview.title)}`, 100)
    return { ...told, title, body: capText(`${what}. For ${showOnOneLine(preview.customer)}.`, 200) }
  }
  const body =
    first.state === 'unknown'
      ? 'It may have happened. Nothing is sent again until somebody looks.'
      : 'Open Countersign to read it.'
  return { ...told, title: again ? `${still}${what.charAt(0).toLowerCase()}${what.slice(1)}` : what, body }
}
