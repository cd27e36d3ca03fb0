import { Check, GitFork, Pencil } from 'lucide-react'
import { useId, useState } from 'react'
import type { TextCall } from '#contract/playground.ts'
import type { Judgement } from '#contract/playground-step.ts'
import { fieldsOf, givenWords, setOut, toolWords } from '#renderer/app/Playground/playground-words.ts'
import { answerCall, simulatedOf } from '#renderer/state/playground-run.ts'
import { readOutput, type Answer, type ColumnId } from '#renderer/state/playground-steps.ts'
import { canFork, forkTo } from '#renderer/state/playground.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Dial } from '#renderer/ui/Dial.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { said, saidPieces, t } from '#renderer/ui/language.ts'

type Props = {
  readonly column: ColumnId
  readonly answer: Answer
  readonly call: TextCall
  /** The one the key means. */
  readonly isFirst: boolean
}
type Panel = 'none' | 'result' | 'reject'

/** A call that is never made: what the rules would do with it, and the result that goes back. */
export function CallCard({ column, answer, call, isFirst }: Props) {
  const [panel, setPanel] = useState<Panel>('none')
  const judged = answer.judged?.find(({ callId }) => callId === call.id) ?? null
  const given = answer.given[call.id] ?? null
  const failed = judged?.checks.filter(({ result }) => result !== 'pass') ?? []
  const name = useId()
  const close = (): void => setPanel('none')
  return (
    <article className="play-call" aria-labelledby={name} data-given={given !== null}>
      <header className="play-call-head">
        {judged === null ? null : <Dial risk={judged.risk} named />}
        <h3 id={name}>{toolWords(call.name)}</h3>
        <span className="grow" />
        <span>{given === null ? (judged === null ? t('Judging…') : shortWould(judged)) : givenWords[given.how]}</span>
      </header>
      <div className="play-call-body">
        {judged === null || judged.sentence.length === 0 ? null : (
          <p className="play-call-sentence">
            {saidPieces(judged.sentence).map((part, at) =>
              part.value ? (
                <b key={`${at} ${part.text}`}>
                  <VisibleText text={part.text} />
                </b>
              ) : (
                <VisibleText key={`${at} ${part.text}`} text={part.text} />
              ),
            )}
          </p>
        )}
        <Values text={call.arguments} />
        {judged === null ? null : <p className="play-call-would">{said(judged.would)}</p>}
        {judged?.known === false ? <p className="play-call-fault">{t('This desk has no tool of that name.')}</p> : null}
        {failed.map(({ id, label, detail }) => (
          <p key={id} className="play-call-fault">
            {label}
            {detail === null ? null : (
              <>
                : <VisibleText text={detail} />
              </>
            )}
          </p>
        ))}
        {given === null ? null : (
          <div className="play-call-given">
            <p className="tertiary">{t('Given back')}</p>
            <Values text={given.output} />
          </div>
        )}
        {panel === 'result' ? (
          <ResultPanel
            start={setOut(given?.output ?? (judged === null ? '{}' : JSON.stringify(judged.given.result)))}
            drops={given !== null}
            onTake={(output) => (close(), answerCall(column, answer.id, call.id, { how: 'edited', output }))}
            onClose={close}
          />
        ) : null}
        {panel === 'reject' ? (
          <RejectPanel
            onTake={(output) => (close(), answerCall(column, answer.id, call.id, { how: 'rejected', output }))}
            onClose={close}
          />
        ) : null}
        {panel === 'none' ? (
          <footer className="playground-verbs">
            {given === null ? (
              <Button
                size="small"
                {...(isFirst ? { command: 'playground.simulate' as const } : {})}
                unavailable={judged === null ? t('It is being judged') : null}
                onClick={() => judged !== null && answerCall(column, answer.id, call.id, simulatedOf(judged))}
              >
                <Check />
                {judged === null ? t('Simulate') : takeWords(judged)}
              </Button>
            ) : null}
            <Button size="small" look={given === null ? 'quiet' : 'outline'} onClick={() => setPanel('result')}>
              <Pencil />
              {t('Edit result')}
            </Button>
            {given === null ? (
              <Button size="small" look="quiet" onClick={() => setPanel('reject')}>
                {t('Reject…')}
              </Button>
            ) : null}
            {canFork(column) ? (
              <Button size="small" look="quiet" onClick={() => forkTo(column, answer.id)}>
                <GitFork />
                {t('Fork here')}
              </Button>
            ) : null}
          </footer>
        ) : null}
      </div>
    </article>
  )
}

function shortWould({ given, policy }: Judgement): string {
  if (given.how !== 'simulated') return givenWords[given.how]
  switch (policy.verdict) {
    case 'allow':
      return t('would run by itself')
    case 'dry_run':
      return t('would be rehearsed')
    case 'ask':
      return t('would ask you')
    case 'ask_two':
      return t('would ask two people')
    case 'deny':
      return t('would be refused')
  }
}

function takeWords({ given }: Judgement): string {
  switch (given.how) {
    case 'simulated':
      return t('Simulate')
    case 'blocked':
      return t('Give the refusal')
    case 'looked_up':
      return t('Give what was found')
    case 'failed':
      return t('Give the failure')
  }
}

function Values({ text }: { readonly text: string }) {
  const fields = fieldsOf(text)
  if (fields === null)
    return (
      <pre className="play-call-raw">
        <VisibleText text={setOut(text)} />
      </pre>
    )
  return (
    <dl className="play-call-values">
      {fields.map(([name, value]) => (
        <div key={name}>
          <dt>
            <VisibleText text={name} />
          </dt>
          <dd>
            <VisibleText text={value} />
          </dd>
        </div>
      ))}
    </dl>
  )
}

type PanelProps = { readonly onTake: (output: string) => void; readonly onClose: () => void }

/** A result of one's own, as JSON. */
function ResultPanel({
  start,
  drops,
  onTake,
  onClose,
}: PanelProps & { readonly start: string; readonly drops: boolean }) {
  const [text, setText] = useState(start)
  const [fault, setFault] = useState<string | null>(null)
  const error = useId()
  const take = (): void => {
    const read = readOutput(text)
    if ('fault' in read) setFault(read.fault)
    else onTake(read.output)
  }
  return (
    <div className="play-call-panel">
      <textarea
        // It was asked for by the person who is to write in it.
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        className="form-input is-json"
        aria-label={t('Result, JSON')}
        aria-invalid={fault !== null}
        aria-describedby={fault === null ? undefined : error}
        rows={4}
        value={text}
        onChange={(event) => (setText(event.target.value), setFault(null))}
      />
      {fault === null ? null : (
        <p id={error} className="play-call-fault" role="alert">
          {fault}
        </p>
      )}
      {drops ? <p className="tertiary small">{t('What came after it goes. Fork first to keep it.')}</p> : null}
      <p className="playground-verbs">
        <Button size="small" look="solid" onClick={take}>
          {drops ? t('Continue from here') : t('Give this result')}
        </Button>
        <Button size="small" look="quiet" onClick={onClose}>
          {t('Back')}
        </Button>
      </p>
    </div>
  )
}

/** A refusal, as a person on the desk would write it. */
function RejectPanel({ onTake, onClose }: PanelProps) {
  const [reason, setReason] = useState('')
  const take = (): void =>
    onTake(JSON.stringify({ status: 'rejected', ...(reason.trim() === '' ? {} : { reason: reason.trim() }) }))
  return (
    <div className="play-call-panel">
      <textarea
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        className="form-input"
        aria-label={t('Why not')}
        placeholder={t('Why not? The agent reads it.')}
        rows={2}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      <p className="playground-verbs">
        <Button size="small" look="solid" onClick={take}>
          {t('Reject')}
        </Button>
        <Button size="small" look="quiet" onClick={onClose}>
          {t('Back')}
        </Button>
      </p>
    </div>
  )
}
