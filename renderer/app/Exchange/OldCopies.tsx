import { useEffect, useState } from 'react'
import type { OldCopies as Copies } from '#contract/redaction.ts'
import { TextField } from '#renderer/app/Settings/fields.tsx'
import { copiesWords, isMeant, removedWords, wordToRemove } from '#renderer/app/Exchange/old-copies.ts'
import { failureText, theDesk } from '#renderer/connection.ts'
import { say } from '#renderer/state/live.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { useNow } from '#renderer/ui/Time.tsx'
import '#renderer/styles/form.css'
import '#renderer/styles/form-input.css'
import '#renderer/styles/settings-fields.css'
import '#renderer/styles/exchange.css'
import { t } from '#renderer/ui/language.ts'

/**
 * Copies of the desk that still hold what was taken out of it, and their removal: a new backup first, then all that are older.
 * A word has to be typed, because nobody can go back to them afterwards.
 */
export function OldCopies({ conversationId }: { readonly conversationId: number | null }) {
  const [copies, setCopies] = useState<Copies | null>(null)
  const [typed, setTyped] = useState('')
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  const [done, setDone] = useState<string | null>(null)
  const now = useNow()
  useEffect(() => {
    let isShown = true
    theDesk()
      .redaction.copies({})
      .then(
        (found) => (isShown ? setCopies(found) : undefined),
        (error: unknown) => (isShown ? setFailure(failureText(error)) : undefined),
      )
    return () => {
      isShown = false
    }
  }, [])
  const isTyped = isMeant(typed)
  const remove = async (): Promise<void> => {
    if (!isTyped || isBusy) return
    setBusy(true)
    setFailure(null)
    try {
      const { removed } = await theDesk().redaction.removeCopies({ conversationId, confirm: 'remove' })
      const said = removedWords(removed)
      setDone(said)
      say(said)
    } catch (error) {
      setFailure(failureText(error))
    }
    setBusy(false)
  }
  if (done !== null) return <p className="secondary old-copies">{done}</p>
  if (copies === null || copies.count === 0)
    return failure === null ? null : <p className="form-error old-copies">{failure}</p>
  return (
    <form
      className="old-copies"
      onSubmit={(event) => {
        event.preventDefault()
        void remove()
      }}
    >
      <p className="secondary">{copiesWords(copies, now)}</p>
      <div className="old-copies-verb">
        <TextField
          label={t('Type "{{wordToRemove}}"', { wordToRemove })}
          value={typed}
          onChange={setTyped}
          error={failure}
        />
        <Button
          type="submit"
          look="danger"
          unavailable={
            isBusy
              ? t('They are being removed.')
              : isTyped
                ? null
                : t('Type "{{wordToRemove}}" first.', { wordToRemove })
          }
        >
          {isBusy ? t('Making a backup…') : t('Remove older copies')}
        </Button>
      </div>
    </form>
  )
}
