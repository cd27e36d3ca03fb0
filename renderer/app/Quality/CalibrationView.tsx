import { useCallback, useEffect, useState } from 'react'
import type { Calibration } from '#contract/quality.ts'
import { alphaWords, figure, percentWords } from '#renderer/app/Quality/quality-words.ts'
import { CalibrationTables } from '#renderer/app/Quality/CalibrationTables.tsx'
import { failureText, theDesk } from '#renderer/connection.ts'
import { review, showQuality, useQuality } from '#renderer/state/quality.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Notice } from '#renderer/ui/Notice.tsx'
import { exactWords } from '#renderer/ui/Time.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { nameList } from '#renderer/ui/words.ts'
import { t } from '#renderer/ui/language.ts'

/** How far several reviewers of the same items agree, once everybody's own are in. */
export function CalibrationView({ queueId, reviewer }: { readonly queueId: string; readonly reviewer: string }) {
  const queue = useQuality(({ queues }) => queues?.find(({ id }) => id === queueId))
  const [seen, setSeen] = useState<Calibration | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const read = useCallback(() => {
    theDesk()
      .quality.calibration({ id: queueId, reviewer })
      .then(setSeen, (error: unknown) => setFailure(failureText(error)))
  }, [queueId, reviewer])
  useEffect(read, [read])
  const mine = seen?.waitingFor.find((one) => one.reviewer === reviewer)
  const others = seen?.waitingFor.filter((one) => one !== mine) ?? []
  return (
    <section className="quality-page" aria-label={t('Calibration')} data-pane="section" tabIndex={-1}>
      <header className="quality-head">
        <h2>
          <VisibleText text={queue?.plan.name ?? ''} />
        </h2>
        <span className="tertiary">
          {seen === null
            ? ''
            : t('{{complete}} of {{items}} scored by everybody', { complete: seen.complete, items: seen.items })}
        </span>
        <span className="grow" />
        <Button size="small" look="quiet" onClick={() => showQuality({ kind: 'queues' })}>
          {t('Back to queues')}
        </Button>
      </header>
      {failure === null ? null : (
        <Notice tone="warn" role="alert">
          {failure}
        </Notice>
      )}
      {mine === undefined ? null : (
        <Notice
          tone="info"
          title={t('{{count}} items of yours are left.', { count: mine.left })}
          action={
            <Button size="small" onClick={() => void review(queueId)}>
              {t('Score them')}
            </Button>
          }
        >
          {t('What others gave is shown once yours are in.')}
        </Notice>
      )}
      {mine !== undefined || others.length === 0 ? null : (
        <p className="calibration-waiting">
          {t('Still to come: {{names}}.', {
            names: nameList(others.map(({ reviewer: name, left }) => `${name} ${left}`)),
          })}
        </p>
      )}
      {seen === null || !seen.revealed || seen.complete === 0 ? null : (
        <>
          <div className="calibration-figures">
            <p>
              <b>{figure(seen.overall.percent)} %</b>
              <span>{t('of {{count}} pairs of marks are equal', { count: seen.overall.pairs })}</span>
            </p>
            <p
              title={t(
                'Krippendorff’s alpha of the scores: 1 is full agreement, 0 is chance; from 0.8 reliable, from 0.667 tentative.',
              )}
            >
              <b>{figure(seen.overall.alpha, 2)}</b>
              <span>{t('alpha of the scores, {{alpha}}', { alpha: alphaWords(seen.overall.alpha) })}</span>
            </p>
            {seen.reviewers.map(({ reviewer: name, mean, outliers }) => (
              <p key={name}>
                <b>{percentWords(mean)}</b>
                <span>
                  {[
                    t('{{name}}, mean', { name }),
                    ...(outliers === 0 ? [] : [t('{{count}} outliers', { count: outliers })]),
                  ].join(', ')}
                </span>
              </p>
            ))}
          </div>
          <CalibrationTables seen={seen} />
        </>
      )}
      {seen === null ? null : <Discussion queueId={queueId} reviewer={reviewer} seen={seen} onSaid={read} />}
    </section>
  )
}

function Discussion({
  queueId,
  reviewer,
  seen,
  onSaid,
}: {
  readonly queueId: string
  readonly reviewer: string
  readonly seen: Calibration
  readonly onSaid: () => void
}) {
  const [text, setText] = useState('')
  const [failure, setFailure] = useState<string | null>(null)
  const keep = (): void =>
    void theDesk()
      .quality.discuss({ id: queueId, reviewer, text })
      .then(
        () => (setText(''), setFailure(null), onSaid()),
        (error: unknown) => setFailure(failureText(error)),
      )
  return (
    <section className="calibration-discussion" aria-label={t('Discussion')}>
      <h3 className="quality-sub">{t('Discussion')}</h3>
      {seen.notes.map((note, index) => (
        <p key={index} className="feedback-said" title={exactWords(note.at)}>
          <b>{note.by}</b>
          <br />
          <VisibleText text={note.text} />
        </p>
      ))}
      <label className="visually-hidden" htmlFor="discussion">
        {t('What was agreed')}
      </label>
      <textarea
        id="discussion"
        className="form-input"
        rows={2}
        placeholder={t('What did you agree on?')}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      {failure === null ? null : (
        <p className="form-error" role="alert">
          {failure}
        </p>
      )}
      <Button size="small" unavailable={text.trim() === '' ? t('Write something first') : null} onClick={keep}>
        {t('Keep note')}
      </Button>
    </section>
  )
}
