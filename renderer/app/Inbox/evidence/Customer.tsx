import { useColleagueName } from '#renderer/state/colleagues.ts'
import { useConversationView } from '#renderer/state/later.ts'
import { Avatar } from '#renderer/ui/Avatar.tsx'
import { agoWords, dayWords, useNow } from '#renderer/ui/Time.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { channelWords } from '#renderer/ui/words.ts'
import { t } from '#renderer/ui/language.ts'

/** Who writes, and what the helpdesk knows about the conversation. */
export function Customer({ conversationId }: { readonly conversationId: number }) {
  const shown = useConversationView()
  const view = shown?.conversation.id === conversationId ? shown : null
  const now = useNow()
  const assignee = useColleagueName(view?.conversation.assignee ?? null)
  if (view === null) return <p className="secondary">{t('The conversation is being read.')}</p>
  const { conversation, messages } = view
  const { customer } = conversation
  const theirs = messages.filter((message) => message.author === 'customer').length
  const facts: readonly (readonly [string, string])[] = [
    [t('Channel'), channelWords[conversation.channel]],
    ...(conversation.subject === '' ? [] : [[t('Subject'), conversation.subject] as const]),
    [t('State'), conversation.state],
    [
      t('Waiting'),
      conversation.waitingSince === null
        ? 'no'
        : t('since {{ago}}', { ago: agoWords(now - conversation.waitingSince) }),
    ],
    [t('Last message'), agoWords(now - conversation.lastMessageAt)],
    [t('Opened'), dayWords(conversation.createdAt, now)],
    [t('Messages'), t('{{theirs}} from the customer in sight', { theirs })],
    [t('Assigned to'), assignee ?? 'nobody'],
    ...(conversation.tags.length === 0 ? [] : [[t('Tags'), conversation.tags.join(', ')] as const]),
    [t('Helpdesk id'), conversation.externalId],
    [t('Customer id'), customer.externalId],
  ]
  return (
    <>
      <div className="customer-head">
        <Avatar name={customer.name} size="large" />
        <div>
          <h3>
            <VisibleText text={customer.name} />
          </h3>
          <p>{customer.email === null ? t('no address known') : <VisibleText text={customer.email} />}</p>
        </div>
      </div>
      <dl className="evidence-facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <VisibleText text={value} />
            </dd>
          </div>
        ))}
      </dl>
    </>
  )
}
