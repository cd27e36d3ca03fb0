import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { entryAt, layOut, scrollFor, visibleEntries } from '#renderer/app/Inbox/queue-window.ts'
import { QueueRowView, rowId } from '#renderer/app/Inbox/QueueRow.tsx'
import { loadMore, moveSelection, showFresh } from '#renderer/state/inbox.ts'
import { sectionWords, type Queue } from '#renderer/state/queue.ts'
import { openProposal, useUi } from '#renderer/state/ui.ts'
import { Keys } from '#renderer/ui/Kbd.tsx'
import { useNow } from '#renderer/ui/Time.tsx'
import { plural } from '#renderer/ui/words.ts'

/**
 * The rows: one tab stop, the row in sight named by aria-activedescendant, true size and position although only a window
 * of rows exists. Nothing here moves unless a person moves it.
 */
export function QueueList({ queue }: { readonly queue: Queue }) {
  const selected = useUi((ui) => ui.proposalId)
  const rowHeight = useUi((ui) => ui.rowHeight)
  const box = useRef<HTMLDivElement>(null)
  const [top, setTop] = useState(0)
  const [height, setHeight] = useState(600)
  const now = useNow()
  const layout = useMemo(() => layOut(queue.rows, rowHeight), [queue.rows, rowHeight])
  const entries = visibleEntries(layout, top, height, selected)
  const above = layout.entries[entryAt(layout, top)]
  const heading = above === undefined ? undefined : above.kind === 'label' ? above.section : above.row.section

  useEffect(() => {
    const element = box.current
    if (element === null) return
    const observer = new ResizeObserver(() => setHeight(element.clientHeight))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])

  useAnchor(box, layout, top)

  // While the key is being handled the page is laid out: scrolling now costs nothing, after the next card was put in it does.
  useEffect(
    () =>
      useUi.subscribe((now, before) => {
        const element = box.current
        const target =
          now.proposalId === before.proposalId ? null : scrollTo(layout, now.proposalId, rowHeight, element)
        if (element === null || target === null) return
        element.scrollTop = target
        setTop(element.scrollTop)
      }),
    [layout, rowHeight],
  )

  useEffect(() => {
    if (queue.next !== null && top + height * 3 > layout.height) void loadMore()
  }, [queue.next, top, height, layout.height])

  const steps: Readonly<Record<string, number>> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: Math.max(1, Math.floor(height / rowHeight) - 1),
    PageUp: -Math.max(1, Math.floor(height / rowHeight) - 1),
    Home: -Infinity,
    End: Infinity,
  }
  const move = (event: React.KeyboardEvent) => {
    const step = event.ctrlKey || event.metaKey || event.altKey ? undefined : steps[event.key]
    if (step === undefined) return
    moveSelection(step)
    event.preventDefault()
  }
  const size = queue.next === null ? queue.rows.length : Math.max(queue.rows.length, queue.counts[queue.view])

  return (
    <>
      <div className="queue-section queue-section-top">
        <span aria-hidden="true">{heading === undefined ? '' : sectionWords[heading]}</span>
        {queue.fresh.length === 0 ? null : (
          <button type="button" className="queue-fresh" aria-keyshortcuts="." onClick={showFresh}>
            {plural(queue.fresh.length, 'new decision', 'new decisions')}
            <Keys keys={['.']} />
          </button>
        )}
      </div>
      <div
        ref={box}
        className="queue-list"
        role="listbox"
        tabIndex={0}
        data-pane="queue"
        aria-label="Decisions"
        aria-activedescendant={selected === null ? undefined : rowId(selected)}
        onKeyDown={move}
        onScroll={(event) => setTop(event.currentTarget.scrollTop)}
      >
        <div role="presentation" className="queue-space" style={{ height: layout.height }}>
          {entries.map((entry) =>
            entry.kind === 'label' ? (
              <div
                key={entry.section}
                role="presentation"
                aria-hidden="true"
                className="queue-section"
                style={{ transform: `translateY(${entry.top}px)` }}
              >
                {entry.text}
              </div>
            ) : (
              <QueueRowView
                key={entry.row.item.id}
                item={entry.row.item}
                section={entry.row.section}
                position={entry.position}
                size={size}
                top={entry.top}
                selected={entry.row.item.id === selected}
                now={now}
                onOpen={openProposal}
              />
            ),
          )}
        </div>
      </div>
    </>
  )
}

type Box = Pick<HTMLElement, 'scrollTop' | 'clientHeight'> | null

/** Where the list has to scroll so that this row is in sight, or null where it is, or is not in the list. */
function scrollTo(layout: ReturnType<typeof layOut>, id: string | null, size: number, box: Box): number | null {
  const entry = layout.entries.find((one) => one.kind === 'row' && one.row.item.id === id)
  return entry === undefined || box === null
    ? null
    : scrollFor({ top: entry.top, size }, box.scrollTop, box.clientHeight)
}

/** Rows that come or go above the ones in sight do not push them: the list scrolls by the same distance. */
function useAnchor(box: React.RefObject<HTMLDivElement | null>, layout: ReturnType<typeof layOut>, top: number): void {
  const anchor = useRef<{ readonly id: string; readonly offset: number } | null>(null)
  useLayoutEffect(() => {
    const held = anchor.current
    const element = box.current
    if (held === null || element === null || element.scrollTop === 0) return
    const entry = layout.entries.find((one) => one.kind === 'row' && one.row.item.id === held.id)
    if (entry !== undefined) element.scrollTo({ top: entry.top - held.offset })
  }, [box, layout])
  useLayoutEffect(() => {
    const entry = layout.entries.slice(entryAt(layout, top)).find((one) => one.kind === 'row')
    anchor.current = entry?.kind === 'row' ? { id: entry.row.item.id, offset: entry.top - top } : null
  }, [layout, top])
}
