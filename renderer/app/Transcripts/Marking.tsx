import { useEffect, useRef, useState } from 'react'
import { anchorAt } from '#renderer/app/Transcripts/note-places.ts'
import { readMarked } from '#renderer/app/Transcripts/marked-words.ts'
import { RedactDialog } from '#renderer/app/Transcripts/RedactDialog.tsx'
import { forgetChoice, useChoice } from '#renderer/state/transcript-choice.ts'
import { useSeenTranscript } from '#renderer/state/transcript-view.ts'
import { useTranscripts } from '#renderer/state/transcripts.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { keepFocus } from '#renderer/ui/keep-focus.ts'
import { useCommands } from '#renderer/ui/keys.ts'
import '#renderer/styles/transcripts-marking.css'
import { t } from '#renderer/ui/language.ts'

type Props = { readonly conversationId: number; readonly reviewOpen: boolean; readonly onReview: () => void }

/** What can be done with words that are marked in a conversation, or with the row one stands on: noted, or taken out. */
export function Marking({ conversationId, reviewOpen, onReview }: Props) {
  const transcript = useSeenTranscript(conversationId)
  const place = useRef<HTMLDivElement>(null)
  const bar = useBar(place, conversationId)
  const redacting = useChoice((choice) => choice.redacting)
  useEffect(() => forgetChoice, [])
  useLatest()
  const note = (): void => {
    if (transcript === null) return
    const { entryId, atMs } = useTranscripts.getState()
    const { marked, latest } = useChoice.getState()
    if (!reviewOpen) onReview()
    useChoice.setState({ tab: 'notes', asked: { anchor: anchorAt(transcript, { marked, latest, entryId, atMs }) } })
  }
  const redact = (): void => {
    if (transcript !== null) useChoice.setState(({ marked }) => ({ redacting: { marked } }))
  }
  useCommands({ 'transcripts.note': note, 'transcripts.redact': redact })
  return (
    <div ref={place}>
      {bar === null || redacting !== null ? null : (
        // A pointer leaves the marked words marked.
        <div
          className="marking-bar"
          role="toolbar"
          aria-label={t('Marked words')}
          tabIndex={-1}
          data-below={bar.below}
          style={{ left: bar.left, top: bar.top }}
          onMouseDown={keepFocus}
        >
          <Button size="small" look="quiet" command="transcripts.note" onClick={note}>
            {t('Note…')}
          </Button>
          <Button size="small" look="quiet" command="transcripts.redact" onClick={redact}>
            {t('Redact…')}
          </Button>
        </div>
      )}
      {transcript === null || redacting === null ? null : (
        <RedactDialog transcript={transcript} marked={redacting.marked} />
      )}
    </div>
  )
}

type Bar = { readonly left: number; readonly top: number; readonly below: boolean }

const barHeight = 44
const halfBar = 105

/** Where the verbs stand: over the marked words, or under them where there is no room. Knows what is marked to everybody else. */
function useBar(place: { readonly current: HTMLElement | null }, conversationId: number): Bar | null {
  const transcript = useSeenTranscript(conversationId)
  const [bar, setBar] = useState<Bar | null>(null)
  useEffect(() => {
    const pane = place.current?.parentElement ?? null
    if (pane === null || transcript === null) return
    const read = (): void => {
      const marked = readMarked(transcript, pane)
      if (marked !== null) useChoice.setState({ marked })
      else if (pane.contains(document.activeElement) || document.activeElement === document.body)
        useChoice.setState((choice) => (choice.marked === null ? {} : { marked: null }))
      setBar(marked === null ? null : barOver(pane))
    }
    const moved = (): void => setBar((before) => (before === null ? null : barOver(pane)))
    document.addEventListener('selectionchange', read)
    pane.addEventListener('scroll', moved, { capture: true, passive: true })
    window.addEventListener('resize', moved)
    return () => {
      document.removeEventListener('selectionchange', read)
      pane.removeEventListener('scroll', moved, { capture: true })
      window.removeEventListener('resize', moved)
    }
  }, [transcript, place])
  return bar
}

function barOver(pane: HTMLElement): Bar | null {
  const selection = window.getSelection()
  const list = pane.querySelector('.tl-scroll')?.getBoundingClientRect()
  if (selection === null || selection.rangeCount === 0 || list === undefined) return null
  const words = selection.getRangeAt(0).getBoundingClientRect()
  if (words.bottom < list.top || words.top > list.bottom) return null
  const { left, top, width } = pane.getBoundingClientRect()
  const below = words.top - barHeight < list.top
  const middle = words.left + words.width / 2 - left
  return {
    left: Math.max(halfBar, Math.min(width - halfBar, middle)),
    top: (below ? words.bottom : words.top) - top,
    below,
  }
}

/** A note goes where one went last: to a row that was chosen, or to what was heard since. */
function useLatest(): void {
  useEffect(
    () =>
      useTranscripts.subscribe((now, before) => {
        if (now.entryId !== before.entryId && now.entryId !== null) useChoice.setState({ latest: 'row' })
        else if (now.atMs !== before.atMs && (now.playing || now.wanted !== before.wanted || (now.atMs ?? 0) > 0))
          useChoice.setState((choice) => (choice.latest === 'moment' ? choice : { latest: 'moment' }))
      }),
    [],
  )
}
