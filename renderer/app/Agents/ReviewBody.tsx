import type { Review } from '#contract/agent-act.ts'
import { Differences } from '#renderer/app/Agents/Differences.tsx'
import { afterwards } from '#renderer/app/Agents/review-words.ts'
import { CheckLine, Obstacles, RiskBand, Sentence } from '#renderer/app/Agents/ReviewFacts.tsx'
import { said, t } from '#renderer/ui/language.ts'

/** A review in its entirety: what is at stake, what differs, what was checked, and the request itself. */
export function ReviewBody({ review }: { readonly review: Review }) {
  const { method, path, body } = review.request
  const note = afterwards(review)
  return (
    <>
      <RiskBand risk={review.risk} rehearsed={review.rehearsed} />
      <Sentence review={review} />
      <Obstacles review={review} />
      {review.differences.length === 0 ? null : <Differences differences={review.differences} />}
      <ul>
        {review.mask.length === 0 ? null : (
          <CheckLine result="pass" label="field_mask" detail={review.mask.join(', ')} />
        )}
        {review.checks.map(({ id, label, result, detail }) => (
          <CheckLine
            key={`${id} ${label}`}
            result={result}
            label={said(label)}
            detail={detail === null ? null : said(detail)}
          />
        ))}
      </ul>
      <details className="agent-request">
        <summary>{t('What would be sent')}</summary>
        <pre className="mono" tabIndex={0} role="group" aria-label={t('Request')}>
          {`${method} ${path}\n${body === null ? '' : JSON.stringify(body, null, 2)}`}
        </pre>
      </details>
      {note === null ? null : <p className="secondary">{note}</p>}
    </>
  )
}
