import { useEffect, useState } from 'react'
import type { Deferred, RunResult } from '#contract/playground.ts'
import { costWords, deferredWords, usageWords } from '#renderer/app/Playground/playground-words.ts'
import { Part } from '#renderer/app/Playground/RawRuns.tsx'
import { failureText, follow, theDesk } from '#renderer/connection.ts'
import { playDeferredOn } from '#renderer/state/playground-deferred.ts'
import { usePlayground } from '#renderer/state/playground.ts'
import { askLink } from '#renderer/state/ui.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Chip } from '#renderer/ui/Chip.tsx'
import { RichText } from '#renderer/ui/RichText.tsx'
import { agoWords, clockSecondWords, useNow } from '#renderer/ui/Time.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import '#renderer/styles/transcripts-raw.css'
import { t } from '#renderer/ui/language.ts'

/** Answers the service works on while nobody waits. They outlive the window and the desk. */
export function DeferredList() {
  const [items, setItems] = useState<readonly Deferred[] | null>(null)
  const [shown, setShown] = useState<{ readonly id: string; readonly result: RunResult } | null>(null)
  useEffect(
    () =>
      follow(
        (desk, signal) => desk.playground.watchDeferred({}, { signal }),
        (event) => setItems(event.items),
      ),
    [],
  )
  const run = (act: () => Promise<unknown>): void =>
    void Promise.resolve()
      .then(act)
      .catch((error: unknown) => usePlayground.setState({ failure: failureText(error) }))
  const open = (id: string): void =>
    run(async () => {
      if (shown?.id === id) return setShown(null)
      setShown({ id, result: await theDesk().playground.deferredResult({ id }) })
    })
  if (items === null) return <p className="playground-empty">{t('Reading…')}</p>
  if (items.length === 0)
    return (
      <p className="playground-empty">
        {t(
          'No answer was put off. “Answer later” beside Send lets the service take its time; the answer is kept here. It goes by legacy chat, whatever the column is set to.',
        )}
      </p>
    )
  return (
    <>
      <p className="play-deferred-way">
        {t('Deferred answers go by legacy chat, whatever the column is set to: no other interface knows them.')}
      </p>
      <ul className="play-deferred" aria-label={t('Deferred answers')}>
        {items.map((item) => (
          <li key={item.id}>
            <Row item={item} isShown={shown?.id === item.id} onOpen={() => open(item.id)} run={run} />
            {shown?.id === item.id ? (
              <Answered result={shown.result} onPlay={() => run(async () => playDeferredOn(shown.result))} />
            ) : null}
          </li>
        ))}
      </ul>
    </>
  )
}

const tones = {
  waiting: 'ink',
  done: 'ok',
  failed: 'danger',
  given_up: 'warn',
  lost: 'danger',
  cancelled: 'neutral',
} as const

type RowProps = {
  readonly item: Deferred
  readonly isShown: boolean
  readonly onOpen: () => void
  readonly run: (act: () => Promise<unknown>) => void
}

function Row({ item, isShown, onOpen, run }: RowProps) {
  const now = useNow()
  const { id, state, model, about, startedAt, deadline, polls, trouble } = item
  const playground = () => theDesk().playground
  return (
    <div className="play-deferred-row">
      <div className="play-deferred-what">
        <p className="play-deferred-about">
          <VisibleText text={about} />
        </p>
        <p className="tertiary small">
          {[
            model,
            agoWords(now - startedAt),
            polls === 0 ? t('not asked for yet') : t('asked for {{count}} times', { count: polls }),
            ...(state === 'waiting' ? [t('given up at {{deadline}}', { deadline: clockSecondWords(deadline) })] : []),
          ].join(', ')}
        </p>
        {trouble === null ? null : (
          <p className="play-call-fault">
            <VisibleText text={trouble} />
          </p>
        )}
      </div>
      <Chip tone={tones[state]}>{deferredWords[state]}</Chip>
      <span className="play-deferred-verbs">
        {state === 'done' ? (
          <Button size="small" aria-expanded={isShown} onClick={onOpen}>
            {isShown ? t('Close') : t('Open')}
          </Button>
        ) : null}
        {state === 'waiting' ? (
          <Button size="small" onClick={() => run(() => playground().cancelDeferred({ id }))}>
            {t('Cancel')}
          </Button>
        ) : (
          <Button size="small" look="quiet" onClick={() => run(() => playground().removeDeferred({ id }))}>
            {t('Remove')}
          </Button>
        )}
        {state === 'given_up' ? (
          <Button size="small" onClick={() => run(() => playground().resumeDeferred({ id }))}>
            {t('Wait again')}
          </Button>
        ) : null}
      </span>
    </div>
  )
}

type AnsweredProps = { readonly result: RunResult; readonly onPlay: () => void }

function Answered({ result, onPlay }: AnsweredProps) {
  return (
    <div className="play-deferred-answer">
      {result.text === '' ? null : <RichText source={result.text} format="markdown" onLink={askLink} />}
      {result.calls.length === 0 ? null : (
        <p className="secondary">
          {t('It asks for {{tools}}. In a column its calls can be given results.', {
            tools: result.calls.map(({ name }) => name).join(', '),
          })}
        </p>
      )}
      <p className="playground-verbs">
        <Button size="small" onClick={onPlay}>
          {t('Open in column A')}
        </Button>
      </p>
      <p className="tertiary small">
        {usageWords(result.usage)}, {costWords(result.cost)}
      </p>
      <Part name={t('Request')} value={result.sent} isOpen={false} />
      <Part name={t('Answer')} value={result.raw} isOpen={false} />
    </div>
  )
}
