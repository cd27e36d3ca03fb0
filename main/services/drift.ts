import type { Proposal } from '#contract/proposal.ts'
import { fingerprint, findDrift, type Drift, type Material } from '#main/domain/fingerprint.ts'
import { assigneesOf, type Desk } from '#main/services/desk.ts'

/** The conversation as it is stored now, and the assignees that stand for this desk. */
export type Standing = { readonly material: Material; readonly ours: readonly string[] }

export async function standingOf(desk: Desk, conversationId: number, signal: AbortSignal): Promise<Standing> {
  return {
    material: await desk.store.conversations.material(conversationId),
    ours: await assigneesOf(desk, conversationId, signal),
  }
}

/** What moved since a proposal was made, by the present settings. The tag this desk sets itself is nobody's move. */
export function driftSince(
  desk: Desk,
  { context, fingerprint: madeFor }: Pick<Proposal, 'context' | 'fingerprint'>,
  { material, ours }: Standing,
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
