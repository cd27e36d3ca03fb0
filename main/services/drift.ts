import type { Conversation } from '#contract/conversation.ts'
import type { Proposal } from '#contract/proposal.ts'
import { isCall } from '#main/domain/call.ts'
import { fingerprint, findDrift, type Drift, type Material } from '#main/domain/fingerprint.ts'
import { assigneesOf, type Desk } from '#main/services/desk.ts'

/** The conversation as it is stored now, and the assignees that stand for this desk. */
export type ContextNow = { readonly material: Material; readonly ours: readonly string[] }

/** The end of a call ends no conversation with a customer: what its agent asked for can be done afterwards. */
export const materialOf = async (desk: Desk, conversation: Conversation): Promise<Material> => {
  const material = await desk.store.conversations.material(conversation.id)
  return isCall(conversation) ? { ...material, state: 'open' } : material
}

export async function contextNow(desk: Desk, conversationId: number, signal: AbortSignal): Promise<ContextNow> {
  return {
    material: await materialOf(desk, await desk.store.conversations.get(conversationId)),
    ours: await assigneesOf(desk, conversationId, signal),
  }
}

/** What moved since a proposal was made, by the present settings. The tag this desk sets itself is nobody's move. */
export function driftSince(
  desk: Desk,
  { context, fingerprint: madeFor }: Pick<Proposal, 'context' | 'fingerprint'>,
  { material, ours }: ContextNow,
): Drift {
  // Proposals of older versions name only the whole.
  if (context === undefined) {
    const isSame = fingerprint(material, ours) === madeFor
    return { outdated: isSame ? null : 'the conversation moved', warnings: [] }
  }
  return driftBetween(desk, context, material, ours)
}

export function driftBetween(desk: Desk, before: Material, after: Material, ours: readonly string[]): Drift {
  const { connections, drift } = desk.configuration()
  const own = connections.helpdesk?.escalationTag
  return findDrift(withoutTag(before, own), withoutTag(after, own), ours, drift)
}

const withoutTag = (material: Material, own: string | undefined): Material =>
  material.tags === undefined ? material : { ...material, tags: material.tags.filter((tag) => tag !== own) }
