import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useImperativeHandle, useMemo, useRef, useState } from 'react'
import type { KeyboardEvent, MouseEvent, Ref } from 'react'
import type { Transcript } from '#contract/transcript.ts'
import { Minimap } from '#renderer/app/Transcripts/Minimap.tsx'
import { TimelineRow } from '#renderer/app/Transcripts/TimelineRow.tsx'
import { rowAt, type Row } from '#renderer/app/Transcripts/timeline-rows.ts'
import { markedIn, markWords, placesIn } from '#renderer/app/Transcripts/marked-words.ts'
import { wordPlaces } from '#renderer/app/Transcripts/word-places.ts'
import { prepareAt, seekTo, selectEntry, useTranscripts } from '#renderer/state/transcripts.ts'
import { useChoice } from '#renderer/state/transcript-choice.ts'
import { t } from '#renderer/ui/language.ts'

/** So many rows are all drawn, so that the browser's own find has them; of more, those in sight. */
const drawnWhole = 300
const around = 8

export type Going = { readonly go: (row: number) => void }
type Props = { readonly transcript: Transcript; readonly rows: readonly Row[]; readonly ref: Ref<Going> }

/** Rows below one another, and the whole of them in little beside it. The arrows walk from row to row, and in a caption from word to word. */
export function TimelineList({ transcript, rows, ref }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const entryId = useTranscripts((state) => state.entryId)
  const hits = useTranscripts((state) => state.hits)
  const found = useMemo(() => new Set(hits), [hits])
  const [word, setWord] = useState<number | null>(null)
  /** Where the words that are marked by key begin. */
  const markedFrom = useRef<number | null>(null)
  /** The row that was gone to from here: it is in sight already, and has the focus. */
  const own = useRef<string | null>(null)
  const notes = useMemo(() => Map.groupBy(transcript.notes, ({ anchor }) => anchor.entryId), [transcript.notes])
  // Its functions are read on every render; nothing here is memoised around them.
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => 38,
    getItemKey: (index) => rows[index]?.entry.id ?? index,
    overscan: rows.length <= drawnWhole ? rows.length : around,
    paddingStart: 4,
    paddingEnd: 24,
  })
  const selected = rows.findIndex(({ entry }) => entry.id === entryId)
  const isSound = transcript.call?.recording.state === 'kept'

  useImperativeHandle(ref, () => ({ go: (row) => virtual.scrollToIndex(row, { align: 'center' }) }))

  // Somebody else named a row: a search, a note, a link.
  useEffect(() => {
    if (entryId === null || own.current === entryId || selected === -1) return
    own.current = entryId
    virtual.scrollToIndex(selected, { align: 'center' })
    // Its functions are new on every render.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [entryId, selected])
  useFollow(
    rows,
    (row) => virtual.scrollToIndex(row, { align: 'center', behavior: 'auto' }),
    () => seen(box.current),
  )

  const forgetWord = (): void => {
    setWord(null)
    markedFrom.current = null
    window.getSelection()?.removeAllRanges()
    useChoice.setState({ marked: null })
  }
  const goTo = (index: number): void => {
    const entry = rows[Math.max(0, Math.min(rows.length - 1, index))]?.entry
    if (entry === undefined) return
    own.current = entry.id
    forgetWord()
    selectEntry(entry.id)
    useTranscripts.setState({ following: false })
    virtual.scrollToIndex(rows.findIndex((row) => row.entry.id === entry.id))
    requestAnimationFrame(() => focusRow(box.current, entry.id))
  }
  /** Along the words of the row; `marks`: those from where one began are marked, as with a pointer. */
  const goToWord = (by: 1 | -1, marks: boolean): void => {
    const entry = rows[selected]?.entry
    const places = entry === undefined ? [] : placesIn(entry)
    if (entry === undefined || places.length === 0) return
    const begun = word ?? (by === 1 ? -1 : places.length)
    const next = Math.max(0, Math.min(places.length - 1, begun + by))
    const anchor = marks ? (markedFrom.current ?? word ?? next) : next
    const [first, last] = [places[Math.min(anchor, next)], places[Math.max(anchor, next)]]
    const row = rowOf(box.current, entry.id)
    if (first === undefined || last === undefined || row === null) return
    markedFrom.current = anchor
    setWord(next)
    if (marks || entry.kind !== 'caption') return markWords(row, { from: first.from, to: last.to })
    window.getSelection()?.removeAllRanges()
    useChoice.setState({ marked: markedIn(entry, entry.line.heard.slice(first.from, first.to), first.from) })
  }
  const chosen = rows[selected]?.entry
  const place = chosen?.kind === 'caption' && word !== null ? wordPlaces(chosen.line)[word] : undefined
  /** Where one would listen from here; null: nowhere. */
  const chosenMs = isSound ? (place?.startMs ?? chosen?.atMs ?? null) : null
  useEffect(() => {
    if (chosenMs !== null) prepareAt(chosenMs)
  }, [chosenMs])
  const listen = (): void => {
    if (chosenMs !== null) seekTo(chosenMs, true)
  }
  const pointed = usePointedWord(isSound)
  const keyed = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    if (event.shiftKey && !['ArrowRight', 'ArrowLeft'].includes(event.key)) return
    const page = Math.max(1, seen(box.current).last - seen(box.current).first - 1)
    const acts: Readonly<Record<string, () => void>> = {
      ArrowDown: () => goTo(selected + 1),
      ArrowUp: () => goTo(selected === -1 ? 0 : selected - 1),
      PageDown: () => goTo(selected + page),
      PageUp: () => goTo(selected - page),
      Home: () => goTo(0),
      End: () => goTo(rows.length - 1),
      ArrowRight: () => goToWord(1, event.shiftKey),
      ArrowLeft: () => goToWord(-1, event.shiftKey),
      Enter: listen,
    }
    const act = acts[event.key]
    if (act === undefined) return
    event.preventDefault()
    event.stopPropagation()
    act()
  }
  const clicked = (event: MouseEvent, id: string): void => {
    own.current = id
    setWord(null)
    markedFrom.current = null
    selectEntry(id)
    const ms = wordUnder(event)
    const isMarking = (window.getSelection()?.toString() ?? '') !== ''
    if (ms !== null && isSound && !isMarking) seekTo(ms, useTranscripts.getState().playing)
  }
  const yieldTo = (): void => {
    if (useTranscripts.getState().playing) useTranscripts.setState({ following: false })
  }
  const items = virtual.getVirtualItems()
  const { first, last } = inSight(
    virtual.scrollOffset ?? 0,
    box.current?.clientHeight ?? 600,
    virtual.measurementsCache,
  )
  return (
    <div className="tl-body">
      <div
        ref={box}
        className="tl-scroll"
        role="feed"
        aria-label={t('What was said, decided and done')}
        tabIndex={selected === -1 ? 0 : -1}
        onKeyDown={keyed}
        onWheel={yieldTo}
        onPointerOver={pointed}
        onTouchMove={yieldTo}
      >
        <div className="tl-space" style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => {
            const row = rows[item.index]
            if (row === undefined) return null
            const { id } = row.entry
            return (
              <article
                key={item.key}
                ref={virtual.measureElement}
                data-index={item.index}
                data-entry={id}
                className="tl-item"
                aria-posinset={item.index + 1}
                aria-setsize={rows.length}
                aria-current={id === entryId ? 'true' : undefined}
                tabIndex={id === entryId ? 0 : -1}
                data-first={item.index === 0}
                data-last={item.index === rows.length - 1}
                style={{ transform: `translateY(${item.start}px)` }}
                onClick={(event) => clicked(event, id)}
              >
                <TimelineRow
                  row={row}
                  transcript={transcript}
                  isFound={found.has(id)}
                  notes={notes.get(id)?.length ?? 0}
                  chosenWord={id === entryId ? word : null}
                />
              </article>
            )
          })}
        </div>
      </div>
      <Minimap
        rows={rows}
        selected={entryId}
        hits={found}
        first={first}
        last={last}
        onGo={(row) => {
          yieldTo()
          virtual.scrollToIndex(row, { align: 'center' })
        }}
      />
    </div>
  )
}

const rowOf = (box: HTMLElement | null, id: string): HTMLElement | null =>
  box?.querySelector<HTMLElement>(`[data-entry="${CSS.escape(id)}"]`) ?? null
const focusRow = (box: HTMLElement | null, id: string): void => rowOf(box, id)?.focus({ preventScroll: true })

/** When the word under the pointer is spoken; null: there is none. */
function wordUnder({ target }: MouseEvent): number | null {
  const ms = target instanceof Element ? target.closest('[data-ms]')?.getAttribute('data-ms') : null
  return ms === null || ms === undefined ? null : Number(ms)
}

/** A word on which the pointer rests may be played in a moment. */
const restingMs = 60
function usePointedWord(isSound: boolean): (event: MouseEvent) => void {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  return (event) => {
    clearTimeout(timer.current)
    const ms = isSound ? wordUnder(event) : null
    if (ms !== null) timer.current = setTimeout(() => prepareAt(ms), restingMs)
  }
}

type Sight = { readonly first: number; readonly last: number }

function inSight(
  top: number,
  height: number,
  rows: readonly { readonly start: number; readonly end: number }[],
): Sight {
  const first = rows.findIndex(({ end }) => end > top)
  const last = rows.findLastIndex(({ start }) => start < top + height)
  return { first: Math.max(0, first), last: Math.max(0, last) }
}

/** The rows whose whole height is in sight, as they are drawn. */
function seen(box: HTMLElement | null): Sight {
  if (box === null) return { first: 0, last: 0 }
  const frame = box.getBoundingClientRect()
  const whole = [...box.querySelectorAll<HTMLElement>('.tl-item')].filter((item) => {
    const { top, bottom } = item.getBoundingClientRect()
    return top >= frame.top && bottom <= frame.bottom
  })
  const indexes = whole.map((item) => Number(item.dataset['index']))
  return { first: Math.min(...indexes), last: Math.max(...indexes) }
}

/** While one listens the row that is heard stays in sight, until the reader scrolls away. */
function useFollow(rows: readonly Row[], go: (row: number) => void, sight: () => Sight): void {
  const heard = useTranscripts(({ atMs, playing, following }) =>
    playing && following && atMs !== null ? rowAt(rows, atMs) : null,
  )
  useEffect(() => {
    if (heard === null) return
    const { first, last } = sight()
    if (heard < first || heard > last) go(heard)
    // Only another row is a reason to move.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [heard])
}
