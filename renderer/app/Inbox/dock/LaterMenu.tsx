import { minutesToTomorrow } from '#renderer/app/Inbox/dock/waiting-words.ts'
import type { Card } from '#renderer/app/Inbox/dock/use-card.ts'
import { focusDock } from '#renderer/app/Inbox/dock/dock-keys.ts'
import { CommandKeys } from '#renderer/ui/Kbd.tsx'
import { Menu } from '#renderer/ui/Menu.tsx'

const morning = 9

const choices = [
  { id: 'quarter', label: 'For 15 minutes' },
  { id: 'hour', label: 'For 1 hour' },
  { id: 'tomorrow', label: 'Until tomorrow', hint: '9:00' },
  { id: 'customer', label: 'Until the customer writes' },
] as const

/** Puts it off: out of the queue, nothing decided. */
export function LaterMenu({ card }: { readonly card: Card }) {
  const choose = (id: string): void => {
    // The dock keeps the focus: what comes next stands there.
    focusDock()
    switch (id) {
      case 'quarter':
        return card.snooze(15, null)
      case 'hour':
        return card.snooze(60, null)
      case 'tomorrow':
        return card.snooze(minutesToTomorrow(Date.now(), morning), null)
      default:
        return card.snooze(null, 'customer_writes')
    }
  }
  return (
    <Menu
      label="Put it off"
      className="dock-verb"
      choices={choices}
      isOpen={card.later}
      onOpenChange={card.setLater}
      onChoose={choose}
    >
      Later…
      <CommandKeys of="decision.later" />
    </Menu>
  )
}
