import { memo } from 'react'
import type { SentencePart } from '#contract/proposal.ts'
import type { TimelineEntry, Transcript } from '#contract/transcript.ts'
import type { Json } from '#contract/tool.ts'
import { MarkedText, SpokenWords } from '#renderer/app/Transcripts/TimelineWords.tsx'
import {
  longWords,
  receiptFacts,
  resultWords,
  retrievalWords,
  verbWords,
} from '#renderer/app/Transcripts/timeline-words.ts'
import { Diff } from '#renderer/ui/Diff.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { said, saidOfActor, saidSentence, t } from '#renderer/ui/language.ts'
import { Phrase } from '#renderer/ui/Phrase.tsx'

type Of<K extends TimelineEntry['kind']> = Extract<TimelineEntry, { kind: K }>
type Props = {
  readonly entry: TimelineEntry
  readonly transcript: Transcript
  readonly chosenWord: number | null
  /** Says what the row before it of its kind has said. */
  readonly again: boolean
}

/** What a row says. */
export const Content = memo(function Content({ entry, transcript, chosenWord, again }: Props) {
  switch (entry.kind) {
    case 'caption':
      return <SpokenWords line={entry.line} redacted={entry.redacted} chosen={chosenWord} />
    case 'message':
      return <Message entry={entry} />
    case 'retrieval': {
      const { lead, from, top, quote } = retrievalWords(entry, again)
      return (
        <p>
          <b>{lead}</b>
          <VisibleText text={from} />
          {top}
          {quote === '' ? null : <Quoted text={quote} />}
        </p>
      )
    }
    case 'guardrail':
      return (
        <p>
          <b className="tl-danger">{t('Guardrail')}</b> <MarkedText text={entry.text} />
        </p>
      )
    case 'proposal':
      return (
        <>
          <p>
            <b className="tl-ai">{t('Proposed')}</b> <Sentence parts={entry.sentence} />
          </p>
          {entry.agentReason === null || entry.agentReason === '' ? null : (
            <p className="tl-reason">
              <Quoted text={entry.agentReason} />
            </p>
          )}
        </>
      )
    case 'decision':
      return <Decision entry={entry} />
    case 'rule':
      return (
        <p>
          <b>
            <VisibleText text={saidOfActor(entry.who)} />
          </b>{' '}
          <MarkedText text={said(entry.text)} />
        </p>
      )
    case 'receipt':
      return <ReceiptLine entry={entry} />
    case 'device':
      return (
        <p>
          <MarkedText text={said(entry.mark.text)} />
        </p>
      )
    case 'note': {
      const note = transcript.notes.find(({ id }) => id === entry.noteId)
      return (
        <p className="tl-note">
          <b>
            <VisibleText text={note?.by ?? t('Note')} />
          </b>{' '}
          <MarkedText text={note?.text ?? ''} />
        </p>
      )
    }
    case 'redaction':
      return (
        <p>
          <b>
            <VisibleText text={entry.by} />
          </b>{' '}
          <Phrase
            text="took out {{what}}"
            values={{ what: <VisibleText text={entry.text.charAt(0).toLowerCase() + entry.text.slice(1)} /> }}
          />
        </p>
      )
    case 'unreadable':
      return (
        <p className="tl-reason">
          {t(
            '{{what}} is kept here, but cannot be read. It may have been damaged, or written by a newer version of this program.',
            { what: entry.what },
          )}
        </p>
      )
  }
})

const Quoted = ({ text }: { readonly text: string }) => (
  <Phrase text="“{{quote}}”" values={{ quote: <MarkedText text={text} /> }} />
)

/** Of what no customer was told. */
function whereSaid({ kind, externalId }: Of<'message'>['message']): string {
  if (kind === 'note') return t('Internal note')
  return externalId?.startsWith('import:') === true ? t('In the file it was imported from') : t('In the helpdesk')
}

function Message({ entry: { message, redacted } }: { readonly entry: Of<'message'> }) {
  const names = message.attachments.map(({ name }) => name).join(', ')
  return (
    <>
      {message.kind === 'comment' ? null : <p className="tl-reason">{whereSaid(message)}</p>}
      <p className="tl-said tl-written">
        <MarkedText text={message.text} redacted={redacted} />
      </p>
      {names === '' ? null : (
        <p className="tl-reason">
          <Phrase text="Attached: {{names}}" values={{ names: <VisibleText text={names} /> }} />
        </p>
      )}
    </>
  )
}

function Sentence({ parts }: { readonly parts: readonly SentencePart[] }) {
  return <MarkedText text={saidSentence(parts)} />
}

function Decision({ entry }: { readonly entry: Of<'decision'> }) {
  const { signer, changes, reason, reasons, sentence, afterMs, verb } = entry
  const why = [...reasons, ...(reason === null ? [] : [reason])].join(', ')
  const after = t('after {{time}}', { time: longWords(afterMs) })
  return (
    <>
      <p>
        <b className="tl-person">
          <VisibleText text={signer.name} /> {verbWords(entry)}
        </b>{' '}
        {changes.length > 0 || verb === 'resolve' ? (
          after
        ) : (
          <>
            <Sentence parts={sentence} />
            {verb === 'approve' ? `, ${t('unchanged')}, ${after}` : `, ${after}`}
          </>
        )}
      </p>
      {why === '' ? null : (
        <p className="tl-reason">
          <Quoted text={why} />
        </p>
      )}
      {changes.map(({ pointer, before, after: to }) => (
        <p key={pointer} className="tl-change diff">
          <span>
            <VisibleText text={pointer === '' ? t('all') : pointer.slice(1)} />
          </span>
          <Change before={before} after={to} />
        </p>
      ))}
    </>
  )
}

/** Values side by side; of longer words, word by word. */
function Change({ before, after }: { readonly before: Json | undefined; readonly after: Json | undefined }) {
  if (typeof before === 'string' && typeof after === 'string' && before.length + after.length > longText)
    return <Diff before={before} after={after} />
  return (
    <>
      {before === undefined ? null : (
        <del aria-label={t('removed: {{before}}', { before: shown(before) })}>
          <VisibleText text={shown(before)} />
        </del>
      )}
      {after === undefined ? null : (
        <ins aria-label={t('added: {{after}}', { after: shown(after) })}>
          <VisibleText text={shown(after)} />
        </ins>
      )}
    </>
  )
}
const longText = 90

const shown = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value))

function ReceiptLine({ entry }: { readonly entry: Of<'receipt'> }) {
  const { before, after } = receiptFacts(entry)
  const isBad = entry.result === 'failed' || entry.result === 'unknown' || entry.result === 'undo_failed'
  return (
    <p>
      <b className={isBad ? 'tl-danger' : undefined}>{resultWords(entry)}.</b> <MarkedText text={before} />
      {entry.remoteId === null ? null : (
        <>
          {before === '' ? '' : ', '}
          <span className="mono">
            <MarkedText text={entry.remoteId} />
          </span>
        </>
      )}
      {after === '' ? '' : `${before === '' && entry.remoteId === null ? '' : ', '}${after}`}
    </p>
  )
}
