import { updateNoticeWords } from '#renderer/app/update-words.ts'
import { openSettings, useUi } from '#renderer/state/ui.ts'
import { updateLater, useUpdates } from '#renderer/state/updates.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Notice } from '#renderer/ui/Notice.tsx'
import { t } from '#renderer/ui/language.ts'

/** Asks once for each newer version; the settings have the rest. */
export function UpdateNotice() {
  const { status, later } = useUpdates()
  const isThere = useUi((ui) => ui.section === 'settings' && ui.settingsPage === 'updates')
  const step = status?.step
  const words = step === undefined || isThere ? null : updateNoticeWords(step, later)
  if (step === undefined || words === null || !('version' in step)) return null
  return (
    <Notice
      tone="info"
      role="status"
      title={words.title}
      action={
        <>
          <Button size="small" onClick={() => openSettings('updates')}>
            {t('Open updates')}
          </Button>
          <Button size="small" look="quiet" onClick={() => updateLater(step.version)}>
            {t('Not now')}
          </Button>
        </>
      }
    >
      {words.body}
    </Notice>
  )
}
