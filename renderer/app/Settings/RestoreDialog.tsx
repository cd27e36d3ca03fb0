import { useState } from 'react'
import { failureText, theDesk } from '#renderer/connection.ts'
import { TextField } from '#renderer/app/Settings/fields.tsx'
import { Button } from '#renderer/ui/Button.tsx'
import { Dialog } from '#renderer/ui/Dialog.tsx'
import { exactWords } from '#renderer/ui/Time.tsx'
import { locale, t } from '#renderer/ui/language.ts'

type Props = { readonly backup: { readonly file: string; readonly at: number }; readonly onClose: () => void }

const word = t('go back')

/** Asks for a word to be typed: what it does is undone only by doing it again with the backup it makes on the way. */
export function RestoreDialog({ backup, onClose }: Props) {
  const [typed, setTyped] = useState('')
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  const isMeant = typed.trim().toLocaleLowerCase(locale) === word.toLocaleLowerCase(locale)
  const close = () => {
    if (!isBusy) onClose()
  }
  const restore = async (): Promise<void> => {
    if (!isMeant || isBusy) return
    setBusy(true)
    setFailure(null)
    try {
      await theDesk().backup.restore({ file: backup.file })
      // The desk starts again, and this page with it.
      onClose()
    } catch (error) {
      setFailure(failureText(error))
      setBusy(false)
    }
  }
  const held = isBusy ? t('The desk is going back.') : isMeant ? null : t('Type "{{word}}" first.', { word })
  return (
    <Dialog title={t('Go back to this backup?')} onClose={close}>
      <p className="dialog-text">
        {t(
          'The desk will be as it was on {{at}}. Everything recorded since then leaves it. What was sent stays sent: look into the helpdesk before you sign it again.',
          { at: exactWords(backup.at) },
        )}
      </p>
      <p className="dialog-text">
        {t('First a backup of what is here now is made. The present file is kept beside the database.')}
      </p>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void restore()
        }}
      >
        <TextField autoFocus label={t('Type "{{word}}"', { word })} value={typed} onChange={setTyped} error={failure} />
        <div className="dialog-actions">
          <Button look="quiet" unavailable={isBusy ? t('The desk is going back.') : null} onClick={close}>
            {t('Keep what is here')}
          </Button>
          <Button look="solid" type="submit" unavailable={held}>
            {isBusy ? t('Going back…') : t('Go back')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
