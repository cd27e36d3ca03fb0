import { useState } from 'react'
import type { Holding } from '#renderer/app/Exchange/use-hold.ts'
import { TextField } from '#renderer/app/Settings/fields.tsx'
import { Button } from '#renderer/ui/Button.tsx'
import { Dialog } from '#renderer/ui/Dialog.tsx'
import '#renderer/styles/form.css'
import '#renderer/styles/settings-fields.css'
import { t } from '#renderer/ui/language.ts'

/** Asks why a conversation must not go, whatever its age. */
export function HoldDialog({ hold, onClose }: { readonly hold: Holding['set']; readonly onClose: () => void }) {
  const [why, setWhy] = useState('')
  const [failure, setFailure] = useState<string | null>(null)
  const isEmpty = why.trim() === ''
  const keep = (): void => void hold(why.trim()).then((refused) => (refused === null ? onClose() : setFailure(refused)))
  return (
    <Dialog title={t('Hold this conversation')} onClose={onClose}>
      <p className="dialog-text">
        {t(
          'No retention rule removes it or its recording until somebody lets go of it. Your name stands beside the reason.',
        )}
      </p>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (!isEmpty) keep()
        }}
      >
        <TextField autoFocus label={t('Why it must not go')} value={why} onChange={setWhy} error={failure} />
        <div className="dialog-actions">
          <Button look="quiet" onClick={onClose}>
            {t('Do not hold it')}
          </Button>
          <Button look="solid" type="submit" unavailable={isEmpty ? t('Say why first.') : null}>
            {t('Hold it')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
