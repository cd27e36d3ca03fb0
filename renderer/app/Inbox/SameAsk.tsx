import { Layers } from 'lucide-react'
import { useMemo } from 'react'
import { useInbox } from '#renderer/state/inbox.ts'
import { openTogether, sameAsk, useTogether } from '#renderer/state/together.ts'
import { CommandKeys, useAriaKeys } from '#renderer/ui/Kbd.tsx'
import { visibleString } from '#renderer/ui/visible-text.ts'
import { t } from '#renderer/ui/language.ts'

/** What was picked, or several rows in sight that ask for the same: one way to all of them. It stands under the list. */
export function SameAsk() {
  const rows = useInbox((inbox) => inbox.queue.rows)
  const picked = useTogether((together) => together.picked)
  const group = useMemo(() => sameAsk(rows.map((row) => row.item)), [rows])
  const keys = useAriaKeys('queue.together')
  if (picked.length === 0 && group === null) return null
  return (
    <button type="button" className="same-ask" aria-keyshortcuts={keys} onClick={openTogether}>
      <Layers aria-hidden="true" />
      <span>
        <b>
          {picked.length > 0
            ? t('{{count}} decisions picked', { count: picked.length })
            : `${group?.ids.length} × ${visibleString(group?.title ?? '')}`}
        </b>
        <small>
          {picked.length > 0
            ? t('Look at them together, then sign')
            : t('Same ask, {{visibleString}}', { visibleString: visibleString(group?.tool ?? '') })}
        </small>
      </span>
      <CommandKeys of="queue.together" />
    </button>
  )
}
