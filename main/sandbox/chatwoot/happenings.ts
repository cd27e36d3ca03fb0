import { z } from 'zod'
import type { HelpdeskState } from '#main/sandbox/helpdesk/world.ts'

/** What befalls a conversation of the shared inbox without anybody at the desk: asked for by a test, shown as Chatwoot shows it. */
export const HappeningSchema = z.object({
  conversation: z.string(),
  /** The channel takes no answer any more. */
  over: z.boolean().optional(),
  /** The newest answer did not reach the customer, and why. */
  undelivered: z.string().optional(),
  /** The customer's newest message was deleted. */
  gone: z.boolean().optional(),
})
export type Happening = z.infer<typeof HappeningSchema>

export function happen(state: HelpdeskState, { conversation, over, undelivered, gone }: Happening, at: number): void {
  const found = state.conversations[conversation]
  if (found === undefined) throw new Error(`There is no conversation ${conversation}.`)
  if (over !== undefined) found.over = over
  const spoken = found.parts.filter(({ part_type: type }) => type === 'comment')
  const [answer, message] = [
    spoken.findLast(({ author }) => author.type !== 'user'),
    spoken.findLast(({ author }) => author.type === 'user'),
  ]
  found.parts = found.parts.map((part) => {
    if (undelivered !== undefined && part === answer) return { ...part, undelivered }
    return gone === true && part === message ? { ...part, gone: true } : part
  })
  found.updatedAt = Math.max(at, found.updatedAt + 1)
}
