import type { AppContract, ConversationView } from '#contract/index.ts'
import type { Handlers } from '#rpc/serve.ts'

/** Search over invented conversations: whatever contains the words. */
export const fakeSearch = (views: () => Iterable<ConversationView>): Handlers<AppContract['search']> => ({
  messages: async ({ text }) => ({
    hits: [...views()]
      .flatMap((view) => view.messages.map((message) => ({ view, message })))
      .filter(({ message }) => message.text.toLowerCase().includes(text.toLowerCase()))
      .slice(0, 8)
      .map(({ view, message }) => {
        const at = message.text.toLowerCase().indexOf(text.toLowerCase())
        return {
          messageId: message.id,
          conversationId: view.conversation.id,
          customer: view.conversation.customer.name,
          author: message.authorName,
          at: message.at,
          text: message.text,
          ranges: [[at, at + text.length] as [number, number]],
        }
      }),
    before: null,
  }),
})
