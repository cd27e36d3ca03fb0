import type { Message } from '#contract/conversation.ts'
import type { Proposal } from '#contract/proposal.ts'
import type { HelpdeskConversation } from '#main/clients/helpdesk/helpdesk.ts'
import { answeredAt, matchOwnParts, partsOfOthers, sentWithoutId } from '#main/domain/own-parts.ts'
import { wordsOf } from '#main/domain/reply/reply.ts'
import { assertNever } from '#main/kernel/errors.ts'
import type { Desk } from '#main/services/desk.ts'
import { escalationNote } from '#main/tools/escalation.ts'
import type { Traces } from '#main/tools/tool.ts'

/**
 * What this desk wrote itself among the parts of a reading. A part may be seen here before its receipt is stored, or
 * instead of it after a crash: what may have left is on disk before it leaves, so its words are known in either case.
 */
export async function findOwnParts(
  desk: Desk,
  { externalId, parts }: HelpdeskConversation,
  actingAdminId: string,
): Promise<ReadonlySet<string>> {
  const byUs = parts.filter((part) => part.author !== 'customer' && part.authorId === actingAdminId)
  const conversation = byUs.length === 0 ? null : await desk.store.conversations.byExternalId(externalId)
  if (conversation === null) return new Set()
  const proposals = await desk.store.ledger.ofConversation(conversation.id)
  const receipts = proposals.flatMap((proposal) => proposal.outcome?.receipt?.remoteId ?? [])
  if (proposals.every((proposal) => sentBy(proposal, []) === null)) return new Set(receipts)
  const known = await storedMessages(desk, conversation.id)
  const sent = proposals.flatMap((proposal) => sentBy(proposal, known) ?? [])
  return new Set([...receipts, ...matchOwnParts(sent, known, byUs)])
}

/** For a look for the traces of this proposal: parts that are none of them, and since when they may stand there. */
export async function tracesOf(desk: Desk, proposal: Proposal): Promise<Traces> {
  const known = await storedMessages(desk, proposal.conversationId)
  return { others: partsOfOthers(proposal.id, known), after: answeredAt(proposal, known) }
}

const messagesRead = 500

const storedMessages = async (desk: Desk, conversationId: number): Promise<readonly Message[]> =>
  (await desk.store.conversations.messages(conversationId, { before: null, limit: messagesRead })).messages

function sentBy(proposal: Proposal, known: readonly Message[]) {
  const after = answeredAt(proposal, known)
  const args = { arguments: proposal.executedArguments ?? proposal.arguments }
  switch (proposal.kind) {
    case 'reply':
      return sentWithoutId(proposal, 'comment', wordsOf(args), after)
    case 'note':
      return sentWithoutId(proposal, 'note', wordsOf(args), after)
    case 'escalate': {
      // Its note may be there although another step failed.
      const note = proposal.steps.find((step) => step.name === 'note')?.state
      const left = note === 'done' || note === 'unknown'
      return left ? sentWithoutId({ ...proposal, state: 'unknown' }, 'note', escalationNote(args), after) : null
    }
    case 'tool':
    case 'close':
      return null
    default:
      return assertNever(proposal.kind)
  }
}
