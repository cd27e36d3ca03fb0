import { dismissLinkNotice, useLinkNotice } from '#renderer/state/links.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Notice } from '#renderer/ui/Notice.tsx'

/** A link into the desk led nowhere. */
export function LinkNotice() {
  const notice = useLinkNotice((state) => state.notice)
  if (notice === null) return null
  return (
    <Notice
      tone="info"
      role="status"
      action={
        <Button size="small" look="quiet" onClick={dismissLinkNotice}>
          Dismiss
        </Button>
      }
    >
      {notice}
    </Notice>
  )
}
