import type { Proposal } from '#contract/proposal.ts'
import { useConversation } from '#renderer/state/conversation.ts'
import { ClockTime } from '#renderer/ui/Time.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { t } from '#renderer/ui/language.ts'

const mostShown = 2

/** What the customer said last, for where the dock leaves no room for the conversation above it. */
export function ContextPeek({ proposal }: { readonly proposal: Proposal }) {
  const view = useConversation((state) => state.view)
  if (view === null || view.conversation.id !== proposal.conversationId) return null
  const said = view.messages
    .filter(({ author, kind, at }) => author === 'customer' && kind === 'comment' && at <= proposal.proposedAt)
    .slice(-mostShown)
  if (said.length === 0) return null
  return (
    <section className="dock-peek" aria-label={t('What the customer said last')}>
      {said.map((message) => (
        <p key={message.id}>
          <b>
            <VisibleText text={message.authorName} />
          </b>{' '}
          <ClockTime at={message.at} /> “<VisibleText text={message.text.trim()} />”
        </p>
      ))}
    </section>
  )
}
