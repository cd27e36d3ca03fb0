import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef } from 'react'
import {
  anchored,
  keyOf,
  labelHeight,
  layOut,
  scrollFor,
  sectionAt,
  type Entry,
  type Layout,
} from '#renderer/app/Inbox/queue-window.ts'
import { QueueRowView, rowId } from '#renderer/app/Inbox/QueueRow.tsx'
import { findTyped, typeOn, type Typed } from '#renderer/app/Inbox/type-ahead.ts'
import { loadMore, moveSelection, showFresh } from '#renderer/state/inbox.ts'
import { sectionWords, type Queue } from '#renderer/state/queue.ts'
import { useStatus } from '#renderer/state/status.ts'
import { useTogether } from '#renderer/state/together.ts'
import { openProposal, useUi } from '#renderer/state/ui.ts'
import { CommandKeys, useAriaKeys } from '#renderer/ui/Kbd.tsx'
import { useNow } from '#renderer/ui/Time.tsx'
import { t } from '#renderer/ui/language.ts'

/**
 * The rows: one tab stop, the row in sight named by aria-activedescendant, true size and position although only a window
 * of rows exists. Nothing here moves unless a person moves it. The window is TanStack Virtual's; scrolling to the selected
 * row is not, because its own comes a frame after the key. Measured beside a window of our own it costs the same: 71 ms of
 * the page's main thread per key, all panes included, on a machine with other work.
 */
export function QueueList({ queue }: { readonly queue: Queue }) {
  const selected = useUi((ui) => ui.proposalId)
  const picked = useTogether((together) => together.picked)
  const rowHeight = useUi((ui) => ui.rowHeight)
  const box = useRef<HTMLDivElement>(null)
  const now = useNow()
  const layout = useMemo(() => layOut(queue.rows, rowHeight), [queue.rows, rowHeight])
  const { entries, places } = layout
  const chosen = selected === null ? undefined : places.get(selected)
  const keyAt = useCallback((index: number) => keyOf(entryOf(entries, index)), [entries])
  // Its functions are read on every render; nothing here is memoised around them.
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useVirtualizer({
    count: entries.length,
    getScrollElement: () => box.current,
    estimateSize: (index) => (entryOf(entries, index).kind === 'label' ? labelHeight : rowHeight),
    getItemKey: keyAt,
    overscan: 6,
    // Not within the scroll event: the page would be laid out twice before the card that a key brings is painted.
    useFlushSync: false,
    initialRect: { width: 0, height: 600 },
    rangeExtractor: (range) => {
      const shown = defaultRangeExtractor(range)
      return chosen === undefined || shown.includes(chosen) ? shown : [...shown, chosen]
    },
  })
  useLayoutEffect(() => virtual.measure(), [virtual, rowHeight])
  useAnchor(box, layout)
  useSelectedInSight(box, layout, selected)

  const { startIndex, endIndex } = virtual.range ?? { startIndex: 0, endIndex: 0 }
  const above = entries[startIndex]
  const screen = endIndex - startIndex
  const nearEnd = endIndex + 3 * screen >= entries.length
  useEffect(() => {
    if (queue.next !== null && nearEnd) void loadMore()
  }, [queue.next, nearEnd, endIndex])

  const freshKeys = useAriaKeys('queue.fresh')
  const press = useListKeys(queue.rows, Math.max(1, screen - 1))
  const size = queue.next === null ? queue.rows.length : Math.max(queue.rows.length, queue.matching)

  return (
    <>
      <div className="queue-section">
        <span aria-hidden="true">{above === undefined ? '' : sectionWords[sectionAt(above)]}</span>
        {queue.fresh.length === 0 ? null : (
          <button type="button" className="queue-fresh" aria-keyshortcuts={freshKeys} onClick={showFresh}>
            {t('{{count}} new decisions', { count: queue.fresh.length })}
            <CommandKeys of="queue.fresh" />
          </button>
        )}
      </div>
      <div
        ref={box}
        className="queue-list"
        role="listbox"
        tabIndex={0}
        data-pane="queue"
        aria-label={t('Decisions')}
        aria-activedescendant={chosen === undefined || selected === null ? undefined : rowId(selected)}
        onKeyDown={press}
      >
        <div role="presentation" className="queue-space" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, key, start }) => {
            const entry = entryOf(entries, index)
            return entry.kind === 'label' ? (
              <div
                key={key}
                role="presentation"
                aria-hidden="true"
                className="queue-section"
                style={{ transform: `translateY(${start}px)` }}
              >
                {entry.text}
              </div>
            ) : (
              <QueueRowView
                key={key}
                item={entry.row.item}
                section={entry.row.section}
                position={entry.position}
                size={size}
                top={start}
                selected={entry.row.item.id === selected}
                picked={picked.includes(entry.row.item.id)}
                now={now}
                onOpen={openProposal}
              />
            )
          })}
        </div>
      </div>
    </>
  )
}

function entryOf(entries: readonly Entry[], index: number): Entry {
  const entry = entries[index]
  if (entry === undefined) throw new RangeError(`The queue has no entry ${index}.`)
  return entry
}

type Box = React.RefObject<HTMLDivElement | null>

/**
 * A new selection comes into sight. While the key is being handled the page is laid out, so scrolling costs nothing then;
 * only a row that came with the same news is looked for after it was drawn. A row that changes its place later drags nothing.
 */
function useSelectedInSight(box: Box, layout: Layout, selected: string | null): void {
  const shown = useRef<string | null>(null)
  const show = useCallback(
    (id: string | null) => {
      const element = box.current
      if (id === null || element === null || !layout.places.has(id)) return
      shown.current = id
      const target = scrollFor(layout, id, element.scrollTop, element.clientHeight)
      if (target !== null) element.scrollTo({ top: target })
    },
    [box, layout],
  )
  useEffect(
    () =>
      useUi.subscribe((now, before) => {
        if (now.proposalId === before.proposalId) return
        shown.current = null
        show(now.proposalId)
      }),
    [show],
  )
  useLayoutEffect(() => {
    if (shown.current !== selected) show(selected)
    // oxlint-disable-next-line react/exhaustive-deps
  }, [selected])
}

/** Rows that come or go above the ones in sight do not push them: the list scrolls by the same distance. */
function useAnchor(box: Box, layout: Layout): void {
  const held = useRef(layout)
  useLayoutEffect(() => {
    const before = held.current
    const element = box.current
    held.current = layout
    if (before === layout || element === null || element.scrollTop === 0) return
    const target = anchored(before, layout, element.scrollTop)
    if (target !== null) element.scrollTo({ top: target })
  }, [box, layout])
}

/** Arrows and the like; letters too, where no letter is a key of its own. */
function useListKeys(rows: Queue['rows'], pageSteps: number) {
  const lettersAreKeys = useStatus(({ status }) => status?.settings.singleKeys ?? true)
  const typed = useRef<Typed | null>(null)
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: pageSteps,
    PageUp: -pageSteps,
    Home: -Infinity,
    End: Infinity,
  }
  return (event: React.KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const step = steps[event.key]
    if (step !== undefined) {
      event.preventDefault()
      typed.current = null
      return moveSelection(step)
    }
    const next = lettersAreKeys ? null : typeOn(typed.current, event.key, event.timeStamp)
    if (next === null) return
    event.preventDefault()
    typed.current = next
    const row = findTyped(rows, useUi.getState().proposalId, next.text)
    if (row !== null) openProposal(row.item.id, row.item.conversationId)
  }
}
