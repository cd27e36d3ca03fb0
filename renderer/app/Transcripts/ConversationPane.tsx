import { CircleCheck, Lock, PanelRight, Share, Star } from 'lucide-react'
import { useState } from 'react'
import { HoldDialog } from '#renderer/app/Exchange/HoldDialog.tsx'
import { useHold } from '#renderer/app/Exchange/use-hold.ts'
import { ExportDialog } from '#renderer/app/Exchange/ExportDialog.tsx'
import { ConversationTags } from '#renderer/app/Transcripts/ConversationTags.tsx'
import { Marking } from '#renderer/app/Transcripts/Marking.tsx'
import { TimelinePane } from '#renderer/app/Transcripts/TimelinePane.tsx'
import { copyLink } from '#renderer/app/Transcripts/transcript-link.ts'
import { lengthWords } from '#renderer/app/Transcripts/search-words.ts'
import { tryInSight } from '#renderer/state/playground-replay.ts'
import { askForTest, lessonAt } from '#renderer/state/proposal-test.ts'
import { markReviewed } from '#renderer/state/transcript-notes.ts'
import { useSearch } from '#renderer/state/transcript-search.ts'
import { starConversation } from '#renderer/state/transcript-stars.ts'
import { useTranscriptView } from '#renderer/state/transcript-view.ts'
import { useTranscripts } from '#renderer/state/transcripts.ts'
import { CountersignMark } from '#renderer/ui/CountersignMark.tsx'
import { useCommands } from '#renderer/ui/keys.ts'
import { Menu } from '#renderer/ui/Menu.tsx'
import { clockWords, dayWords, exactWords, useNow } from '#renderer/ui/Time.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { channelWords } from '#renderer/ui/words.ts'
import { t } from '#renderer/ui/language.ts'

type Props = { readonly reviewOpen: boolean; readonly onReview: () => void }

/** The conversation in sight: whose it is and what it was, then what happened in it. */
export function ConversationPane({ reviewOpen, onReview }: Props) {
  const conversationId = useTranscripts((transcripts) => transcripts.conversationId)
  if (conversationId === null)
    return (
      <section className="transcript-none" aria-label={t('Conversation')} data-pane="conversation" tabIndex={-1}>
        <CountersignMark width={36} />
        <p>{t('Choose a conversation to read what was said, decided and done in it.')}</p>
      </section>
    )
  return (
    <section className="transcript" aria-label={t('Conversation')} data-pane="conversation" tabIndex={-1}>
      <Head key={conversationId} conversationId={conversationId} reviewOpen={reviewOpen} onReview={onReview} />
      <TimelinePane conversationId={conversationId} />
      <Marking
        key={`marking ${conversationId}`}
        conversationId={conversationId}
        reviewOpen={reviewOpen}
        onReview={onReview}
      />
    </section>
  )
}

const noTags: readonly string[] = []

const conversationStates = { open: t('open'), snoozed: t('snoozed'), closed: t('closed') } as const

/** As the desk has it; until it is read, as far as the search knows. */
function useHead(conversationId: number) {
  const hit = useSearch(({ hits }) => hits.find((one) => one.conversationId === conversationId))
  const transcript = useTranscriptView((view) => (view.conversationId === conversationId ? view.transcript : null))
  if (transcript === null)
    return hit === undefined
      ? null
      : { ...hit, isCall: hit.callId !== null, agent: null, state: null, tags: noTags, own: noTags }
  const { conversation, call, tags } = transcript
  return {
    customer: conversation.customer.name,
    subject: conversation.subject,
    channel: conversation.channel,
    at: call?.startedAt ?? conversation.lastMessageAt,
    durationMs: call === null || call.endedAt === null ? null : call.endedAt - call.startedAt,
    isCall: call !== null,
    agent: call?.agent.name ?? null,
    state: conversation.state,
    starred: hit?.starred ?? transcript.starred,
    reviewed: hit?.reviewed ?? transcript.reviewed !== null,
    tags: conversation.tags,
    own: tags,
  }
}

function Head({ conversationId, reviewOpen, onReview }: Props & { readonly conversationId: number }) {
  const head = useHead(conversationId)
  const now = useNow()
  const holding = useHold(conversationId)
  const starred = head?.starred ?? false
  const turn = (): void => void starConversation(conversationId, !starred)
  const reviewed = head?.reviewed ?? false
  const review = (): void => void markReviewed(conversationId, !reviewed)
  useCommands({ 'transcripts.star': turn, 'transcripts.reviewed': review })
  const channel =
    head === null
      ? ''
      : !head.isCall
        ? channelWords[head.channel]
        : head.agent === null
          ? t('Call')
          : t('Call with {{agent}}', { agent: head.agent })
  return (
    <header className="transcript-head">
      <div className="transcript-who">
        <h2>{head === null ? '' : <VisibleText text={head.customer} />}</h2>
        {head === null ? null : (
          <p className="transcript-what" title={exactWords(head.at)}>
            {channel}, {dayWords(head.at, now)}, {clockWords(head.at)}
            {head.durationMs === null ? null : `, ${lengthWords(head.durationMs)}`}
            {head.subject === '' || head.subject === channel ? null : (
              <>
                , <VisibleText text={head.subject} />
              </>
            )}
            {head.state === null ? null : `, ${conversationStates[head.state]}`}
          </p>
        )}
      </div>
      <ConversationTags conversationId={conversationId} theirs={head?.tags ?? noTags} own={head?.own ?? noTags} />
      {holding.hold === null ? null : (
        <span className="chip transcript-held" title={`${holding.hold.why} (${holding.hold.by})`}>
          <Lock aria-hidden="true" />
          {t('Held')}
          <span className="visually-hidden">
            <VisibleText text={`: ${holding.hold.why} (${holding.hold.by})`} />
          </span>
        </span>
      )}
      <button
        type="button"
        className="icon-button"
        aria-pressed={reviewed}
        aria-label={t('Reviewed')}
        title={reviewed ? t('Reviewed') : t('Mark as reviewed')}
        onClick={review}
      >
        <CircleCheck className={reviewed ? 'is-reviewed' : ''} />
      </button>
      <button
        type="button"
        className="icon-button"
        aria-pressed={starred}
        aria-label={t('Star')}
        title={starred ? t('Starred') : t('Star')}
        onClick={turn}
      >
        <Star className={starred ? 'is-starred' : ''} />
      </button>
      <ShareMenu conversationId={conversationId} holding={holding} />
      <button
        type="button"
        className="icon-button transcript-review-turn"
        aria-pressed={reviewOpen}
        aria-label={t('Review')}
        title={t('Review')}
        onClick={onReview}
      >
        <PanelRight />
      </button>
    </header>
  )
}

const shares = [
  { id: 'link', label: t('Copy a link to what is in sight') },
  { id: 'export', label: t('Export this conversation…') },
  { id: 'try', label: t('Try in the playground'), hint: t('From the row one stands on') },
]
const test = { id: 'test', label: t('Make this a test…'), hint: t('Of the decision one stands on') }
const hold = { id: 'hold', label: t('Hold it…'), hint: t('No retention rule removes it') }
const release = { id: 'release', label: t('Let go of the hold'), hint: t('Retention rules may remove it') }

/** The decision of the row one stands on, where a test can be made of it. */
function useLesson(conversationId: number) {
  const entryId = useTranscripts((transcripts) => transcripts.entryId)
  const transcript = useTranscriptView((view) => (view.conversationId === conversationId ? view.transcript : null))
  const entry = transcript?.entries.find(({ id }) => id === entryId)
  return lessonAt(entry, transcript?.proposals ?? [])
}

type MenuProps = { readonly conversationId: number; readonly holding: ReturnType<typeof useHold> }

function ShareMenu({ conversationId, holding }: MenuProps) {
  const [isOpen, setOpen] = useState(false)
  const [said, setSaid] = useState('')
  const [isExporting, setExporting] = useState(false)
  const [isHolding, setHolding] = useState(false)
  const lesson = useLesson(conversationId)
  const makeTest = (): void => (lesson === null ? undefined : askForTest(lesson))
  useCommands(lesson === null ? {} : { 'transcripts.test': makeTest })
  const share = (id: string): void => {
    if (id === 'test') makeTest()
    else if (id === 'export') setExporting(true)
    else if (id === 'try') tryInSight()
    else if (id === 'hold') setHolding(true)
    else if (id === 'release') void holding.set(null).then((failure) => setSaid(failure ?? t('No longer held')))
    else void copyLink().then((done) => setSaid(done ? t('Link copied') : t('Not copied')))
  }
  return (
    <>
      <Menu
        label={t('Share')}
        choices={[...shares, ...(lesson === null ? [] : [test]), holding.hold === null ? hold : release]}
        onChoose={share}
        isOpen={isOpen}
        onOpenChange={(open) => (setOpen(open), setSaid(''))}
        className="icon-button"
      >
        <Share aria-hidden="true" />
        <span className="visually-hidden">{t('Share')}</span>
      </Menu>
      {said === '' ? null : <span className="transcript-said">{said}</span>}
      {isHolding ? <HoldDialog hold={holding.set} onClose={() => setHolding(false)} /> : null}
      {isExporting ? (
        <ExportDialog
          of={{ by: 'conversations', ids: [conversationId] }}
          about={t('The conversation in sight, as files.')}
          onClose={() => setExporting(false)}
        />
      ) : null}
    </>
  )
}
