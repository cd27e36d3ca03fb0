import { storageWords } from '#renderer/app/storage-words.ts'
import { useStatus } from '#renderer/state/status.ts'
import { go, useUi } from '#renderer/state/ui.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Notice } from '#renderer/ui/Notice.tsx'
import { visibleString } from '#renderer/ui/visible-text.ts'
import { t } from '#renderer/ui/language.ts'

const firstSentence = (text: string): readonly [string, string] => {
  const end = text.indexOf('. ') + 1
  return end === 0 ? [text, ''] : [text.slice(0, end), text.slice(end + 1)]
}

/** The disk and the database, where they are not well. Amber: red is for what may have happened outside. */
export function StorageNotices() {
  const status = useStatus((state) => state.status)
  const section = useUi((ui) => ui.section)
  if (status === null) return null
  const words = storageWords(status.storage)
  const [first, rest] = firstSentence(visibleString(status.database ?? ''))
  const isDamaged = status.storage.state === 'damaged'
  const backups = (
    <Button size="small" onClick={() => go('settings')}>
      {t('Open backups')}
    </Button>
  )
  return (
    <>
      {words === null ? null : (
        <Notice tone="warn" icon="storage" role={words.isUrgent ? 'alert' : 'status'} title={words.title}>
          {words.body}
        </Notice>
      )}
      {status.database === undefined || status.database === null ? null : (
        <Notice
          tone="warn"
          icon="storage"
          role={isDamaged ? 'alert' : 'status'}
          title={first}
          {...(isDamaged && section !== 'settings' ? { action: backups } : {})}
        >
          {rest}
        </Notice>
      )}
    </>
  )
}
