import { useMemo } from 'react'
import { NotesTab } from '#renderer/app/Transcripts/NotesTab.tsx'
import { RawTab } from '#renderer/app/Transcripts/RawTab.tsx'
import { ScorecardTab } from '#renderer/app/Transcripts/ScorecardTab.tsx'
import { showTab, useChoice, type ReviewTab } from '#renderer/state/transcript-choice.ts'
import { useTranscriptView } from '#renderer/state/transcript-view.ts'
import { selectEntry } from '#renderer/state/transcripts.ts'
import { Tabs, type TabItem } from '#renderer/ui/Tabs.tsx'
import { t } from '#renderer/ui/language.ts'

const panel = 'transcript-review'

/** What stands beside a conversation: how it is judged, what was noted, and what went over the wire. */
export function Review({ conversationId, drawer }: { readonly conversationId: number; readonly drawer: boolean }) {
  const tab = useChoice((choice) => choice.tab)
  const notes = useTranscriptView((view) =>
    view.conversationId === conversationId ? view.transcript?.notes.length : 0,
  )
  const items = useMemo<readonly TabItem<ReviewTab>[]>(
    () => [
      { id: 'scorecard', label: t('Scorecard') },
      { id: 'notes', label: t('Notes'), ...(notes === undefined || notes === 0 ? {} : { hint: String(notes) }) },
      { id: 'raw', label: t('Raw') },
    ],
    [notes],
  )
  return (
    <aside
      className={drawer ? 'review review-drawer' : 'review'}
      aria-label={t('Review')}
      data-pane="evidence"
      tabIndex={-1}
    >
      <Tabs label={t('Review')} items={items} current={tab} onChoose={showTab} panel={panel} />
      <div className="review-body" id={panel} role="tabpanel" aria-labelledby={`${panel}-${tab}`}>
        {tab === 'scorecard' ? (
          <ScorecardTab key={conversationId} conversationId={conversationId} onEntry={selectEntry} />
        ) : tab === 'notes' ? (
          <NotesTab key={conversationId} conversationId={conversationId} />
        ) : (
          <RawTab key={conversationId} conversationId={conversationId} />
        )}
      </div>
    </aside>
  )
}
