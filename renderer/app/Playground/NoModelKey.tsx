import type { ReactNode } from 'react'
import { openSettings } from '#renderer/state/ui.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Notice } from '#renderer/ui/Notice.tsx'
import { t } from '#renderer/ui/language.ts'

/** Without a key no model answers; `children`: what that means here. */
export function NoModelKey({ children }: { readonly children: ReactNode }) {
  return (
    <Notice
      tone="warn"
      title={t('There is no key for models.')}
      action={
        <Button size="small" onClick={() => openSettings('keys')}>
          {t('Add a key')}
        </Button>
      }
    >
      {children}
    </Notice>
  )
}
