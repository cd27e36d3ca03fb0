import type { ConversationState } from '#contract/conversation.ts'
import { sha256 } from '#main/domain/canonical.ts'

/** The parts of a conversation a proposal is made for. A tag or a title is not among them. */
export type Material = {
  /** External id of the newest message by the customer, or null. */
  readonly lastCustomerPart: string | null
  /** External id of the newest message by a person or bot that is not this desk, or null. */
  readonly lastHumanPart: string | null
  readonly state: ConversationState
  readonly assignee: string | null
}

/** Changes when a proposal made before is no longer for this conversation. `ours`: assignees that stand for this desk. */
export function fingerprint(material: Material, ours: readonly string[]): string {
  const assignee = material.assignee === null || ours.includes(material.assignee) ? 'desk' : material.assignee
  const state = material.state === 'closed' ? 'closed' : 'open'
  return sha256([material.lastCustomerPart ?? '', material.lastHumanPart ?? '', state, assignee].join('\n'))
}

/** In a person's words, what moved between two readings; null where nothing material did. */
export function describeDrift(before: Material, after: Material, ours: readonly string[]): string | null {
  if (fingerprint(before, ours) === fingerprint(after, ours)) return null
  if (before.lastCustomerPart !== after.lastCustomerPart) return 'the customer wrote again'
  if (before.lastHumanPart !== after.lastHumanPart) return 'a colleague answered'
  if (before.state !== after.state)
    return after.state === 'closed' ? 'the conversation was closed' : 'the conversation was reopened'
  return 'somebody else took the conversation'
}
