import { useColleagueName } from '#renderer/state/colleagues.ts'
import { useConversationView } from '#renderer/state/later.ts'
import { Avatar } from '#renderer/ui/Avatar.tsx'
import { agoWords, dayWords, useNow } from '#renderer/ui/Time.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { channelWords } from '#renderer/ui/words.ts'

/** Who writes, and what the helpdesk knows about the conversation. */
export function Customer({ conversationId }: { readonly conversationId: number }) {
  const shown = useConversationView()
  const view = shown?.conversation.id === conversationId ? shown : null
  const now = useNow()
  const assignee = useColleagueName(view?.conversation.assignee ?? null)
  if (view === null) return <p className="secondary">The conversation is being read.</p>
  const { conversation, messages } = view
  const { customer } = conversation
  const theirs = messages.filter((message) => message.author === 'customer').length
  const facts: readonly (readonly [string, string])[] = [
    ['Channel', channelWords[conversation.channel]],
    ...(conversation.subject === '' ? [] : [['Subject', conversation.subject] as const]),
    ['State', conversation.state],
    ['Waiting', conversation.waitingSince === null ? 'no' : `since ${agoWords(now - conversation.waitingSince)}`],
    ['Last message', agoWords(now - conversation.lastMessageAt)],
    ['Opened', dayWords(conversation.createdAt, now)],
    ['Messages', `${theirs} from the customer in sight`],
    ['Assigned to', assignee ?? 'nobody'],
    ...(conversation.tags.length === 0 ? [] : [['Tags', conversation.tags.join(', ')] as const]),
    ['Helpdesk id', conversation.externalId],
    ['Customer id', customer.externalId],
  ]
  return (
    <>
      <div className="customer-head">
        <Avatar name={customer.name} size="large" />
        <div>
          <h3>
            <VisibleText text={customer.name} />
          </h3>
          <p>{customer.email === null ? 'no address known' : <VisibleText text={customer.email} />}</p>
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
