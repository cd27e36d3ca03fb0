import { theDesk } from '#renderer/connection.ts'
import type { Card } from '#renderer/app/Inbox/dock/use-card.ts'
import { approvalKeys } from '#renderer/app/Inbox/dock/words.ts'
import { isTextField, type KeyMap } from '#renderer/ui/keys.ts'

/** What can be pressed while a decision is open. No key typed into a field elsewhere reaches it. */
export const focusDock = (): void => document.getElementById('decision-dock')?.focus()

export function dockKeys(card: Card, zoom: () => void): KeyMap {
  return {
    ...decideKeys(card),
    ...checkKeys(card),
    ...backKeys(card),
    'Shift+Z': { label: 'Zoom the decision', run: zoom },
  }
}

const elsewhere = (event: KeyboardEvent): boolean =>
  isTextField(event.target) && event.target instanceof Element && event.target.closest('#decision-dock') === null

function decideKeys(card: Card): KeyMap {
  const { proposal, pending, panel } = card
  if (!card.isOpen || panel !== 'none') return {}
  const later: KeyMap = proposal.snoozed === null ? { h: { label: 'Later', run: () => card.setLater(true) } } : {}
  const rest: KeyMap = { r: { label: 'Reject', run: () => card.setPanel('reject') }, ...later }
  // The second signature is given where its proof is asked for, by no key of the card.
  if (!pending) return rest
  return {
    // Between fields a letter is a slip, not a signature: while editing only the chord signs.
    ...(approvalKeys(proposal) === 'single' && !card.editing ? { a: { label: 'Approve', run: card.approve } } : {}),
    'Mod+Enter': {
      label: 'Approve, send',
      run: (event) => {
        if (!elsewhere(event)) card.approve()
      },
    },
    e: { label: 'Edit', run: card.edit },
    ...rest,
    ...(proposal.kind === 'tool' ? { w: { label: 'Answer for the tool', run: () => card.setPanel('answer') } } : {}),
  }
}

function backKeys(card: Card): KeyMap {
  if (card.panel !== 'none') return { Escape: { label: 'Back', run: () => (card.setPanel('none'), focusDock()) } }
  return card.editing ? { Escape: { label: 'Stop editing', run: () => (card.setEditing(false), focusDock()) } } : {}
}

function checkKeys({ proposal, panel, deciding }: Card): KeyMap {
  if (proposal.state !== 'unknown' || panel !== 'none') return {}
  const check = (): void => {
    void deciding.run(() => theDesk().proposals.resolve({ id: proposal.id, how: 'check' }))
  }
  return {
    'Mod+Enter': {
      label: 'Check again',
      run: (event) => {
        if (!elsewhere(event)) check()
      },
    },
  }
}
