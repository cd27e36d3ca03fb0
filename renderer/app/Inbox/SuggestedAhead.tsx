import { useEffect, useState } from 'react'
import type { SuggestionAhead } from '#contract/answering.ts'
import type { Conversation } from '#contract/conversation.ts'
import { BotPartView, SourceLink } from '#renderer/app/Inbox/evidence/BotPartView.tsx'
import { theDesk } from '#renderer/connection.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { useCommands } from '#renderer/ui/keys.ts'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { t } from '#renderer/ui/language.ts'

const headWords: Readonly<Record<SuggestionAhead['state'], string>> = {
  asking: t('The bot is being asked for a suggestion.'),
  suggested: t('Suggested by the bot. Nothing is sent unless you send it.'),
  failed: t('There is no suggestion.'),
  skipped: t('No suggestion was asked for.'),
}

/** What the bot suggested before anybody opened the conversation. Taken, it becomes a person's own draft. */
export function SuggestedAhead({
  conversation,
  onTake,
  isFree,
}: {
  readonly conversation: Conversation
  readonly onTake: (text: string) => void
  /** Nothing is written yet that would be lost. */
  readonly isFree: boolean
}) {
  const [held, setHeld] = useState<{ readonly id: number; readonly suggestion: SuggestionAhead | null } | null>(null)
  const { id } = conversation
  // Each change of the conversation is a new object: also the one that says a suggestion has come.
  useEffect(() => {
    let isWanted = true
    theDesk()
      .replies.suggestion({ conversationId: id })
      .then(({ suggestion }) => {
        if (isWanted) setHeld({ id, suggestion })
      })
      .catch(() => {})
    return () => {
      isWanted = false
    }
  }, [conversation, id])
  const suggestion = held?.id === id ? held.suggestion : null
  const answer = suggestion?.part?.answer ?? null
  const words = suggestion?.part?.outcome === 'unanswered' ? '' : (answer?.text.trim() ?? '')
  const take = (): void => {
    if (words !== '' && isFree) onTake(words)
  }
  useCommands({ 'conversation.takeSuggestion': take })
  if (suggestion === null) return null
  return (
    <section className="composer-suggestion" aria-label={t('Suggestion of the bot')}>
      <p className="small secondary">
        {headWords[suggestion.state]} {suggestion.state === 'suggested' ? null : <VisibleText text={suggestion.why} />}
      </p>
      {suggestion.part === null ? null : <BotPartView part={suggestion.part} />}
      {words === '' ? null : (
        <blockquote>
          <VisibleText text={words} />
        </blockquote>
      )}
      {answer === null || answer.sources.length === 0 ? null : (
        <details>
          <summary>{t('{{count}} sources', { count: answer.sources.length })}</summary>
          <ol className="evidence-list">
            {answer.sources.map(({ title, documentId, excerpt, score, url }, at) => (
              <li key={at}>
                <b>
                  <VisibleText text={title ?? documentId ?? t('A source')} />
                </b>
                <span>{score === null ? t('No score') : score.toFixed(2)}</span>
                <VisibleText text={excerpt} />
                {url !== null && /^https?:\/\//.test(url) ? <SourceLink url={url} /> : null}
              </li>
            ))}
          </ol>
        </details>
      )}
      {words === '' ? null : (
        <Button
          size="small"
          command="conversation.takeSuggestion"
          onClick={take}
          unavailable={isFree ? null : t('Something is written already')}
        >
          {t('Take as draft')}
        </Button>
      )}
    </section>
  )
}
