import { useState } from 'react'
import { LaterDialog } from '#renderer/app/Inbox/dock/LaterDialog.tsx'
import { minutesToAfternoon, minutesToTomorrow } from '#renderer/app/Inbox/dock/waiting-words.ts'
import type { Card } from '#renderer/app/Inbox/dock/use-card.ts'
import { focusDock } from '#renderer/app/Inbox/dock/dock-keys.ts'
import { CommandKeys } from '#renderer/ui/Kbd.tsx'
import { Menu, type Choice } from '#renderer/ui/Menu.tsx'
import { useNow } from '#renderer/ui/Time.tsx'
import { t } from '#renderer/ui/language.ts'

const morning = 9
const afternoon = 14

/** What can be chosen now: an afternoon only while it is to come. */
const choicesAt = (now: number): readonly Choice[] => [
  { id: 'hour', label: t('For 1 hour') },
  ...(minutesToAfternoon(now, afternoon) === null
    ? []
    : [{ id: 'afternoon', label: t('Until this afternoon'), hint: `${afternoon}:00` }]),
  { id: 'tomorrow', label: t('Until tomorrow'), hint: `${morning}:00` },
  { id: 'moment', label: t('Until a date and time…') },
  { id: 'change', label: t('Until the conversation changes') },
  { id: 'customer', label: t('Until the customer writes') },
]

/** Puts it off: out of the queue, nothing decided. */
export function LaterMenu({ card }: { readonly card: Card }) {
  const [choosing, setChoosing] = useState(false)
  const now = useNow()
  const choose = (id: string): void => {
    if (id === 'moment') return setChoosing(true)
    // The dock keeps the focus: what comes next stands there.
    focusDock()
    switch (id) {
      case 'hour':
        return card.snooze(60, null)
      case 'afternoon':
        return card.snooze(minutesToAfternoon(Date.now(), afternoon) ?? 60, null)
      case 'tomorrow':
        return card.snooze(minutesToTomorrow(Date.now(), morning), null)
      case 'change':
        return card.snooze(null, 'anything_changes')
      default:
        return card.snooze(null, 'customer_writes')
    }
  }
  return (
    <>
      <Menu
        label={t('Put it off')}
        className="dock-verb"
        choices={choicesAt(now)}
        isOpen={card.later}
        onOpenChange={card.setLater}
        onChoose={choose}
      >
        {t('Later…')}
        <CommandKeys of="decision.later" />
      </Menu>
      {choosing ? (
        <LaterDialog
          onClose={() => setChoosing(false)}
          onChoose={(minutes) => {
            setChoosing(false)
            focusDock()
            card.snooze(minutes, null)
          }}
        />
      ) : null}
    </>
  )
}
