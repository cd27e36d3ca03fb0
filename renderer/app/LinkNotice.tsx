import { dismissLinkNotice, useLinkNotice } from '#renderer/state/links.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Notice } from '#renderer/ui/Notice.tsx'
import { t } from '#renderer/ui/language.ts'

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
          {t('Dismiss')}
        </Button>
      }
    >
      {notice}
    </Notice>
  )
}
