import { z } from 'zod'
import { ConversationStateSchema } from '#contract/conversation.ts'

/** The parts of a conversation that a proposal was made for. */
export const MaterialSchema = z.object({
  /** External id of the newest message by the customer, or null. */
  lastCustomerPart: z.string().nullable(),
  /** External id of the newest message by a person or bot that is not this desk, or null. */
  lastHumanPart: z.string().nullable(),
  state: ConversationStateSchema,
  assignee: z.string().nullable(),
  tags: z.array(z.string()).optional(),
  subject: z.string().optional(),
})
export type Material = z.infer<typeof MaterialSchema>

/** What may differ without making a proposal outdated. New words, a colleague's answer and closing always do. */
export const MaterialFieldSchema = z.enum(['assignee', 'tags', 'subject'])
export type MaterialField = z.infer<typeof MaterialFieldSchema>

const Effect = z.enum(['outdated', 'warn'])
export const DriftSettingsSchema = z
  .object({ assignee: Effect.default('outdated'), tags: Effect.default('warn'), subject: Effect.default('warn') })
  .strict()
