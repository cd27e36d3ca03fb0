import type { AppContract } from '#contract/index.ts'
import type { Signer } from '#contract/proposal.ts'
import { createBatchTests } from '#main/services/bot/batch-tests.ts'
import { botHandlers } from '#main/services/bot/bot-handlers.ts'
import type { ConversationTopic } from '#main/services/conversation-view.ts'
import type { Desk } from '#main/services/desk.ts'
import type { Joining } from '#main/services/joining.ts'
import { createKnowledgeOfDesk } from '#main/services/knowledge/knowledge-handlers.ts'
import type { Context, Handlers } from '#rpc/serve.ts'

/** All that a desk does with the bot: it is asked, it is taught, and sets of questions say how well it answers. */
export type BotOfDesk = {
  readonly handlers: (
    signer: (context: Context) => Signer,
  ) => Handlers<Pick<AppContract, 'bot' | 'knowledge' | 'batchTests'>>
  /** Takes up what the last stop left. */
  readonly start: () => Promise<void>
  readonly stop: () => Promise<void>
}

export function createBotOfDesk(desk: Desk, joining: Joining, recorded: ConversationTopic): BotOfDesk {
  const { bot: link, vault } = joining
  const knowledge = createKnowledgeOfDesk(desk, joining, recorded)
  const batchTests = createBatchTests(desk)
  const stopping = new AbortController()
  let watching: Promise<unknown> = Promise.resolve()
  return {
    handlers: (signer) => ({
      bot: botHandlers(desk, link, vault, signer),
      knowledge: knowledge.handlers(signer),
      ...batchTests.handlers,
    }),
    start: async () => {
      const { signal } = stopping
      watching = Promise.all([link.tasks.run(signal), knowledge.run(signal)])
      await batchTests.start()
    },
    stop: async () => {
      stopping.abort()
      await watching
      await batchTests.stop()
      await link.keep()
    },
  }
}
