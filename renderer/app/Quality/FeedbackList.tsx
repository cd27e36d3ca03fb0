import { useCallback, useEffect, useState } from 'react'
import { FeedbackThread } from '#renderer/app/Quality/FeedbackThread.tsx'
import { percentWords } from '#renderer/app/Quality/quality-words.ts'
import { failureText, theDesk } from '#renderer/connection.ts'
import { Notice } from '#renderer/ui/Notice.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { said, saidName, t } from '#renderer/ui/language.ts'

type Items = Awaited<ReturnType<ReturnType<typeof theDesk>['quality']['feedback']>>['items']

/** What was said about somebody's work, and what they said about others'; what waits for them stands first. */
export function FeedbackList({ reviewer }: { readonly reviewer: string }) {
  const [items, setItems] = useState<Items | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const read = useCallback(() => {
    theDesk()
      .quality.feedback({ reviewer })
      .then(
        ({ items: found }) => setItems(found),
        (error: unknown) => setFailure(failureText(error)),
      )
  }, [reviewer])
  useEffect(read, [read])
  return (
    <section className="quality-page" aria-label={t('Feedback')} data-pane="section" tabIndex={-1}>
      <header className="quality-head">
        <h2>{t('Feedback')}</h2>
      </header>
      {failure === null ? null : (
        <Notice tone="warn" role="alert">
          {failure}
        </Notice>
      )}
      {items?.length === 0 ? (
        <div className="quality-none">
          <p>
            {t('Nothing was said to or by {{reviewer}} yet. Feedback is given under a submitted score.', { reviewer })}
          </p>
        </div>
      ) : null}
      <ul className="feedback-list">
        {items?.map(({ score, customer, title, scorecard }) => (
          <li key={score.id} className="feedback-item">
            <p className="feedback-what">
              <b>
                <VisibleText text={customer} />
              </b>{' '}
              <VisibleText text={said(title)} />
              <span className="grow" />
              <span className="tertiary">
                {saidName(scorecard)} <b>{percentWords(score.result.percent)}</b>
              </span>
            </p>
            <FeedbackThread score={score} reviewer={reviewer} onChanged={read} />
          </li>
        ))}
      </ul>
    </section>
  )
}
