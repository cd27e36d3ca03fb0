import type { RedactionPreview } from '#contract/redaction.ts'
import type { Redaction } from '#contract/transcript.ts'
import { failureText, theDesk } from '#renderer/connection.ts'
import { say } from '#renderer/state/live.ts'
import { searchNow } from '#renderer/state/transcript-search.ts'
import { refreshTranscript } from '#renderer/state/transcript-view.ts'
import { t } from '#renderer/ui/language.ts'

/** What is taken out of a conversation for good. */

/** Null: the desk could not say. */
export const previewRedaction = (conversationId: number, words: string): Promise<RedactionPreview | null> =>
  theDesk()
    .redaction.preview({ conversationId, words })
    .catch(() => null)

/** What was done, or why it was not. Search and conversation are read again: nothing of it stays on the screen. */
export async function redact(
  input: Parameters<ReturnType<typeof theDesk>['redaction']['redact']>[0],
): Promise<Redaction | string> {
  try {
    const redaction = await theDesk().redaction.redact(input)
    window.getSelection()?.removeAllRanges()
    await Promise.all([refreshTranscript(), searchNow()])
    say(t('Redacted.'))
    return redaction
  } catch (error) {
    return t('Nothing was taken out. {{error}}', { error: failureText(error) })
  }
}
