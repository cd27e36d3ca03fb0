import { useEffect, useState } from 'react'
import { TriangleAlert } from 'lucide-react'
import type { QueueItem } from '#contract/queue-item.ts'
import { useConnection } from '#renderer/connection.ts'
import { useInbox } from '#renderer/state/inbox.ts'
import { openProposal, useUi } from '#renderer/state/ui.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { visibleString } from '#renderer/ui/visible-text.ts'
import { t } from '#renderer/ui/language.ts'

type Unknown = { readonly count: number; readonly oldest: QueueItem }

/**
 * The outcomes nobody knows, asked for whenever something about them may have changed: they may lie beyond the page in
 * sight, and they share their lane with what failed and can be tried again.
 */
function useUnknown(): Unknown | null {
  const [unknown, setUnknown] = useState<Unknown | null>(null)
  const checking = useInbox(({ queue }) => queue.counts.checking)
  const inSight = useInbox(({ queue }) => queue.rows.filter(({ item }) => item.state === 'unknown').length)
  const desk = useConnection((connection) => connection.desk)
  useEffect(() => {
    if (checking === 0 || desk === null) return
    const asking = new AbortController()
    desk.inbox
      .page({ view: 'checking', cursor: null, limit: 100 }, { signal: asking.signal })
      .then(({ items }) => {
        const [oldest, ...more] = items.filter((item) => item.state === 'unknown')
        setUnknown(oldest === undefined ? null : { count: more.length + 1, oldest })
      })
      .catch(() => {})
    return () => asking.abort()
  }, [checking, inSight, desk])
  return checking === 0 ? null : unknown
}

/** What it was and for whom, once, without a full stop. */
function wordsOf({ title, customer }: QueueItem): string {
  const what = visibleString(title).replace(/[.…]+$/, '')
  return title.includes(customer) ? what : t('{{what}} for {{customer}}', { what, customer: visibleString(customer) })
}

/** The only red banner of the desk: something may have happened, and only a person can say. */
export function UnknownBanner() {
  const unknown = useUnknown()
  const shown = useUi((ui) => ui.proposalId)
  if (unknown === null) return null
  const { count, oldest: item } = unknown
  return (
    <div className="unknown-banner">
      <TriangleAlert />
      <b>{t('{{count}} actions may have happened.', { count })}</b>
      <span className="grow unknown-banner-text">
        {t('{{item}}. It was not retried, and nothing will be sent until you answer.', { item: wordsOf(item) })}
      </span>
      {shown === item.id ? null : (
        <Button size="small" onClick={() => openProposal(item.id, item.conversationId)}>
          {t('Check it')}
        </Button>
      )}
    </div>
  )
}
