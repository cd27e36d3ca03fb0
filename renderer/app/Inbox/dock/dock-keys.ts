import { theDesk } from '#renderer/connection.ts'
import { makeRule } from '#renderer/app/Inbox/dock/Checks.tsx'
import type { Card } from '#renderer/app/Inbox/dock/use-card.ts'
import { approvalKeys } from '#renderer/app/Inbox/dock/words.ts'
import { askForTest, lessonOf } from '#renderer/state/proposal-test.ts'
import { isTextField, type Runs } from '#renderer/ui/keys.ts'

/** What can be pressed while a decision is open. No key typed into a field elsewhere reaches it. */
export const focusDock = (): void => document.getElementById('decision-dock')?.focus()

export function dockKeys(card: Card, zoom: () => void): Runs {
  const rule = (): void => makeRule(card.proposal.id)
  return {
    ...decideKeys(card),
    ...draftKeys(card),
    ...checkKeys(card),
    ...backKeys(card),
    'decision.zoom': zoom,
    'decision.rule': rule,
    ...(lessonOf(card.proposal) === null ? {} : { 'decision.test': () => askForTest(card.proposal) }),
  }
}

const elsewhere = (event: KeyboardEvent | null): boolean =>
  event !== null &&
  isTextField(event.target) &&
  event.target instanceof Element &&
  event.target.closest('#decision-dock') === null

function decideKeys(card: Card): Runs {
  const { proposal, pending, panel } = card
  if (!card.isOpen || panel !== 'none') return {}
  const later: Runs = proposal.snoozed === null ? { 'decision.later': () => card.setLater(true) } : {}
  const rest: Runs = { 'decision.reject': () => card.setPanel('reject'), ...later }
  // The second signature is given where its proof is asked for, by no key of the card.
  if (!pending) return rest
  return {
    // Between fields a letter is a slip, not a signature: while editing only the chord signs.
    ...(approvalKeys(proposal) === 'single' && !card.editing ? { 'decision.sign': card.approve } : {}),
    'decision.signStrong': (event) => {
      if (!elsewhere(event)) card.approve()
    },
    ...(card.isAct ? {} : { 'decision.edit': card.edit }),
    ...rest,
    ...(proposal.kind === 'tool' && !card.isAct ? { 'decision.answer': () => card.setPanel('answer') } : {}),
  }
}

/** Reply or note, and words of an outdated draft; typed letters stay letters. */
function draftKeys({ proposal, pending, panel, internal, typed, ...card }: Card): Runs {
  if (panel !== 'none') return {}
  const isOver = proposal.state === 'superseded' || proposal.state === 'expired'
  return {
    ...(pending && proposal.kind === 'reply' ? { 'decision.note': () => card.setInternal(!internal) } : {}),
    ...(isOver && typed !== null && (proposal.kind === 'reply' || proposal.kind === 'note')
      ? { 'decision.rebase': card.rebase }
      : {}),
  }
}

function backKeys(card: Card): Runs {
  if (card.panel !== 'none') return { 'decision.back': () => (card.setPanel('none'), focusDock()) }
  return card.editing ? { 'decision.back': () => (card.setEditing(false), focusDock()) } : {}
}

function checkKeys({ proposal, panel, deciding }: Card): Runs {
  if (proposal.state !== 'unknown' || panel !== 'none') return {}
  const check = (): void => {
    void deciding.run(() => theDesk().proposals.resolve({ id: proposal.id, how: 'check' }))
  }
  return {
    'decision.check': (event) => {
      if (!elsewhere(event)) check()
    },
  }
}
