import { z } from 'zod'
import { AheadBudgetSchema, SuggestionAheadSchema } from '#contract/answering.ts'
import { command, query } from '#contract/procedure.ts'
import { ProposalSchema } from '#contract/proposal.ts'
import { ReplyReviewSchema } from '#contract/reply.ts'

const Text = z.string().max(50_000)

/** Work on the words of a reply before anybody signs them. Nothing here sends anything. */
export const replies = {
  /** Where each sentence comes from, and what should not go out. Null: words that belong to no proposal. */
  review: query(
    z.object({
      conversationId: z.number().int(),
      proposalId: z.string().nullable(),
      text: Text,
      internal: z.boolean(),
    }),
    ReplyReviewSchema,
  ),
  /** Keeps what a person typed, until it is sent or thrown away. Null: throws it away. */
  keep: command(
    z.object({
      proposalId: z.string(),
      argsHash: z.string(),
      draft: z.object({ text: Text, internal: z.boolean() }).nullable(),
    }),
    z.object({}),
  ),
  /** The same for words to a conversation that answer no proposal. */
  keepOwn: command(
    z.object({ conversationId: z.number().int(), draft: z.object({ text: Text, internal: z.boolean() }).nullable() }),
    z.object({}),
  ),
  own: query(
    z.object({ conversationId: z.number().int() }),
    z.object({ draft: z.object({ text: z.string(), internal: z.boolean() }).nullable() }),
  ),
  /** What the bot suggests for the newest words of the customer; null: nothing yet, or they are answered. */
  suggestion: query(
    z.object({ conversationId: z.number().int() }),
    z.object({ suggestion: SuggestionAheadSchema.nullable() }),
  ),
  ahead: query(z.object({}), AheadBudgetSchema),
  /** Asks the agent for the same reply in another way; the new draft takes the place of the old one. */
  redraft: command(
    z.object({
      id: z.string(),
      revision: z.number().int(),
      argsHash: z.string(),
      fingerprint: z.string(),
      instruction: z.string().trim().min(1).max(2000),
    }),
    ProposalSchema,
  ),
  /** A person's words for an outdated draft, put to the conversation as it is now; to be signed again. */
  rebase: command(z.object({ id: z.string(), text: Text.min(1) }), ProposalSchema),
} as const
