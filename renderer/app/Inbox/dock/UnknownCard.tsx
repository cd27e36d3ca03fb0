import { useEffect, useRef, useState } from 'react'
import { CircleCheck, CircleX, SearchCheck } from 'lucide-react'
import type { Proposal, ResolutionInput } from '#contract/proposal.ts'
import type { ToolView } from '#contract/tool.ts'
import { readAnswer } from '#renderer/app/Inbox/dock/AnswerPanel.tsx'
import { Button } from '#renderer/ui/Button.tsx'
import { CommandKeys } from '#renderer/ui/Kbd.tsx'
import { clockSecondWords } from '#renderer/ui/Time.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { said, t } from '#renderer/ui/language.ts'
import { Phrase } from '#renderer/ui/Phrase.tsx'

/** What may have happened: how far it got, and three ways to find out or to say so. Nothing is repeated until one is taken. */
type Way = 'happened' | 'not_happened'

type TraceProps = {
  readonly proposal: Proposal
  /** Nobody waits to be told of it. */
  readonly isAct: boolean
}

function Trace({ proposal, isAct }: TraceProps) {
  const attempt = proposal.attempts.at(-1)
  const stopped = proposal.outcome?.at ?? proposal.updatedAt
  return (
    <ol className="dock-trace" aria-label={t('How far it got')}>
      <li>
        <b>{t('Approved')}</b>
        {proposal.decision === null ? t('by rule') : clockSecondWords(proposal.decision.at)}
      </li>
      <li className="is-cut">
        <b>{t('Request sent')}</b>
        {attempt === undefined ? t('unknown') : clockSecondWords(attempt.at)}
      </li>
      <li className="is-question">
        <b>{t('Answer?')}</b>
        {t('none by {{stopped}}', { stopped: clockSecondWords(stopped) })}
      </li>
      {isAct ? null : (
        <li className="is-void">
          <b>{t('Agent told')}</b>
          {t('nothing yet')}
        </li>
      )}
    </ol>
  )
}

function Statement({
  way,
  busy,
  onSend,
  onCancel,
}: {
  readonly way: Way
  readonly busy: boolean
  readonly onSend: (note: string, result: string) => void
  readonly onCancel: () => void
}) {
  const [note, setNote] = useState('')
  const [result, setResult] = useState('')
  const [tried, setTried] = useState(false)
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => field.current?.focus(), [])
  const missing = note.trim() === ''
  const send = (): void => {
    setTried(true)
    if (missing) field.current?.focus()
    else if (!busy) onSend(note.trim(), result)
  }
  return (
    <div className="dock-statement">
      <label htmlFor="statement-note">
        {way === 'happened'
          ? t('How do you know? The id of what you saw, where you saw it')
          : t('How do you know? Where you looked, and when')}
      </label>
      <textarea
        id="statement-note"
        ref={field}
        className="form-input"
        rows={2}
        maxLength={2000}
        aria-invalid={tried && missing}
        aria-describedby={tried && missing ? 'statement-problem' : undefined}
        value={note}
        onChange={(event) => setNote(event.target.value)}
      />
      {tried && missing ? (
        <p className="form-error" id="statement-problem">
          {t('Needed: it is kept with your name')}
        </p>
      ) : null}
      {way === 'happened' ? (
        <>
          <label htmlFor="statement-result">{t('Result for the agent, optional: JSON or words')}</label>
          <textarea
            id="statement-result"
            className="form-input is-json"
            rows={1}
            value={result}
            onChange={(event) => setResult(event.target.value)}
          />
        </>
      ) : null}
      <div className="reject-foot">
        <span>
          {way === 'happened'
            ? t('Recorded as done, with your name. The agent is told.')
            : t('Goes back to you for a new signature. Recorded with your name.')}
        </span>
        <Button look="quiet" onClick={onCancel} command="decision.back">
          {t('Back')}
        </Button>
        <Button look="solid" onClick={send} unavailable={busy ? t('Recording') : null}>
          {way === 'happened' ? t('It happened') : t('It did not happen')}
        </Button>
      </div>
    </div>
  )
}

export function UnknownCard({
  proposal,
  isAct,
  tool,
  busy,
  way,
  onWay,
  onResolve,
}: {
  readonly proposal: Proposal
  readonly isAct: boolean
  readonly tool: ToolView | null
  readonly busy: boolean
  readonly way: Way | null
  readonly onWay: (way: Way | null) => void
  readonly onResolve: (input: ResolutionInput) => void
}) {
  const system = tool === null || tool.system === '' ? t('the other system') : tool.system
  const probes = tool === null || tool.kind === 'builtin' || tool.hasProbe
  const resolve = (chosen: Way, note: string, typed: string): void => {
    if (chosen === 'not_happened') return onResolve({ id: proposal.id, how: chosen, note })
    const json = readAnswer('json', typed)
    const result = 'result' in json ? json.result : typed
    onResolve({ id: proposal.id, how: chosen, note, ...(typed.trim() === '' ? {} : { result }) })
  }
  return (
    <div className="dock-body dock-unknown" tabIndex={-1}>
      <Trace proposal={proposal} isAct={isAct} />
      <p className="dock-unknown-text">
        <Phrase
          text="The request left this computer and no answer was stored, so it {{happened}}. Nothing was sent again, and nothing will be until you decide."
          values={{ happened: <b>{t('may have happened')}</b> }}
        />{' '}
        {proposal.note === null ? null : <VisibleText text={said(proposal.note)} />}
      </p>
      {way !== null ? (
        <Statement
          key={way}
          way={way}
          busy={busy}
          onSend={(note, result) => resolve(way, note, result)}
          onCancel={() => onWay(null)}
        />
      ) : (
        <div className="dock-ways">
          <button
            type="button"
            className="dock-way is-first"
            aria-disabled={!probes || busy}
            onClick={() => {
              if (probes && !busy) onResolve({ id: proposal.id, how: 'check' })
            }}
          >
            <b>
              <SearchCheck />
              {busy ? t('Checking…') : t('Check again')}
              <CommandKeys of="decision.check" />
            </b>
            <span>
              {probes
                ? t('One read in {{system}}. Writes nothing.', { system })
                : t('This tool has no check. Look in {{system}} yourself.', { system })}
            </span>
          </button>
          <button type="button" className="dock-way" onClick={() => onWay('happened')}>
            <b>
              <CircleCheck />
              {t('It happened…')}
            </b>
            <span>{t('You saw it in {{system}}. Asks what you saw and keeps your name.', { system })}</span>
          </button>
          <button type="button" className="dock-way" onClick={() => onWay('not_happened')}>
            <b>
              <CircleX />
              {t('It did not happen…')}
            </b>
            <span>{t('Can then be signed again. Asks how you know and keeps your name.')}</span>
          </button>
        </div>
      )}
    </div>
  )
}
