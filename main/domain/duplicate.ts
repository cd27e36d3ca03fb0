import type { Check, Proposal, ProposalState } from '#contract/proposal.ts'
import { proposalTitle } from '#main/domain/reply/reply.ts'

/**
 * The same call, made before: same tool, same arguments, same customer. One that ran or may have run within a day asks a
 * person, whatever a rule says, in any conversation of the customer.
 */
export const duplicateWindowMs = 24 * 60 * 60 * 1000

const ran: readonly ProposalState[] = ['scheduled', 'executing', 'succeeded', 'unknown', 'undo_pending', 'undo_failed']

/** It had an effect, may have had one, or is about to. */
export const countsAsMade = (proposal: Pick<Proposal, 'state'>): boolean => ran.includes(proposal.state)

/** When it happened, or came closest to it. */
export const momentOf = (proposal: Pick<Proposal, 'outcome' | 'attempts' | 'decision' | 'proposedAt'>): number =>
  proposal.outcome?.at ?? proposal.attempts.at(-1)?.at ?? proposal.decision?.at ?? proposal.proposedAt

/** Says of the call that was made before what it was, when, by whom and where. Stays true however late it is read. */
export function describeDuplicate(earlier: Proposal, argsHash: string, conversationId: number, now: number): Check {
  const at = momentOf(earlier)
  const signer = earlier.decision?.signer
  const who =
    signer === undefined ? '' : signer.by === 'rule' ? `by rule ${signer.name}, ` : `signed by ${signer.name}, `
  const where =
    earlier.conversationId === conversationId
      ? 'in this conversation'
      : `in conversation ${earlier.conversationId} of the same customer`
  const changed = earlier.argsHash === argsHash ? '' : ' with changes'
  return {
    id: 'duplicate',
    result: 'warn',
    label: `The same call ${happened(earlier.state)}${changed} ${durationWords(now - at)} before this one`,
    detail: `${proposalTitle(earlier)}: ${who}${timeWords(at)}, ${where}`,
  }
}

function happened(state: ProposalState): string {
  if (state === 'unknown') return 'may have happened'
  if (state === 'executing') return 'began'
  return state === 'scheduled' ? 'was approved' : 'was done'
}

const timeWords = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`

function durationWords(ms: number): string {
  const minutes = Math.floor(ms / 60_000)
  if (minutes < 1) return 'moments'
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} days`
}
