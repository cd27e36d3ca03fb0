import { failureText, theDesk } from '#renderer/connection.ts'
import { say } from '#renderer/state/live.ts'
import { refreshTranscript } from '#renderer/state/transcript-view.ts'
import { useSearch } from '#renderer/state/transcript-search.ts'
import { t } from '#renderer/ui/language.ts'

/** A star on a conversation: it shows at once where it was found, and goes again where the desk refused. */
const show = (conversationId: number, starred: boolean): void =>
  useSearch.setState(({ hits }) => ({
    hits: hits.map((hit) => (hit.conversationId === conversationId ? { ...hit, starred } : hit)),
  }))

export async function starConversation(conversationId: number, starred: boolean): Promise<boolean> {
  show(conversationId, starred)
  try {
    await theDesk().annotations.star({ conversationId, starred })
    void refreshTranscript()
    say(starred ? t('Starred.') : t('The star is gone.'))
    return true
  } catch (error) {
    show(conversationId, !starred)
    say(t('Not starred. {{error}}', { error: failureText(error) }))
    return false
  }
}
