import type { ConversationEvent, ConversationView } from '#contract/index.ts'
import { snapshotThenEvents, type Topic } from '#main/kernel/feed.ts'
import { turnView, type Recorded } from '#main/services/record.ts'
import type { Store } from '#main/store/store.ts'

export type Draft = {
  readonly conversationId: number
  readonly text: string
  readonly end: 'finished' | 'interrupted' | null
}
export type Happening = Recorded | ({ readonly type: 'draft' } & Draft)
export type ConversationTopic = Topic<Happening>

const newestMessages = 50

/** One conversation with its newest messages, turns and proposals. */
export async function viewConversation(store: Store, id: number): Promise<ConversationView> {
  const conversation = await store.conversations.get(id)
  const page = await store.conversations.messages(id, { before: null, limit: newestMessages })
  return {
    conversation,
    messages: [...page.messages],
    olderThan: page.olderThan,
    turns: (await store.conversations.turns(id)).map(turnView),
    proposals: [...(await store.ledger.ofConversation(id))],
  }
}

/** The same, then whatever happens in it, the agent's words as they come included. */
export function watchConversation(
  store: Store,
  topic: ConversationTopic,
  id: number,
  signal: AbortSignal,
): AsyncIterable<ConversationEvent> {
  return snapshotThenEvents<Happening, ConversationEvent>(
    signal,
    async () => ({ type: 'snapshot', view: await viewConversation(store, id) }),
    topic,
    (happened) => eventFor(happened, id),
  )
}

function eventFor(happened: Happening, id: number): ConversationEvent | null {
  switch (happened.type) {
    case 'proposal':
      return happened.proposal.conversationId === id ? happened : null
    case 'conversation':
      return happened.conversation.id === id ? happened : null
    case 'message':
      return happened.message.conversationId === id ? happened : null
    case 'turn':
      return happened.turn.conversationId === id ? happened : null
    case 'gone':
    case 'imported':
    case 'taken_out':
      return null
    case 'draft':
      if (happened.conversationId !== id) return null
      return happened.end === null
        ? { type: 'draft', text: happened.text }
        : { type: 'draft_end', interrupted: happened.end === 'interrupted' }
  }
}
