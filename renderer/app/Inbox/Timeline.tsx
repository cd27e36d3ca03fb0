import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useLayoutEffect, useMemo, useRef } from 'react'
import type { ConversationView } from '#contract/index.ts'
import { useCustomerMarks } from '#renderer/app/Inbox/customer-marks.ts'
import { timelineEntries, type TimelineEntry } from '#renderer/app/Inbox/timeline-entries.ts'
import { DraftEntry, MessageEntry, SilenceEntry, ThinkingEntry } from '#renderer/app/Inbox/TimelineEntry.tsx'
import { ProposalEntry } from '#renderer/app/Inbox/TimelineProposal.tsx'
import { loadOlder, useConversation } from '#renderer/state/conversation.ts'
import { useUi } from '#renderer/state/ui.ts'
import { dayWords, useNow } from '#renderer/ui/Time.tsx'
import { t } from '#renderer/ui/language.ts'

const estimates: Readonly<Record<TimelineEntry['kind'], number>> = {
  day: 34,
  message: 108,
  proposal: 34,
  silence: 34,
  thinking: 38,
  draft: 108,
}

/** Newest at the bottom. It follows what is said while one stands at the end, and stays where one reads otherwise. */
export function Timeline({ view, agentName }: { readonly view: ConversationView; readonly agentName: string }) {
  const box = useRef<HTMLDivElement>(null)
  const draft = useConversation((state) => state.draft)
  const entries = useMemo(() => timelineEntries(view, draft), [view, draft])
  // Its functions are read on every render; nothing here is memoised around them.
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useVirtualizer({
    count: entries.length,
    getScrollElement: () => box.current,
    estimateSize: (index) => estimates[entries[index]?.kind ?? 'message'],
    getItemKey: (index) => entries[index]?.key ?? index,
    overscan: 6,
    paddingStart: 12,
    paddingEnd: 16,
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: 48,
  })
  const { id } = view.conversation
  const proposalId = useUi((ui) => ui.proposalId)
  useCustomerMarks(box, view.proposals.find((proposal) => proposal.id === proposalId) ?? null)
  const now = useNow()

  // A conversation opens at its end, and stays there while its rows are measured.
  useLayoutEffect(() => {
    const element = box.current
    if (element === null) return
    let left = 12
    let frame = 0
    const settle = () => {
      element.scrollTop = element.scrollHeight
      left -= 1
      if (left > 0) frame = requestAnimationFrame(settle)
    }
    settle()
    const stop = () => (left = 0)
    element.addEventListener('wheel', stop, { once: true, passive: true })
    return () => {
      cancelAnimationFrame(frame)
      element.removeEventListener('wheel', stop)
    }
  }, [id])

  // The pane grows and shrinks with the dock: the end stays in sight.
  useEffect(() => {
    const element = box.current
    if (element === null) return
    let before = element.clientHeight
    const observer = new ResizeObserver(() => {
      const shrunk = before - element.clientHeight
      const fromEnd = element.scrollHeight - element.scrollTop - element.clientHeight
      if (fromEnd - Math.max(0, shrunk) < 60) element.scrollTop = element.scrollHeight
      before = element.clientHeight
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [])

  const items = virtual.getVirtualItems()
  const firstShown = items[0]?.index ?? Infinity
  useEffect(() => {
    const element = box.current
    if (firstShown < 3 && element !== null && element.scrollHeight > element.clientHeight) void loadOlder()
  }, [firstShown, entries.length])

  return (
    <div
      ref={box}
      className="timeline"
      role="log"
      aria-live="off"
      aria-label={t('Messages and actions')}
      tabIndex={0}
      data-pane="conversation"
    >
      <div className="timeline-space" style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const entry = entries[item.index]
          return entry === undefined ? null : (
            <div
              key={item.key}
              ref={virtual.measureElement}
              data-index={item.index}
              className={`timeline-item timeline-item-${entry.kind}`}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <Entry entry={entry} agentName={agentName} now={now} />
            </div>
          )
        })}
      </div>
    </div>
  )
}

type EntryProps = { readonly entry: TimelineEntry; readonly agentName: string; readonly now: number }

function Entry({ entry, agentName, now }: EntryProps) {
  switch (entry.kind) {
    case 'day':
      return <div className="timeline-day">{dayWords(entry.at, now)}</div>
    case 'message':
      return <MessageEntry message={entry.message} proposal={entry.proposal} />
    case 'proposal':
      return <ProposalEntry proposal={entry.proposal} />
    case 'silence':
      return <SilenceEntry at={entry.at} />
    case 'thinking':
      return <ThinkingEntry agentName={agentName} />
    case 'draft':
      return <DraftEntry text={entry.text} agentName={agentName} />
  }
}
