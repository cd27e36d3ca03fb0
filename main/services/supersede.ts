import type { Proposal, ProposalState } from '#contract/proposal.ts'
import type { Material } from '#main/domain/fingerprint.ts'
import { supersededResult } from '#main/domain/outcome.ts'
import { asAppError } from '#main/kernel/errors.ts'
import type { Desk } from '#main/services/desk.ts'
import { driftSince } from '#main/services/drift.ts'

/** Marks every proposal that waits and was made for another state of the conversation as outdated; says whether there was one. */
export const supersede = (
  desk: Desk,
  conversationId: number,
  now: { readonly material: Material; readonly ours: readonly string[] },
  cause: string,
): Promise<boolean> =>
  putAside(
    desk,
    conversationId,
    cause,
    (proposal) => waits(proposal) && driftSince(desk, proposal, now).outdated !== null,
  )

/** A person is in charge now: what is not signed yet, or by one of two, is not run. What was signed goes out as signed. */
export const standBack = (desk: Desk, conversationId: number): Promise<boolean> =>
  putAside(
    desk,
    conversationId,
    'a person took over',
    (proposal) => waits(proposal) && proposal.decision?.signer.by !== 'person',
  )

const waiting: readonly ProposalState[] = ['pending', 'awaiting_second', 'scheduled']
const waits = (proposal: Proposal): boolean => waiting.includes(proposal.state)

async function putAside(
  desk: Desk,
  conversationId: number,
  cause: string,
  isMeant: (proposal: Proposal) => boolean,
): Promise<boolean> {
  const meant = (await desk.store.ledger.ofConversation(conversationId)).filter(isMeant)
  for (const proposal of meant) {
    await desk.record
      .commit({
        id: proposal.id,
        expect: { states: waiting, revision: proposal.revision, argsHash: proposal.argsHash },
        events: [{ type: 'superseded', cause, result: supersededResult(cause) }],
        ...(proposal.state === 'scheduled' ? { outbox: { state: 'removed' as const } } : {}),
      })
      .catch((error: unknown) => {
        const { code } = asAppError(error)
        if (code !== 'already_decided' && code !== 'changed') throw error
      })
  }
  return meant.length > 0
}
