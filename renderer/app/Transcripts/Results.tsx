import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useLayoutEffect, useMemo, useRef } from 'react'
import { NoResults } from '#renderer/app/Transcripts/NoResults.tsx'
import { ResultRow } from '#renderer/app/Transcripts/ResultRow.tsx'
import { focusPane } from '#renderer/state/panes.ts'
import { openHit, readOn, stepHits, useSearch } from '#renderer/state/transcript-search.ts'
import { useTranscripts } from '#renderer/state/transcripts.ts'
import { useNow } from '#renderer/ui/Time.tsx'
import { t } from '#renderer/ui/language.ts'

/** What was found, by conversation: one tab stop, only what is near is drawn, and more is read as one gets there. */
const idOf = (conversationId: number): string => `result-${conversationId}`
const usualHeight = 102
/** Rows ahead at which the next page is asked for. */
const ahead = 15

export function Results() {
  const { hits, next, loading, answered, failure, counted } = useSearch()
  const selected = useTranscripts((transcripts) => transcripts.conversationId)
  const box = useRef<HTMLDivElement>(null)
  const now = useNow()
  const chosen = useMemo(() => hits.findIndex((hit) => hit.conversationId === selected), [hits, selected])
  // Its functions are read on every render; nothing here is memoised around them.
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useVirtualizer({
    count: hits.length,
    getScrollElement: () => box.current,
    estimateSize: () => usualHeight,
    getItemKey: (index) => hits[index]?.conversationId ?? index,
    overscan: 6,
    initialRect: { width: 296, height: 700 },
    // The row that has the focus is never taken away.
    rangeExtractor: (range) => {
      const near = defaultRangeExtractor(range)
      return chosen < 0 || near.includes(chosen) ? near : [...near, chosen].toSorted((one, other) => one - other)
    },
  })
  useLayoutEffect(() => {
    if (chosen >= 0) virtual.scrollToIndex(chosen, { align: 'auto' })
    // Only a new choice, or a new answer, scrolls; what is read on moves nothing.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [selected, answered])
  const end = virtual.range?.endIndex ?? 0
  const nearEnd = end + ahead >= hits.length
  useEffect(() => {
    if (nearEnd && next !== null && !loading && failure === null) void readOn()
  }, [nearEnd, next, loading, failure, hits.length])

  const page = Math.max(1, Math.floor((box.current?.clientHeight ?? 600) / usualHeight) - 1)
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: page,
    PageUp: -page,
    Home: -Infinity,
    End: Infinity,
  }
  const press = (event: React.KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return
    const by = steps[event.key]
    if (by !== undefined) stepHits(by)
    else if (event.key === 'Enter') focusPane('conversation')
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const whole = counted !== null && counted.text === answered && !counted.conversations.more
  const size = next === null ? hits.length : whole ? counted.conversations.count : -1
  return (
    <section className="results" aria-label={t('Results')}>
      {loading ? <div className="progress-line results-progress" aria-hidden="true" /> : null}
      <div
        ref={box}
        className="results-list"
        role="listbox"
        tabIndex={0}
        data-pane="queue"
        aria-label={t('Conversations found')}
        aria-busy={loading}
        aria-activedescendant={chosen < 0 || selected === null ? undefined : idOf(selected)}
        onKeyDown={press}
      >
        <div role="presentation" className="results-space" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, key, start }) => {
            const hit = hits[index]
            return hit === undefined ? null : (
              <div
                key={key}
                ref={virtual.measureElement}
                data-index={index}
                id={idOf(hit.conversationId)}
                role="option"
                tabIndex={-1}
                className="list-row result-row"
                style={{ transform: `translateY(${start}px)` }}
                aria-selected={hit.conversationId === selected}
                aria-posinset={index + 1}
                aria-setsize={size}
                onClick={() => openHit(hit)}
              >
                <ResultRow hit={hit} now={now} />
              </div>
            )
          })}
        </div>
      </div>
      {hits.length === 0 ? <NoResults /> : null}
    </section>
  )
}
