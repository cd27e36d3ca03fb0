import { useState } from 'react'
import type { Score } from '#contract/quality.ts'
import { failureText, theDesk } from '#renderer/connection.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { exactWords } from '#renderer/ui/Time.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { t } from '#renderer/ui/language.ts'

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()

const answerWords = { acknowledged: t('acknowledged'), disputed: t('disputed') } as const

/** What somebody was told about a score, what they said to it, and what is still to be said by whom. */
export function FeedbackThread({
  score,
  reviewer,
  onChanged,
}: {
  readonly score: Score
  /** Who is looking. */
  readonly reviewer: string
  readonly onChanged: () => void
}) {
  const [text, setText] = useState('')
  const [failure, setFailure] = useState<string | null>(null)
  const { feedback } = score
  if (feedback === null) return null
  const { answer, settled } = feedback
  const mayAnswer = answer === null && same(feedback.to, reviewer)
  const maySettle = answer?.kind === 'disputed' && settled === null && same(score.reviewer, reviewer)
  const act = (doing: Promise<unknown>): void =>
    void doing.then(
      () => (setText(''), setFailure(null), onChanged()),
      (error: unknown) => setFailure(failureText(error)),
    )
  const answerWith = (kind: 'acknowledged' | 'disputed'): void =>
    act(theDesk().quality.answerFeedback({ id: score.id, reviewer, kind, text }))
  const field = `feedback-${score.id}`
  return (
    <section className="feedback" aria-label={t('Feedback to {{to}}', { to: feedback.to })}>
      <Said by={score.reviewer} verb={t('to {{to}}', { to: feedback.to })} at={feedback.at} text={feedback.text} />
      {answer === null ? null : (
        <Said by={answer.by} verb={answerWords[answer.kind]} at={answer.at} text={answer.text} />
      )}
      {settled === null ? null : <Said by={settled.by} verb={t('settled it')} at={settled.at} text={settled.text} />}
      {mayAnswer || maySettle ? (
        <div className="feedback-form">
          <label className="sheet-label" htmlFor={field}>
            {mayAnswer ? t('Your answer') : t('What you say to the dispute')}
          </label>
          <textarea
            id={field}
            className="form-input"
            rows={2}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          <div className="feedback-verbs">
            {mayAnswer ? (
              <>
                <Button size="small" onClick={() => answerWith('acknowledged')}>
                  {t('Acknowledge')}
                </Button>
                <Button
                  size="small"
                  unavailable={text.trim() === '' ? t('Say what is not right') : null}
                  onClick={() => answerWith('disputed')}
                >
                  {t('Dispute')}
                </Button>
              </>
            ) : (
              <Button
                size="small"
                unavailable={text.trim() === '' ? t('Write something first') : null}
                onClick={() => act(theDesk().quality.settleFeedback({ id: score.id, reviewer, text }))}
              >
                {t('Settle')}
              </Button>
            )}
          </div>
        </div>
      ) : null}
      {failure === null ? null : (
        <p className="form-error" role="alert">
          {failure}
        </p>
      )}
    </section>
  )
}

function Said({
  by,
  verb,
  at,
  text,
}: {
  readonly by: string
  readonly verb: string
  readonly at: number
  readonly text: string
}) {
  return (
    <p className="feedback-said" title={exactWords(at)}>
      <b>{by}</b> <span className="tertiary">{verb}</span>
      {text === '' ? null : (
        <>
          <br />
          <VisibleText text={text} />
        </>
      )}
    </p>
  )
}
