import { transcriptsAddress } from '#renderer/state/address.ts'
import { say } from '#renderer/state/live.ts'
import { useQuery } from '#renderer/state/transcript-query.ts'
import { useSearch } from '#renderer/state/transcript-search.ts'
import { useTranscripts } from '#renderer/state/transcripts.ts'
import { t } from '#renderer/ui/language.ts'

/** An address that shows what is in sight here: the search, the conversation, its row. In the app it is a link of the desk's own. */
function linkHere(): string {
  const { conversationId, entryId } = useTranscripts.getState()
  const place = {
    text: useQuery.getState().typed.text,
    order: useSearch.getState().order,
    conversationId,
    entryId,
  }
  const fragment = transcriptsAddress(place)
  return location.protocol === 'app:'
    ? fragment.replace('#/', 'countersign://')
    : `${location.origin}${location.pathname}${fragment}`
}

/** True: it is on the clipboard. */
export async function copyLink(): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(linkHere())
    say(t('The link is copied.'))
    return true
  } catch {
    say(t('The link could not be copied.'))
    return false
  }
}
