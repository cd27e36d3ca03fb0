import type { Job } from '#contract/exchange.ts'
import { Button } from '#renderer/ui/Button.tsx'
import '#renderer/styles/activity-detail.css'
import '#renderer/styles/exchange.css'
import { t } from '#renderer/ui/language.ts'
import { numberWords } from '#renderer/ui/numbers.ts'

/** How far it is, and a way to end it. */
export function JobProgress({ job, onCancel }: { readonly job: Job; readonly onCancel: () => void }) {
  const { what, done, total } = job
  return (
    <div className="job">
      <progress
        className="activity-progress"
        aria-label={what}
        {...(total === null ? {} : { value: done, max: Math.max(1, total) })}
      />
      <p className="tertiary small">
        {total === null
          ? `${what}…`
          : t('{{what}}: {{done}} of {{total}}. You can work on meanwhile.', {
              what,
              done: numberWords(done),
              total: numberWords(total),
            })}
      </p>
      {job.cancellable ? <Button onClick={onCancel}>{t('Cancel')}</Button> : null}
    </div>
  )
}
