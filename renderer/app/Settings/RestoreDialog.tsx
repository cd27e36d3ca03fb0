import { useState } from 'react'
import { failureText, theDesk } from '#renderer/connection.ts'
import { TextField } from '#renderer/app/Settings/fields.tsx'
import { Button } from '#renderer/ui/Button.tsx'
import { Dialog } from '#renderer/ui/Dialog.tsx'
import { exactWords } from '#renderer/ui/Time.tsx'

type Props = { readonly backup: { readonly file: string; readonly at: number }; readonly onClose: () => void }

const word = 'go back'

/** Asks for a word to be typed: what it does is undone only by doing it again with the backup it makes on the way. */
export function RestoreDialog({ backup, onClose }: Props) {
  const [typed, setTyped] = useState('')
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  const isMeant = typed.trim().toLowerCase() === word
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
  const held = isBusy ? 'The desk is going back.' : isMeant ? null : `Type "${word}" first.`
  return (
    <Dialog title="Go back to this backup?" onClose={close}>
      <p className="dialog-text">
        The desk will be as it was on {exactWords(backup.at)}. Everything recorded since then leaves it. What was sent
        stays sent: look into the helpdesk before you sign it again.
      </p>
      <p className="dialog-text">
        First a backup of what is here now is made. The present file is kept beside the database.
      </p>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void restore()
        }}
      >
        <TextField autoFocus label={`Type "${word}"`} value={typed} onChange={setTyped} error={failure} />
        <div className="dialog-actions">
          <Button look="quiet" unavailable={isBusy ? 'The desk is going back.' : null} onClick={close}>
            Keep what is here
          </Button>
          <Button look="solid" type="submit" unavailable={held}>
            {isBusy ? 'Going back…' : 'Go back'}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
