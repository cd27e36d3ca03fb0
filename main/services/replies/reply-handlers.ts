import type { AppContract } from '#contract/index.ts'
import type { Signer } from '#contract/proposal.ts'
import type { Desk } from '#main/services/desk.ts'
import { readBudget, readSuggestion } from '#main/services/bot/ahead.ts'
import { keepDraft, keepOwn, readOwn } from '#main/services/replies/kept-drafts.ts'
import { rebase, redraft } from '#main/services/replies/redrafting.ts'
import { readSurroundings, reviewWords } from '#main/services/replies/reply-review.ts'
import type { Context, Handlers } from '#rpc/serve.ts'

/** Work on the words of a reply before anybody signs them. */
export function replyHandlers(desk: Desk, signer: (context: Context) => Signer): Handlers<AppContract['replies']> {
  return {
    review: async ({ conversationId, proposalId, text, internal }) => {
      const turnId = proposalId === null ? null : (await desk.store.ledger.get(proposalId)).turnId
      const around = await readSurroundings(desk, conversationId, turnId)
      return reviewWords(desk, around, text, internal ? 'note' : 'reply')
    },
    keep: async ({ proposalId, argsHash, draft }) => {
      await keepDraft(desk, proposalId, argsHash, draft)
      return {}
    },
    keepOwn: async ({ conversationId, draft }) => {
      await keepOwn(desk, conversationId, draft)
      return {}
    },
    own: async ({ conversationId }) => ({ draft: await readOwn(desk, conversationId) }),
    suggestion: async ({ conversationId }) => ({ suggestion: await readSuggestion(desk, conversationId) }),
    ahead: () => readBudget(desk),
    redraft: (input, context) => redraft(desk, input, signer(context), context.signal),
    rebase: (input, context) => rebase(desk, input, signer(context), context.signal),
  }
}
