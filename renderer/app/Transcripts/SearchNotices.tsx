import { dismissRemoved, undoRemove, useSaved } from '#renderer/state/saved-searches.ts'
import { searchNow, useSearch } from '#renderer/state/transcript-search.ts'
import { unreadableTitle, useUnreadable } from '#renderer/state/unreadable.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Notice } from '#renderer/ui/Notice.tsx'
import { t } from '#renderer/ui/language.ts'
import { numberWords } from '#renderer/ui/numbers.ts'

/** What has to be known to read the list rightly; what went wrong, and what can be taken back. */
export function SearchNotices({ open }: { readonly open: boolean }) {
  const { remark, behind, failure } = useSearch()
  const removed = useSaved((saved) => saved.removed)
  return (
    <>
      {open ? null : (
        <Notice tone="offline" role="status">
          {t('The desk is away. What was found stays; it is searched again when the desk is back.')}
        </Notice>
      )}
      {failure === null || !open ? null : (
        <Notice
          tone="warn"
          role="alert"
          title={t('The search was not answered.')}
          action={
            <Button size="small" onClick={() => void searchNow()}>
              {t('Try again')}
            </Button>
          }
        >
          {t('{{failure}} What was found before stays in sight.', { failure })}
        </Notice>
      )}
      {removed === null ? null : (
        <Notice
          tone="info"
          role="status"
          action={
            <>
              <Button size="small" onClick={() => void undoRemove()}>
                {t('Undo')}
              </Button>
              <Button size="small" look="quiet" onClick={dismissRemoved}>
                {t('Dismiss')}
              </Button>
            </>
          }
        >
          {t('Removed the search {{name}}.', { name: removed.name })}
        </Notice>
      )}
      <Unreadable />
      {remark === null && behind === null ? null : (
        <p className="search-remark" role="status">
          {behind === null
            ? null
            : `${t('Still indexing: {{conversations}} conversations are not searched yet.', {
                conversations: numberWords(behind.left),
                count: behind.left,
              })} `}
          {remark}
        </p>
      )}
    </>
  )
}

/** What no search finds, because nobody can read it. */
function Unreadable() {
  const leftOut = useUnreadable()
  if (leftOut === null || leftOut.count === 0) return null
  return (
    <Notice tone="warn" role="status" title={unreadableTitle(leftOut.count)}>
      {t('No search finds them; everything else is found. Settings, Backup & data, names them.', {
        count: leftOut.count,
      })}
    </Notice>
  )
}
