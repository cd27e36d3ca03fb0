import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { RawTurn } from '#contract/transcript.ts'
import type { Json } from '#contract/tool.ts'
import { tookWords } from '#renderer/app/Transcripts/timeline-words.ts'
import { failureText, theDesk, useConnection } from '#renderer/connection.ts'
import { selectEntry } from '#renderer/state/transcripts.ts'
import { useTranscriptView } from '#renderer/state/transcript-view.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { clockSecondWords, exactWords } from '#renderer/ui/Time.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import '#renderer/styles/transcripts-raw.css'
import { t } from '#renderer/ui/language.ts'

type Read = { readonly of: number; readonly turns: readonly RawTurn[] | null; readonly failure: string | null }

/** What went over the wire in a conversation, turn by turn, secrets removed. */
export function RawTab({ conversationId }: { readonly conversationId: number }) {
  const [read, setRead] = useState<Read>({ of: conversationId, turns: null, failure: null })
  const { turns, failure } = read.of === conversationId ? read : { turns: null, failure: null }
  const isOpen = useConnection((connection) => connection.state === 'open')
  useEffect(() => {
    if (!isOpen) return undefined
    const asking = new AbortController()
    theDesk()
      .timeline.raw({ conversationId }, { signal: asking.signal })
      .then(
        (found) => setRead({ of: conversationId, turns: found.turns, failure: null }),
        (error: unknown) => {
          if (!asking.signal.aborted) setRead({ of: conversationId, turns: null, failure: failureText(error) })
        },
      )
    return () => asking.abort()
  }, [conversationId, isOpen])
  if (failure !== null)
    return (
      <p className="raw-none" role="alert">
        {failure}
      </p>
    )
  if (turns === null) return <p className="raw-none">{t('Reading…')}</p>
  if (turns.length === 0) return <p className="raw-none">{t('No turn of an agent is kept of this conversation.')}</p>
  return (
    <ol className="raw">
      {turns.map((turn, at) => (
        <Turn key={turn.turnId} turn={turn} number={at + 1} isOpen={turns.length <= 2} />
      ))}
    </ol>
  )
}

type TurnProps = { readonly turn: RawTurn; readonly number: number; readonly isOpen: boolean }

function Turn({ turn, number, isOpen }: TurnProps) {
  const { turnId, at, usage, latencyMs, fingerprint, request, response } = turn
  const rowId = useTranscriptView(
    ({ transcript }) =>
      transcript?.entries.find((entry) => 'turnId' in entry && entry.turnId === turnId)?.id ??
      transcript?.entries.find(
        (entry) =>
          entry.kind === 'proposal' &&
          transcript.proposals.some((one) => one.turnId === turnId && one.id === entry.proposalId),
      )?.id ??
      null,
  )
  const facts = [
    ...(usage === null
      ? []
      : [
          t('{{input}} tokens in, {{output}} out', {
            input: usage.promptTokens,
            output: usage.completionTokens,
          }),
        ]),
    ...(latencyMs === 0 ? [] : [tookWords(latencyMs)]),
  ].join(', ')
  return (
    <li className="raw-turn">
      <header>
        <h3>{t('Turn {{number}}', { number })}</h3>
        <time title={exactWords(at)}>{clockSecondWords(at)}</time>
        {rowId === null ? null : (
          <Button look="quiet" size="small" onClick={() => selectEntry(rowId)}>
            {t('Show')}
          </Button>
        )}
      </header>
      <p className="raw-facts">
        {facts === '' ? t('Nothing was measured.') : facts}
        {fingerprint === null ? null : (
          <>
            {', '}
            <span className="mono">
              <VisibleText text={fingerprint} />
            </span>
          </>
        )}
      </p>
      <Part name={t('Request')} value={request} isOpen={isOpen} />
      <Part name={t('Response')} value={response} isOpen={isOpen} />
    </li>
  )
}

function Part({ name, value, isOpen }: { readonly name: string; readonly value: Json; readonly isOpen: boolean }) {
  const [open, setOpen] = useState(isOpen)
  const [copied, setCopied] = useState(false)
  const copy = (): void =>
    void navigator.clipboard.writeText(JSON.stringify(value, null, 2)).then(
      () => setCopied(true),
      () => setCopied(false),
    )
  return (
    <details className="raw-part" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{name}</summary>
      {open ? (
        <>
          <Button look="quiet" size="small" className="raw-copy" onClick={copy}>
            {copied ? <Check /> : <Copy />}
            {copied ? t('Copied') : t('Copy')}
          </Button>
          <pre tabIndex={0} aria-label={t('{{name}}, JSON', { name })}>
            <VisibleText text={JSON.stringify(value, null, 2)} />
          </pre>
        </>
      ) : null}
    </details>
  )
}
