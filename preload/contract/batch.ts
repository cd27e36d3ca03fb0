import { z } from 'zod'

/** What became of one conversation in a batch. */
export const BatchOutcomeSchema = z.object({
  conversationId: z.number().int(),
  externalId: z.string(),
  customer: z.string(),
  outcome: z.enum([
    'closed',
    'escalated',
    'answered',
    'waits_for_person',
    'needs_checking',
    'loop_limit',
    'nothing_to_do',
    'failed',
  ]),
  rounds: z.number().int(),
  detail: z.string(),
})
