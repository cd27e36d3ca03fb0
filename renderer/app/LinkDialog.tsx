import { askLink, useUi } from '#renderer/state/ui.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Dialog } from '#renderer/ui/Dialog.tsx'
import { visibleString } from '#renderer/ui/visible-text.ts'

/** A link of somebody else's, written out in full, before the browser gets it. */
export function LinkDialog({ onOpen }: { readonly onOpen: (url: string) => void }) {
  const link = useUi((ui) => ui.link)
  if (link === null) return null
  const host = new URL(link).host
  return (
    <Dialog title="Open this link outside the desk?" onClose={() => askLink(null)}>
      <p className="dialog-text">
        {host === ''
          ? 'It came with a message and was not checked by anybody.'
          : `It leads to ${host}. Nobody checked it.`}
      </p>
      <p className="link-address mono">{visibleString(link)}</p>
      {/(^|\.)xn--/.test(host) ? (
        <p className="dialog-text">The name contains letters of other alphabets, shown here as xn--.</p>
      ) : null}
      <div className="dialog-actions">
        <Button look="quiet" onClick={() => askLink(null)}>
          Stay here
        </Button>
        <Button
          onClick={() => {
            onOpen(link)
            askLink(null)
          }}
        >
          Open in the browser
        </Button>
      </div>
    </Dialog>
  )
}
