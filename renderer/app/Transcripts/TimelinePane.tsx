import { Crosshair } from 'lucide-react'
import { useEffect, useMemo, useRef } from 'react'
import type { Transcript } from '#contract/transcript.ts'
import { TimelineList, type Going } from '#renderer/app/Transcripts/TimelineList.tsx'
import {
  countGroups,
  findEntry,
  groupOf,
  groupWords,
  hitsInOrder,
  nextHit,
  rowAt,
  timelineRows,
} from '#renderer/app/Transcripts/timeline-rows.ts'
import { useConnection } from '#renderer/connection.ts'
import { groups, hideGroups, useHiddenGroups, type Group } from '#renderer/state/timeline-groups.ts'
import {
  followTranscript,
  loadTranscript,
  useSeenTranscript,
  useTranscriptView,
} from '#renderer/state/transcript-view.ts'
import { selectEntry, useTranscripts } from '#renderer/state/transcripts.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { useCommands } from '#renderer/ui/keys.ts'
import { Notice } from '#renderer/ui/Notice.tsx'
import '#renderer/styles/transcripts-timeline.css'
import '#renderer/styles/transcripts-words.css'
import { locale, t } from '#renderer/ui/language.ts'

/** One conversation as cause and effect: what was said, read, proposed, decided and done. */
export function TimelinePane({ conversationId }: { readonly conversationId: number }) {
  const isOpen = useConnection((connection) => connection.state === 'open')
  const transcript = useSeenTranscript(conversationId)
  const failure = useTranscriptView((view) => (view.conversationId === conversationId ? view.failure : null))
  useEffect(() => {
    if (!isOpen) return
    const shown = new AbortController()
    void loadTranscript(conversationId)
    void followTranscript(conversationId, shown.signal)
    return () => shown.abort()
  }, [conversationId, isOpen])
  const isGone = useTranscriptView((view) => view.conversationId === conversationId && view.gone)
  if (isGone)
    return (
      <div className="tl-waiting">
        <Notice tone="info" role="status" title={t('This conversation was removed for good.')}>
          {t('Nothing of it is kept at this desk. The ledger says who removed it, when and why.')}
        </Notice>
      </div>
    )
  if (transcript !== null) return <Shown transcript={transcript} />
  return (
    <div className="tl-waiting" aria-busy={failure === null}>
      {failure === null ? null : (
        <Notice
          tone="warn"
          role="alert"
          title={t('The conversation could not be read.')}
          action={
            <Button size="small" onClick={() => void loadTranscript(conversationId)}>
              {t('Try again')}
            </Button>
          }
        >
          {failure}
        </Notice>
      )}
    </div>
  )
}

function Shown({ transcript }: { readonly transcript: Transcript }) {
  const turnedOff = useHiddenGroups((state) => state.hidden)
  const { entries, leftOut, call } = transcript
  const counts = useMemo(() => countGroups(entries), [entries])
  const list = useRef<Going>(null)
  const entryId = useTranscripts((state) => state.entryId)
  const named = useMemo(() => (entryId === null ? null : findEntry(entries, entryId)), [entries, entryId])
  // The row one stands on is shown, whatever is hidden.
  const namedGroup = named === null ? null : groupOf(named)
  const hidden = useMemo(() => new Set([...turnedOff].filter((group) => group !== namedGroup)), [turnedOff, namedGroup])
  const rows = useMemo(() => timelineRows(entries, hidden), [entries, hidden])

  // One that has no row of its own is found in another.
  useEffect(() => {
    if (named !== null && named.id !== entryId) selectEntry(named.id)
  }, [named, entryId])

  const turn = (group: Group): void => {
    const isHidden = hidden.has(group)
    if (!isHidden && group === namedGroup) selectEntry(null)
    const others = [...turnedOff].filter((one) => one !== group)
    hideGroups(new Set(isHidden ? others : [...others, group]))
  }
  const hits = useTranscripts((state) => state.hits)
  const found = useMemo(() => hitsInOrder(entries, hits), [entries, hits])
  const stepHit = (by: 1 | -1): void => {
    const next = nextHit(entries, found, useTranscripts.getState().entryId, by)
    if (next !== null) selectEntry(next)
  }
  const follow = (): void => {
    useTranscripts.setState({ following: true })
    const { atMs } = useTranscripts.getState()
    const row = atMs === null ? null : rowAt(rows, atMs)
    if (row !== null) list.current?.go(row)
  }
  useCommands({
    'transcripts.nextHit': () => stepHit(1),
    'transcripts.previousHit': () => stepHit(-1),
    'transcripts.follow': follow,
  })
  return (
    <div className="tl">
      <div className="tl-groups" role="group" aria-label={t('Rows to show')}>
        {groups
          .filter((group) => counts[group] > 0)
          .map((group) => (
            <button
              key={group}
              type="button"
              className="tl-group"
              aria-pressed={!hidden.has(group)}
              onClick={() => turn(group)}
            >
              {groupWords(group, call !== null)} {counts[group]}
            </button>
          ))}
      </div>
      <FoundPlaces found={found} onStep={stepHit} />
      {leftOut === 0 ? null : (
        <p className="tl-left">
          {t('{{rows}} older rows are not shown: this conversation is very long.', {
            rows: leftOut.toLocaleString(locale),
          })}
        </p>
      )}
      {rows.length === 0 ? (
        <p className="tl-left">
          {entries.length === 0 ? t('Nothing was said yet.') : t('Every kind of row is hidden.')}
        </p>
      ) : (
        <TimelineList ref={list} transcript={transcript} rows={rows} />
      )}
      <FollowButton onFollow={follow} />
    </div>
  )
}

/** Which of the places that were found one stands on, and the way to the others. */
function FoundPlaces({ found, onStep }: { readonly found: readonly string[]; readonly onStep: (by: 1 | -1) => void }) {
  const entryId = useTranscripts((state) => state.entryId)
  const more = useTranscripts((state) => state.moreHits)
  if (found.length < 2) return null
  const at = entryId === null ? -1 : found.indexOf(entryId)
  const places = more
    ? t('the newest {{places}}', { places: found.length.toLocaleString(locale) })
    : found.length.toLocaleString(locale)
  return (
    <p className="tl-found">
      <span>
        {at === -1
          ? t('Found in {{places}} places', { places })
          : t('Place {{at}} of {{places}}', { at: (at + 1).toLocaleString(locale), places })}
      </span>
      <Button size="small" look="quiet" command="transcripts.previousHit" onClick={() => onStep(-1)}>
        {t('Previous')}
      </Button>
      <Button size="small" look="quiet" command="transcripts.nextHit" onClick={() => onStep(1)}>
        {t('Next')}
      </Button>
    </p>
  )
}

function FollowButton({ onFollow }: { readonly onFollow: () => void }) {
  const isAway = useTranscripts(({ playing, following }) => playing && !following)
  return isAway ? (
    <Button className="tl-follow" size="small" command="transcripts.follow" onClick={onFollow}>
      <Crosshair />
      {t('Follow what is heard')}
    </Button>
  ) : null
}
