import { useEffect, useState } from 'react'
import type { Revision, Score, Sheet } from '#contract/quality.ts'
import { percentWords } from '#renderer/app/Quality/quality-words.ts'
import { FeedbackThread } from '#renderer/app/Quality/FeedbackThread.tsx'
import { failureText, theDesk } from '#renderer/connection.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { exactWords } from '#renderer/ui/Time.tsx'
import { t } from '#renderer/ui/language.ts'

/** What stands under a score that is in: what it was before, what others gave, and what its operator is told. */
export function AfterScore({ sheet, onChanged }: { readonly sheet: Sheet; readonly onChanged: () => void }) {
  const { score, others, hidden, operators } = sheet
  const calibration = score !== null && score.calibration !== null
  return (
    <>
      {others.length === 0 && hidden === 0 ? null : (
        <div className="sheet-others">
          {others.map((other) => (
            <p key={other.id}>
              {other.reviewer} <b>{percentWords(other.result.percent)}</b>
            </p>
          ))}
          {hidden === 0 ? null : (
            <p className="tertiary">
              {calibration
                ? t('{{count}} other scores are compared once everybody’s are in.', { count: hidden })
                : t('{{count}} other scores are hidden until yours is in.', { count: hidden })}
            </p>
          )}
        </div>
      )}
      {score === null || score.marks === null ? null : (
        <>
          {score.revision > 1 ? <History score={score} /> : null}
          {score.calibration !== null ? null : score.feedback === null ? (
            <GiveFeedback score={score} operators={operators} onGiven={onChanged} />
          ) : (
            <FeedbackThread score={score} reviewer={score.reviewer} onChanged={onChanged} />
          )}
        </>
      )}
    </>
  )
}

function History({ score }: { readonly score: Score }) {
  const [revisions, setRevisions] = useState<readonly Revision[] | null>(null)
  const [open, setOpen] = useState(false)
  useEffect(() => {
    if (!open) return
    void theDesk()
      .quality.history({ id: score.id })
      .then(({ revisions: read }) => setRevisions(read))
      .catch(() => setRevisions([]))
  }, [open, score.id, score.revision])
  return (
    <div className="sheet-history">
      <button type="button" className="text-link" aria-expanded={open} onClick={() => setOpen(!open)}>
        {t('Changed {{count}} times', { count: score.revision - 1 })}
      </button>
      {open && revisions !== null ? (
        <ol>
          {revisions.map(({ revision, at, by, percent }) => (
            <li key={revision}>
              <b>{percentWords(percent)}</b> {by}, {exactWords(at)}
            </li>
          ))}
        </ol>
      ) : null}
    </div>
  )
}

function GiveFeedback({
  score,
  operators,
  onGiven,
}: {
  readonly score: Score
  readonly operators: readonly string[]
  readonly onGiven: () => void
}) {
  const [text, setText] = useState('')
  const [failure, setFailure] = useState<string | null>(null)
  const [to] = operators
  if (to === undefined) return null
  const give = (): void =>
    void theDesk()
      .quality.giveFeedback({ id: score.id, to, text })
      .then(onGiven, (error: unknown) => setFailure(failureText(error)))
  return (
    <form
      className="feedback-form"
      onSubmit={(event) => {
        event.preventDefault()
        give()
      }}
    >
      <label className="sheet-label" htmlFor="feedback-text">
        {t('Feedback to {{to}}', { to })}
      </label>
      <textarea
        id="feedback-text"
        className="form-input"
        rows={2}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      {failure === null ? null : (
        <p className="form-error" role="alert">
          {failure}
        </p>
      )}
      <Button size="small" unavailable={text.trim() === '' ? t('Write something first') : null} onClick={give}>
        {t('Give feedback')}
      </Button>
    </form>
  )
}
