import { useEffect, useState } from 'react'
import { TriangleAlert } from 'lucide-react'
import type { QueueItem } from '#contract/proposal.ts'
import { useConnection } from '#renderer/connection.ts'
import { useInbox } from '#renderer/state/inbox.ts'
import { openProposal, useUi } from '#renderer/state/ui.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { plural } from '#renderer/ui/words.ts'

/** The oldest outcome nobody knows, asked for whenever their number changes: it may lie beyond the page in sight. */
function useUnknown(count: number): QueueItem | null {
  const [item, setItem] = useState<QueueItem | null>(null)
  const desk = useConnection((connection) => connection.desk)
  useEffect(() => {
    if (count === 0 || desk === null) return
    const asking = new AbortController()
    desk.inbox
      .page({ view: 'checking', cursor: null, limit: 1 }, { signal: asking.signal })
      .then((page) => setItem(page.items[0] ?? null))
      .catch(() => {})
    return () => asking.abort()
  }, [count, desk])
  return item
}

/** The only red banner of the desk: something may have happened, and only a person can say. */
export function UnknownBanner() {
  const count = useInbox(({ queue }) => queue.counts.checking)
  const item = useUnknown(count)
  const shown = useUi((ui) => ui.proposalId)
  if (count === 0 || item === null) return null
  return (
    <div className="unknown-banner">
      <TriangleAlert />
      <b>{plural(count, 'action may have happened.', 'actions may have happened.')}</b>
      <span className="grow unknown-banner-text">
        {item.title} for {item.customer}. It was not retried, and nothing will be sent until you answer.
      </span>
      {shown === item.id ? null : (
        <Button size="small" onClick={() => openProposal(item.id, item.conversationId)}>
          Check it
        </Button>
      )}
    </div>
  )
}
