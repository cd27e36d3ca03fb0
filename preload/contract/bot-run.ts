import { z } from 'zod'
import { ArgumentsSchema } from '#contract/tool.ts'

/** An action of the bot as a person wants it run. */
export const BotRunWishSchema = z.object({
  actionId: z.string().min(1).max(200),
  input: ArgumentsSchema,
  /** Of this desk: where it is asked for. Null: about no customer in particular. */
  conversationId: z.number().int().nullable().default(null),
  /** For whom, where the action wants to know; null: the customer of the conversation. */
  email: z.string().min(1).max(320).nullable().default(null),
  /** The service says what it would do, and does nothing. */
  dryRun: z.boolean().default(false),
})
export type BotRunWish = z.output<typeof BotRunWishSchema>
