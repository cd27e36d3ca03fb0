import {
  CircleCheck,
  CircleQuestionMark,
  CircleX,
  EyeOff,
  FileSearch,
  FileWarning,
  Loader,
  Scale,
  ShieldAlert,
  StickyNote,
  Undo2,
} from 'lucide-react'
import { memo } from 'react'
import type { ReactNode } from 'react'
import type { TimelineEntry, Transcript } from '#contract/transcript.ts'
import { longSpanWords, spanWords } from '#renderer/app/Calls/call-words.ts'
import { markIcons } from '#renderer/app/Calls/mark-icons.ts'
import { Content } from '#renderer/app/Transcripts/TimelineContent.tsx'
import { isFailure, type Row } from '#renderer/app/Transcripts/timeline-rows.ts'
import { Avatar } from '#renderer/ui/Avatar.tsx'
import { Chip } from '#renderer/ui/Chip.tsx'
import { CountersignMark } from '#renderer/ui/CountersignMark.tsx'
import { clockWords, exactWords } from '#renderer/ui/Time.tsx'
import { visibleString } from '#renderer/ui/visible-text.ts'
import { regionalLocale, t } from '#renderer/ui/language.ts'

type Props = {
  readonly row: Row
  readonly transcript: Transcript
  readonly isFound: boolean
  readonly notes: number
  readonly chosenWord: number | null
}

/** One row: when it was, who or what it was, and what it says. */
export const TimelineRow = memo(function TimelineRow({ row, transcript, isFound, notes, chosenWord }: Props) {
  const { entry, spine, dayAt, again } = row
  return (
    <>
      {dayAt === null ? null : <p className="tl-day">{dayOf(dayAt)}</p>}
      <div
        className="tl-row"
        data-kind={entry.kind}
        data-spine={spine}
        data-found={isFound}
        data-failed={isFailure(entry)}
      >
        <Moment entry={entry} />
        <span className="tl-pin" title={authorOf(entry, transcript)}>
          <Glyph entry={entry} transcript={transcript} />
        </span>
        <div className="tl-content">
          <span className="visually-hidden">{authorOf(entry, transcript)}: </span>
          <Content entry={entry} transcript={transcript} chosenWord={chosenWord} again={again} />
          {isImported(entry) ? (
            <p>
              <Chip tone="line">{t('Imported')}</Chip>
              <span className="visually-hidden"> {t('from another desk: nothing can be done with it here')}</span>
            </p>
          ) : null}
        </div>
        {notes === 0 || entry.kind === 'note' ? null : (
          <span className="tl-noted" title={notes === 1 ? t('One note') : t('{{notes}} notes', { notes })}>
            <StickyNote aria-hidden="true" />
            <span className="visually-hidden">{notes === 1 ? t('One note') : t('{{notes}} notes', { notes })}</span>
          </span>
        )}
      </div>
    </>
  )
})

const isImported = (entry: TimelineEntry): boolean => 'imported' in entry

const day = new Intl.DateTimeFormat(regionalLocale, {
  weekday: 'short',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
})
const dayOf = (at: number): string => day.format(at)

function Moment({ entry }: { readonly entry: TimelineEntry }) {
  const { atMs, at } = entry
  if (entry.kind === 'note') return <span className="tl-time" />
  if (atMs === null)
    return (
      <time className="tl-time" dateTime={new Date(at).toISOString()} title={exactWords(at)}>
        {clockWords(at)}
      </time>
    )
  return (
    <time className="tl-time" title={exactWords(at)}>
      <span aria-hidden="true">{spanWords(atMs)}</span>
      <span className="visually-hidden">{longSpanWords(atMs)}</span>
    </time>
  )
}

const faces = { customer: 'customer', agent: 'agent', bot: 'agent', operator: 'operator', system: 'operator' } as const

/** Whose row it is, for those who do not see the sign beside it. */
export function authorOf(entry: TimelineEntry, transcript: Transcript): string {
  switch (entry.kind) {
    case 'message':
      return visibleString(entry.message.authorName)
    case 'caption':
      return visibleString(
        {
          caller: transcript.call?.caller ?? t('Caller'),
          agent: transcript.call?.agent.name ?? t('Agent'),
          operator: t('Operator'),
        }[entry.line.lane],
      )
    case 'decision':
      return t('Decision')
    case 'rule':
      return t('Rule')
    case 'receipt':
      return t('Receipt')
    case 'proposal':
      return t('Agent')
    case 'retrieval':
      return t('Retrieval')
    case 'guardrail':
      return t('Guardrail')
    case 'device':
      return t('Call')
    case 'note':
      return t('Note')
    case 'redaction':
      return t('Redaction')
    case 'unreadable':
      return t('Not readable')
  }
}

function Glyph({ entry, transcript }: { readonly entry: TimelineEntry; readonly transcript: Transcript }): ReactNode {
  switch (entry.kind) {
    case 'message':
      return <Avatar name={entry.message.authorName} of={faces[entry.message.author]} size="small" />
    case 'caption': {
      const of = entry.line.lane === 'caller' ? 'customer' : entry.line.lane
      return <Avatar name={authorOf(entry, transcript)} of={of} size="small" />
    }
    case 'retrieval':
      return <FileSearch />
    case 'guardrail':
      return <ShieldAlert className="is-danger" />
    case 'proposal':
      return <CountersignMark state="proposed" width={18} />
    case 'decision':
      return entry.verb === 'approve' || entry.verb === 'retry' ? (
        <CountersignMark state="signed" width={18} />
      ) : (
        <Avatar name={entry.signer.name} of="operator" size="small" />
      )
    case 'rule':
      return entry.event === 'approved' ? <CountersignMark state="rule" width={18} /> : <Scale />
    case 'receipt':
      return <ReceiptGlyph result={entry.result} />
    case 'device': {
      const Icon = markIcons[entry.mark.kind]
      return <Icon />
    }
    case 'note':
      return <StickyNote />
    case 'redaction':
      return <EyeOff />
    case 'unreadable':
      return <FileWarning />
  }
}

function ReceiptGlyph({ result }: { readonly result: Extract<TimelineEntry, { kind: 'receipt' }>['result'] }) {
  switch (result) {
    case 'succeeded':
    case 'step':
      return <CircleCheck className="is-ok" />
    case 'attempted':
      return <Loader />
    case 'failed':
    case 'undo_failed':
      return <CircleX className="is-danger" />
    case 'unknown':
      return <CircleQuestionMark className="is-danger" />
    case 'undone':
      return <Undo2 />
  }
}
