import type { AppContract } from '#contract/index.ts'
import { AppError } from '#main/kernel/errors.ts'
import { snapshotThenEvents } from '#main/kernel/feed.ts'
import type { ConversationTopic, Happening } from '#main/services/conversation-view.ts'
import type { Store } from '#main/store/store.ts'
import type { Handlers } from '#rpc/serve.ts'

type Parts = { readonly store: Pick<Store, 'timeline' | 'conversations'>; readonly recorded: ConversationTopic }
type State = { readonly state: 'here' | 'changed' | 'gone' }

/** One conversation as cause and effect, what went over the wire for it, and whether it is still that. */
export const timelineHandlers = ({ store, recorded }: Parts): Handlers<AppContract['timeline']> => ({
  watch: ({ conversationId }, { signal }) =>
    snapshotThenEvents<Happening, State>(
      signal,
      () => stateOf(store, conversationId),
      recorded,
      (happened) => stateAfter(happened, conversationId),
    ),
  view: ({ conversationId }) => store.timeline.view(conversationId),
  raw: async ({ conversationId }) => ({ turns: [...(await store.timeline.raw(conversationId))] }),
})

async function stateOf({ conversations }: Parts['store'], id: number): Promise<State> {
  try {
    await conversations.get(id)
    return { state: 'here' }
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'not_found') return { state: 'gone' }
    throw thrown
  }
}

/** Null: it is about another one, or nothing that stands in a transcript. */
function stateAfter(happened: Happening, id: number): State | null {
  switch (happened.type) {
    case 'gone':
      return happened.conversationId === id ? { state: 'gone' } : null
    case 'imported':
      return { state: 'changed' }
    case 'proposal':
      return happened.proposal.conversationId === id ? { state: 'changed' } : null
    case 'conversation':
      return happened.conversation.id === id ? { state: 'changed' } : null
    case 'message':
      return happened.message.conversationId === id ? { state: 'changed' } : null
    case 'turn':
      return happened.turn.conversationId === id ? { state: 'changed' } : null
    case 'draft':
    case 'taken_out':
      return null
  }
}
