import { useState } from 'react'
import { Button } from '#renderer/ui/Button.tsx'
import { Dialog } from '#renderer/ui/Dialog.tsx'
import '#renderer/styles/form-input.css'
import { t } from '#renderer/ui/language.ts'

const minute = 60_000
const mostMinutes = 525_600

/** "2026-03-04T09:30" by the clock on the wall. */
function localText(at: number): string {
  const date = new Date(at)
  const two = (number: number) => String(number).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`
}

/** A moment of one's own choosing, to the minute. */
export function LaterDialog({
  onChoose,
  onClose,
}: {
  readonly onChoose: (minutes: number) => void
  readonly onClose: () => void
}) {
  const [now] = useState(() => Date.now())
  const [typed, setTyped] = useState(() => localText(now + 24 * 60 * minute))
  const [problem, setProblem] = useState<string | null>(null)
  const send = (): void => {
    const minutes = (new Date(typed).getTime() - Date.now()) / minute
    if (!(minutes >= 1)) return setProblem(t('Choose a moment that is still to come.'))
    if (minutes > mostMinutes) return setProblem(t('Choose a moment within a year.'))
    onChoose(minutes)
  }
  return (
    <Dialog title={t('Put it off until')} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          send()
        }}
      >
        <input
          type="datetime-local"
          className="form-input"
          aria-label={t('Date and time')}
          aria-invalid={problem !== null}
          aria-describedby={problem === null ? undefined : 'later-problem'}
          // oxlint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          min={localText(now + minute)}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value)
            setProblem(null)
          }}
        />
        {problem === null ? null : (
          <p className="form-error" id="later-problem" role="alert">
            {problem}
          </p>
        )}
        <div className="dialog-actions">
          <Button look="quiet" onClick={onClose}>
            {t('Back')}
          </Button>
          <Button look="solid" type="submit">
            {t('Put it off')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
