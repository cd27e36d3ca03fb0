import type { Redaction } from '#contract/transcript.ts'
import { OldCopies } from '#renderer/app/Exchange/OldCopies.tsx'
import { Elsewhere } from '#renderer/app/Transcripts/RedactReach.tsx'
import { Button } from '#renderer/ui/Button.tsx'
import { t } from '#renderer/ui/language.ts'

type Props = { readonly redaction: Redaction; readonly elsewhere: readonly string[]; readonly onClose: () => void }

/** What was taken out, what is still to be done, and the copies it did not reach; those of this desk can go from here. */
export function RedactedDone({ redaction, elsewhere, onClose }: Props) {
  return (
    <>
      <p className="dialog-text">
        {redaction.what}. {redaction.open ?? t('It is gone from every table, the search and what lies beside them.')}
      </p>
      {elsewhere.length === 0 ? null : (
        <section className="redact-part" aria-labelledby="redacted-elsewhere">
          <h3 id="redacted-elsewhere">{t('Copies that still have it')}</h3>
          <Elsewhere lines={elsewhere} />
        </section>
      )}
      <OldCopies conversationId={redaction.conversationId} />
      <div className="dialog-actions">
        <Button look="solid" autoFocus onClick={onClose}>
          {t('Close')}
        </Button>
      </div>
    </>
  )
}
