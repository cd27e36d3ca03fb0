import type { QueueItem } from '#contract/queue-item.ts'
import { momentWords } from '#renderer/app/Inbox/dock/waiting-words.ts'
import { ageWords } from '#renderer/ui/Time.tsx'
import { t } from '#renderer/ui/language.ts'

/** Why a row stands where it does: in a chip, and in a whole sentence for whoever asks. */
type Told = Pick<QueueItem, 'urgency' | 'risk' | 'waitingSince' | 'proposedAt' | 'snoozed'>

const hour = 60 * 60_000
const wakes = { customer_writes: t('the customer writes'), anything_changes: t('the conversation changes') } as const

/** At most a few words; null: nothing presses. */
export function reasonChip(item: Told, now: number): string | null {
  const { cause, at } = item.urgency
  const left = at - now
  switch (cause) {
    case 'unknown':
      return t('may have happened')
    case 'hold':
      return t('caller waiting')
    case 'later':
      return t('until {{when}}', { when: wakeWords(item, now) })
    case 'reply':
      if (left <= 0) return t('waiting {{age}}', { age: ageWords(now - (item.waitingSince ?? item.proposedAt)) })
      return left <= hour ? t('reply due in {{left}}', { left: soonWords(left) }) : stake(item)
    case 'expiry':
      return left <= hour ? t('expires in {{left}}', { left: soonWords(left) }) : stake(item)
    case 'tier':
      return stake(item) ?? (left <= 0 ? t('waiting {{age}}', { age: ageWords(now - item.proposedAt) }) : null)
  }
}

/** What is at stake says enough by itself. */
const stake = ({ risk }: Told): string | null => (risk === 4 ? t('cannot be undone') : risk === 3 ? t('money') : null)

const soonWords = (left: number): string => (left < 60_000 ? t('under 1 min') : ageWords(left))

function wakeWords({ snoozed }: Told, now: number): string {
  const until = snoozed?.until ?? null
  if (until !== null) return momentWords(until, now)
  return snoozed?.event === null || snoozed === null ? t('somebody takes it up') : wakes[snoozed.event]
}

/** One sentence: what puts it in this place. */
export function reasonSentence(item: Told, now: number): string {
  const when = momentWords(item.urgency.at, now)
  switch (item.urgency.cause) {
    case 'unknown':
      return t('First, because it may have happened')
    case 'hold':
      return t('Before the rest, because the customer waits on the phone')
    case 'later':
      return t('Put off until {{ends}}', { ends: wakeWords(item, now) })
    case 'reply':
      return t('By when the customer’s answer is due: {{when}}', { when })
    case 'expiry':
      return t('By when it expires: {{when}}', { when })
    case 'tier':
      return t('By when a decision of its tier is due: {{when}}', { when })
  }
}
