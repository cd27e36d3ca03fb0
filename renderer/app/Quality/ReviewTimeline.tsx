import { useEffect, useLayoutEffect } from 'react'
import type { ReviewItem } from '#contract/quality.ts'
import { TimelinePane } from '#renderer/app/Transcripts/TimelinePane.tsx'
import { TranscriptPlayer } from '#renderer/app/Transcripts/TranscriptPlayer.tsx'
import { hideNames, openTranscript } from '#renderer/state/transcripts.ts'
import { useTranscriptView } from '#renderer/state/transcript-view.ts'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { said, t } from '#renderer/ui/language.ts'

type Props = {
  readonly item: ReviewItem
  readonly blind: boolean
  /** Where what is scored stands; null: the beginning. */
  readonly entryId: string | null
}

/** What happened, beside the scorecard. Blind, it names neither agent nor operator. */
export function ReviewTimeline({ item, blind, entryId }: Props) {
  const { conversationId } = item.subject
  useLayoutEffect(() => {
    hideNames(blind)
    return () => hideNames(false)
  }, [blind])
  useEffect(() => openTranscript(conversationId, { entryId }), [conversationId, entryId])
  return (
    <div className="review-timeline" data-pane="conversation" tabIndex={-1}>
      <p className="review-what">
        <b>
          <VisibleText text={item.customer} />
        </b>{' '}
        <VisibleText text={said(item.title)} />
      </p>
      <TimelinePane conversationId={conversationId} />
      {blind ? <SoundHeldBack conversationId={conversationId} /> : <TranscriptPlayer conversationId={conversationId} />}
    </div>
  )
}

/** A voice tells who speaks, whatever is hidden in the captions. */
function SoundHeldBack({ conversationId }: { readonly conversationId: number }) {
  const hasSound = useTranscriptView(
    (view) => view.conversationId === conversationId && view.transcript?.call?.recording.state === 'kept',
  )
  return hasSound ? (
    <p className="review-held-back" role="note">
      {t(
        'The recording is not offered before your score is in: voices and spoken names would tell who it was. Its captions are here, without names.',
      )}
    </p>
  ) : null
}
