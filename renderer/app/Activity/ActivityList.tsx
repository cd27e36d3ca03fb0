import { useVirtualizer } from '@tanstack/react-virtual'
import { Eraser } from 'lucide-react'
import { useEffect, useLayoutEffect, useMemo, useRef } from 'react'
import type { ActivityEntry } from '#contract/audit.ts'
import { dayHeight, entryHeight, rowsOf, type Row } from '#renderer/app/Activity/activity-window.ts'
import { readOn, select, step, useActivity } from '#renderer/state/activity.ts'
import { focusPane } from '#renderer/state/panes.ts'
import { Dial } from '#renderer/ui/Dial.tsx'
import { ClockTime, useNow } from '#renderer/ui/Time.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { riskWords } from '#renderer/ui/words.ts'
import { said, saidOfActor, saidOfEvent, t } from '#renderer/ui/language.ts'

/** The entries by day: one tab stop, true positions, however long the ledger is. What is old is read as one gets there. */
const idOf = (seq: number): string => `entry-${seq}`

const heightOf = (row: Row | undefined): number => (row?.kind === 'day' ? dayHeight : entryHeight)

export function ActivityList() {
  const { entries, before, selected, loading } = useActivity()
  const box = useRef<HTMLDivElement>(null)
  const now = useNow()
  const rows = useMemo(() => rowsOf(entries, now), [entries, now])
  const chosen = rows.findIndex((row) => row.kind === 'entry' && row.entry.seq === selected)
  // Its functions are read on every render; nothing here is memoised around them.
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: (index) => heightOf(rows[index]),
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 8,
    initialRect: { width: 0, height: 700 },
  })
  useLayoutEffect(() => {
    if (chosen >= 0) virtual.scrollToIndex(chosen, { align: 'auto' })
    // Only a new choice scrolls; what is read on moves nothing.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [selected])
  const end = virtual.range?.endIndex ?? 0
  const nearEnd = end + 20 >= rows.length
  useEffect(() => {
    if (nearEnd && before !== null && !loading) void readOn()
  }, [nearEnd, before, loading])
  const page = Math.max(1, Math.floor((box.current?.clientHeight ?? 600) / entryHeight) - 1)
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: 1,
    ArrowUp: -1,
    j: 1,
    k: -1,
    PageDown: page,
    PageUp: -page,
    Home: -Infinity,
    End: Infinity,
  }
  const press = (event: React.KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const by = steps[event.key]
    if (by !== undefined) step(by)
    else if (event.key === 'Enter') focusPane('evidence')
    else return
    event.preventDefault()
  }
  return (
    <div
      ref={box}
      className="activity-list"
      role="listbox"
      tabIndex={0}
      data-pane="queue"
      aria-label={t('What happened')}
      aria-busy={loading}
      aria-activedescendant={chosen < 0 || selected === null ? undefined : idOf(selected)}
      onKeyDown={press}
    >
      <div role="presentation" className="activity-space" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, key, start }) => {
          const row = rows[index]
          if (row === undefined) return null
          const style = { transform: `translateY(${start}px)` }
          return row.kind === 'day' ? (
            <div key={key} role="presentation" className="activity-day" style={style}>
              {row.text}
            </div>
          ) : (
            <div
              key={key}
              id={idOf(row.entry.seq)}
              role="option"
              tabIndex={-1}
              className="activity-row"
              style={style}
              aria-selected={row.entry.seq === selected}
              aria-posinset={row.position}
              aria-setsize={before === null ? entries.length : -1}
              onClick={() => select(row.entry.seq)}
            >
              <EntryRow entry={row.entry} />
            </div>
          )
        })}
      </div>
    </div>
  )
}

const bad = new Set(['lost', 'failed', 'blocked'])

function EntryRow({ entry }: { readonly entry: ActivityEntry }) {
  return (
    <>
      {entry.proposalId === null ? <Eraser aria-hidden /> : <Dial risk={entry.risk} />}
      <div className="activity-words">
        <p data-bad={bad.has(entry.type)}>
          <b>
            <VisibleText text={saidOfActor(entry.who)} />
          </b>{' '}
          <VisibleText text={saidOfEvent(entry)} />
        </p>
        <p className="activity-title">
          <VisibleText text={said(entry.title)} />
          {entry.proposalId === null ? (
            <>
              {' · '}
              <VisibleText text={entry.reason} />
            </>
          ) : (
            <span className="visually-hidden">, {riskWords[entry.risk]}</span>
          )}
        </p>
      </div>
      <ClockTime at={entry.at} />
    </>
  )
}
