import type { Proposal } from '#contract/proposal.ts'
import type { ProposalEvent } from '#main/domain/proposal-event.ts'
import { isSettled } from '#main/domain/proposal.ts'
import { assertNever } from '#main/kernel/errors.ts'

type Ended = Extract<ProposalEvent, { type: 'undo_ended' }>

/** What the end of an inverse means for what it was to undo; null while it has not ended. */
export function undoEnded(inverse: Proposal): Ended | null {
  if (inverse.compensates === null || !isSettled(inverse)) return null
  switch (inverse.state) {
    case 'succeeded':
    case 'answered':
      return { type: 'undo_ended', how: 'undone' }
    case 'failed':
      return { type: 'undo_ended', how: 'failed' }
    case 'blocked':
    case 'rejected':
    case 'expired':
    case 'superseded':
    case 'dry_run':
      return { type: 'undo_ended', how: 'dropped' }
    case 'received':
    case 'pending':
    case 'awaiting_second':
    case 'scheduled':
    case 'executing':
    case 'unknown':
    case 'undo_pending':
    case 'undone':
    case 'undo_failed':
      return null
    default:
      return assertNever(inverse.state)
  }
}
