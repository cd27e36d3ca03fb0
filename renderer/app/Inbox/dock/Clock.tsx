import { Lock, Timer } from 'lucide-react'
import { useState } from 'react'
import type { Proposal } from '#contract/proposal.ts'
import { expiryWords, extendedMinutes, restWords } from '#renderer/app/Inbox/dock/waiting-words.ts'
import type { Card } from '#renderer/app/Inbox/dock/use-card.ts'
import { Menu, type Choice } from '#renderer/ui/Menu.tsx'
import { ageWords, useNow } from '#renderer/ui/Time.tsx'
import { stateWords } from '#renderer/ui/words.ts'
import { t } from '#renderer/ui/language.ts'

/** How long it has waited or may wait, and what happens then. Text, never only a ring; it decides nothing. */
export function clockText(proposal: Proposal, now: number): string {
  switch (proposal.state) {
    case 'received':
    case 'pending':
    case 'awaiting_second':
      if (proposal.snoozed !== null)
        return t('{{snoozed}}, by {{by}}', { snoozed: restWords(proposal.snoozed, now), by: proposal.snoozed.by })
      if (proposal.expiresAt !== null) return expiryWords(proposal.expiresAt, now)
      return now - proposal.proposedAt < 60_000
        ? t('Proposed just now, never runs by itself')
        : t('Waiting {{age}}, never runs by itself', { age: ageWords(now - proposal.proposedAt) })
    case 'unknown':
      return t('Held until someone answers')
    case 'scheduled':
      return proposal.dueAt === null ? t('Signed, on its way') : t('Signed, can still be taken back')
    case 'executing':
      return t('Request under way')
    default:
      return `${stateWords[proposal.state]} ${now - proposal.updatedAt < 60_000 ? t('just now') : t('{{age}} ago', { age: ageWords(now - proposal.updatedAt) })}`
  }
}

const more: readonly (Choice & { readonly minutes: number | null })[] = [
  { id: 'quarter', label: t('15 minutes more'), minutes: 15 },
  { id: 'hour', label: t('1 hour more'), minutes: 60 },
  { id: 'day', label: t('1 day more'), minutes: 24 * 60 },
  { id: 'none', label: t('No deadline'), hint: t('waits as long as it takes'), minutes: null },
]

/** Adds to what is left, so that nobody shortens it by asking for more. */
function MoreTime({ card }: { readonly card: Card }) {
  const [isOpen, setOpen] = useState(false)
  const { expiresAt } = card.proposal
  return (
    <Menu
      label={t('More time')}
      className="dock-more-time"
      choices={more}
      isOpen={isOpen}
      onOpenChange={setOpen}
      onChoose={(id) => {
        const minutes = more.find((choice) => choice.id === id)?.minutes ?? null
        card.extend(minutes === null ? null : extendedMinutes(expiresAt, Date.now(), minutes))
      }}
    >
      {t('More time')}
    </Menu>
  )
}

export function Clock({ card }: { readonly card: Card }) {
  const { proposal } = card
  const now = useNow()
  const canExtend = card.pending && proposal.expiresAt !== null && proposal.snoozed === null
  return (
    <span className="dock-clock">
      {proposal.state === 'unknown' ? <Lock /> : <Timer />}
      <span>{clockText(proposal, now)}</span>
      {canExtend ? <MoreTime card={card} /> : null}
    </span>
  )
}
