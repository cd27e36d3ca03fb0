import { FilePen } from 'lucide-react'
import type { KnowledgeGap } from '#contract/knowledge.ts'
import { costWords, gapCountWords, signalWords } from '#renderer/app/Knowledge/knowledge-words.ts'
import { draftGap, setGap } from '#renderer/state/knowledge.ts'
import { openConversation } from '#renderer/state/ui.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { agoWords, useNow } from '#renderer/ui/Time.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { t } from '#renderer/ui/language.ts'

/** One gap: how often it was met and what that cost, each question, and what a person answered. */
export function GapDetail({ gap }: { readonly gap: KnowledgeGap }) {
  const now = useNow()
  const cost = costWords(gap)
  const facts = [
    gapCountWords(gap),
    ...(gap.bestConfidence === null
      ? []
      : [t('at best {{percent}} % sure', { percent: Math.round(gap.bestConfidence * 100) })]),
    t('last {{ago}}', { ago: agoWords(now - gap.lastAt) }),
  ].join(', ')
  const answers = gap.signals.filter(({ humanAnswer }) => humanAnswer !== null).slice(0, 3)
  return (
    <section className="knowledge-detail" aria-label={t('Gap')} data-pane="section" tabIndex={-1}>
      <h2>
        <VisibleText text={gap.question} />
      </h2>
      <p className="secondary">{cost === '' ? facts : t('{{facts}}. Cost so far: {{cost}}', { facts, cost })}</p>
      <div className="knowledge-verbs">
        <Button look="solid" command="knowledge.draft" onClick={() => void draftGap(gap.id)}>
          <FilePen />
          {gap.draftId === null ? t('Write a document') : t('Open the draft')}
        </Button>
        {gap.state === 'open' ? (
          <>
            <Button command="knowledge.resolve" onClick={() => void setGap(gap.id, 'resolved')}>
              {t('It is answered')}
            </Button>
            <Button look="quiet" command="knowledge.ignore" onClick={() => void setGap(gap.id, 'ignored')}>
              {t('Ignore')}
            </Button>
          </>
        ) : (
          <Button command="knowledge.ignore" onClick={() => void setGap(gap.id, 'open')}>
            {t('Open it again')}
          </Button>
        )}
      </div>
      {answers.length === 0 ? null : (
        <>
          <h3>{t('What a person answered')}</h3>
          {answers.map(({ key, humanAnswer }) => (
            <blockquote key={key} className="knowledge-answer">
              <VisibleText text={humanAnswer ?? ''} />
            </blockquote>
          ))}
        </>
      )}
      <h3>{t('Asked')}</h3>
      <ul className="knowledge-signals">
        {gap.signals.map((signal) => (
          <li key={signal.key}>
            <q>
              <VisibleText text={signal.question} />
            </q>
            <small>
              {[
                ...(signal.times > 1 ? [t('{{count}} times', { count: signal.times })] : []),
                signalWords[signal.kind],
                agoWords(now - signal.at),
              ].join(', ')}
            </small>
            {signal.conversationId === null ? null : (
              <Button size="small" look="quiet" onClick={() => openConversation(signal.conversationId ?? 0)}>
                {t('Open the conversation')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <p className="small tertiary">
        {t(
          'Effort is the time from a proposal to its edit or rejection, fifteen minutes at most each; tokens are those of the agent’s turn.',
        )}
      </p>
    </section>
  )
}
