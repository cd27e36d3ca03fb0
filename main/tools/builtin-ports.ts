import type { Assignee, Helpdesk, HelpdeskPart } from '#main/clients/helpdesk/helpdesk.ts'
import { hasWordsOf } from '#main/domain/own-parts.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Clock } from '#main/kernel/ports.ts'
import type { ProbeContext } from '#main/tools/tool.ts'

/** What the built-in tools work with, and how they recognise their own traces at the helpdesk. */
export type BuiltinPorts = {
  readonly helpdesk: Helpdesk | null
  readonly escalation: { readonly tag: string; readonly assignee: Assignee | null }
  readonly clock: Pick<Clock, 'now'>
}

export function requireHelpdesk(ports: BuiltinPorts): Helpdesk {
  if (ports.helpdesk !== null) return ports.helpdesk
  throw new AppError('missing_secret', 'No helpdesk is connected.', { data: { sent: false } })
}

/**
 * The part this desk wrote with these words since it was asked for, and that is nobody else's, or null. Where nobody knows since
 * when by the helpdesk's clock, words that stand there may be older ones: this machine's clock may be hours off.
 */
export async function findOwnPart(
  ports: BuiltinPorts,
  context: ProbeContext,
  kind: 'comment' | 'note',
  words: string,
): Promise<HelpdeskPart | null> {
  const helpdesk = requireHelpdesk(ports)
  const me = await helpdesk.actingAdminId(context.signal)
  const { parts } = await helpdesk.get(context.conversation.externalId, context.signal)
  const { others, after } = context
  const same = parts.filter(
    (part) =>
      part.author !== 'customer' &&
      part.authorId === me &&
      !others.has(part.externalId) &&
      hasWordsOf({ kind, words }, part),
  )
  if (same.length > 0 && after === null)
    throw new AppError('conflict', 'The same words stand there, and nothing says since when. Look at them yourself.')
  return same.findLast((part) => part.at >= (after ?? 0)) ?? null
}
