import { useEffect, useState } from 'react'
import { PaneEdge } from '#renderer/app/Inbox/PaneEdge.tsx'
import { ConversationPane } from '#renderer/app/Transcripts/ConversationPane.tsx'
import { Facets } from '#renderer/app/Transcripts/Facets.tsx'
import { Results } from '#renderer/app/Transcripts/Results.tsx'
import { Review } from '#renderer/app/Transcripts/Review.tsx'
import { SearchBar } from '#renderer/app/Transcripts/SearchBar.tsx'
import { SearchNotices } from '#renderer/app/Transcripts/SearchNotices.tsx'
import { SearchProblems } from '#renderer/app/Transcripts/SearchProblems.tsx'
import { TranscriptPlayer } from '#renderer/app/Transcripts/TranscriptPlayer.tsx'
import { copyLink } from '#renderer/app/Transcripts/transcript-link.ts'
import { useMedia } from '#renderer/app/use-media.ts'
import { useConnection } from '#renderer/connection.ts'
import { focusPane } from '#renderer/state/panes.ts'
import { loadSaved } from '#renderer/state/saved-searches.ts'
import { followQuery, searchNow, stepHits } from '#renderer/state/transcript-search.ts'
import { useTranscripts } from '#renderer/state/transcripts.ts'
import { useWidths } from '#renderer/state/widths.ts'
import { useCommands } from '#renderer/ui/keys.ts'
import '#renderer/styles/transcripts.css'
import '#renderer/styles/transcripts-search.css'
import '#renderer/styles/transcripts-saved.css'
import '#renderer/styles/transcripts-results.css'
import '#renderer/styles/transcripts-narrow.css'

/** Everything that was said, decided and done: searched at the left, read in the middle, judged at the right. */
export function Transcripts() {
  const open = useConnection((connection) => connection.state === 'open')
  const conversationId = useTranscripts((transcripts) => transcripts.conversationId)
  const narrow = useMedia('(max-width: 1180px)')
  const { facets: facetsWidth, results, review } = useWidths()
  // What somebody opened or folded holds as long as there is as much room as then.
  const [turned, setTurned] = useState({ narrow, facets: !narrow, review: !narrow })
  const shown = turned.narrow === narrow ? turned : { narrow, facets: !narrow, review: !narrow }
  const { facets: facetsOpen, review: reviewOpen } = shown
  const turnFacets = (): void => setTurned({ ...shown, facets: !facetsOpen })
  const turnReview = (): void => setTurned({ ...shown, review: !reviewOpen })
  const widths = {
    ['--facets-w' as string]: `${facetsWidth}px`,
    ['--results-w' as string]: `${results}px`,
    ['--review-w' as string]: `${review}px`,
  }
  useEffect(followQuery, [])
  useEffect(() => {
    if (!open) return
    void searchNow()
    void loadSaved()
  }, [open])
  useCommands({
    'transcripts.next': () => stepHits(1),
    'transcripts.previous': () => stepHits(-1),
    'transcripts.open': () => focusPane('conversation'),
    'transcripts.facets': turnFacets,
    'transcripts.review': turnReview,
    'transcripts.link': () => void copyLink(),
  })
  useEffect(() => {
    // Where nothing has the focus, the arrows walk as well.
    const walk = (event: KeyboardEvent): void => {
      const by = { ArrowDown: 1, ArrowUp: -1 }[event.key]
      const nowhere = event.target === document.body || event.target === document.getElementById('main')
      if (by === undefined || !nowhere || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return
      event.preventDefault()
      stepHits(by)
    }
    window.addEventListener('keydown', walk)
    return () => window.removeEventListener('keydown', walk)
  }, [])
  return (
    <div className="transcripts" style={narrow ? undefined : widths}>
      {facetsOpen && !narrow ? <Facets /> : null}
      {facetsOpen && !narrow ? <PaneEdge pane="facets" /> : null}
      <div className="paper transcripts-paper">
        <SearchBar facets={facetsOpen && !narrow ? null : { open: facetsOpen, turn: turnFacets }} />
        <SearchProblems />
        <SearchNotices open={open} />
        <div className="transcripts-columns">
          {facetsOpen && narrow ? (
            <div className="facets-drawer">
              <Facets />
            </div>
          ) : null}
          <Results />
          {narrow ? null : <PaneEdge pane="results" />}
          <ConversationPane reviewOpen={reviewOpen} onReview={turnReview} />
          {conversationId === null || !reviewOpen ? null : (
            <>
              {narrow ? null : <PaneEdge pane="review" />}
              <Review conversationId={conversationId} drawer={narrow} />
            </>
          )}
        </div>
        {conversationId === null ? null : <TranscriptPlayer key={conversationId} conversationId={conversationId} />}
      </div>
    </div>
  )
}
