import { askLink, useUi } from '#renderer/state/ui.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Dialog } from '#renderer/ui/Dialog.tsx'
import { visibleString } from '#renderer/ui/visible-text.ts'
import { t } from '#renderer/ui/language.ts'

/** A link of somebody else's, written out in full, before the browser gets it. */
export function LinkDialog({ onOpen }: { readonly onOpen: (url: string) => void }) {
  const link = useUi((ui) => ui.link)
  if (link === null) return null
  const host = new URL(link).host
  return (
    <Dialog title={t('Open this link outside the desk?')} onClose={() => askLink(null)}>
      <p className="dialog-text">
        {host === ''
          ? t('It came with a message and was not checked by anybody.')
          : t('It leads to {{host}}. Nobody checked it.', { host })}
      </p>
      <p className="link-address mono">{visibleString(link)}</p>
      {/(^|\.)xn--/.test(host) ? (
        <p className="dialog-text">{t('The name contains letters of other alphabets, shown here as xn--.')}</p>
      ) : null}
      <div className="dialog-actions">
        <Button look="quiet" onClick={() => askLink(null)}>
          {t('Stay here')}
        </Button>
        <Button
          onClick={() => {
            onOpen(link)
            askLink(null)
          }}
        >
          {t('Open in the browser')}
        </Button>
      </div>
    </Dialog>
  )
}
