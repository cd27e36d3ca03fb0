import type { RemovalEntry } from '#contract/audit.ts'
import { Fact } from '#renderer/ui/Fact.tsx'
import { openTranscript } from '#renderer/state/transcripts.ts'
import { go } from '#renderer/state/ui.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { exactWords } from '#renderer/ui/Time.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { t } from '#renderer/ui/language.ts'

/** One entry about what was taken out for good: who, when, how much and why. What it said is nowhere. */
export function RemovalDetail({ entry }: { readonly entry: RemovalEntry }) {
  const { seq, at, who, summary, title, reason, conversationId, customer } = entry
  return (
    <div className="entry">
      <h3>
        <VisibleText text={title} />
      </h3>
      <p className="entry-what">
        <b>
          <VisibleText text={who} />
        </b>{' '}
        <VisibleText text={summary} />
      </p>
      <dl className="entry-facts">
        <Fact name={t('When')} value={exactWords(at)} />
        <Fact name={t('Reason')} value={reason} />
        {conversationId === null ? null : (
          <Fact name={t('Conversation')} value={`${conversationId}, ${customer ?? t('which is gone')}`} />
        )}
        <Fact name={t('Ledger entry')} value={String(seq)} />
      </dl>
      {conversationId === null || customer === null ? null : (
        <p className="entry-verbs">
          <Button
            size="small"
            onClick={() => {
              openTranscript(conversationId)
              go('transcripts')
            }}
          >
            {t('Open its transcript')}
          </Button>
        </p>
      )}
      <p className="entry-note">
        {t('What was taken out stands nowhere any more; this entry vouches for what is left.')}
      </p>
    </div>
  )
}
