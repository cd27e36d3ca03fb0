import { useState } from 'react'
import { failureText, theDesk } from '#renderer/connection.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Dialog } from '#renderer/ui/Dialog.tsx'
import { t } from '#renderer/ui/language.ts'

/** Why an item is passed over; it stays in the queue for others. */
export function SkipDialog({
  queueId,
  position,
  reviewer,
  onClose,
  onSkipped,
}: {
  readonly queueId: string
  readonly position: number
  readonly reviewer: string
  readonly onClose: () => void
  readonly onSkipped: () => void
}) {
  const [reason, setReason] = useState('')
  const [failure, setFailure] = useState<string | null>(null)
  const skip = (): void =>
    void theDesk()
      .quality.skip({ id: queueId, position, reviewer, reason })
      .then(
        () => (onClose(), onSkipped()),
        (error: unknown) => setFailure(failureText(error)),
      )
  return (
    <Dialog title={t('Skip this item')} onClose={onClose}>
      <form
        className="skip-form"
        onSubmit={(event) => {
          event.preventDefault()
          skip()
        }}
      >
        <label className="sheet-label" htmlFor="skip-reason">
          {t('Why')}
        </label>
        <input
          id="skip-reason"
          className="form-input"
          // oxlint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          placeholder={t('Spam, not my language, …')}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        {failure === null ? null : (
          <p className="form-error" role="alert">
            {failure}
          </p>
        )}
        <div className="sheet-verbs">
          <span className="grow" />
          <Button look="quiet" onClick={onClose}>
            {t('Do not skip')}
          </Button>
          <Button look="solid" type="submit">
            {t('Skip')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
