import type { ProposalEvent, SignedFinding } from '#main/domain/proposal-event.ts'
import { assertNever } from '#main/kernel/errors.ts'

/** A ledger event in words: who, and what they did. */
export function eventWords(event: ProposalEvent): { readonly who: string; readonly summary: string } {
  switch (event.type) {
    case 'proposed':
      return { who: 'Agent', summary: 'Proposed' }
    case 'asked':
      return { who: 'Policy', summary: 'Asks a person' }
    case 'blocked':
      return { who: 'Policy', summary: `Blocked: ${event.message}` }
    case 'approved':
      return { who: event.signer.name, summary: `${approvalWords(event)}${foundWords(event)}` }
    case 'signed':
      return { who: event.signer.name, summary: `Signed first, revision ${event.revision}${foundWords(event)}` }
    case 'withdrawn':
      return { who: event.signer.name, summary: 'Took the signature back' }
    case 'expired':
      return { who: 'Desk', summary: 'Expired, not run' }
    case 'extended':
      return {
        who: event.signer.name,
        summary: event.expiresAt === null ? 'Took the deadline off' : 'Gave it more time',
      }
    case 'snoozed':
      return { who: event.signer.name, summary: 'Put off' }
    case 'woken':
      return { who: 'Desk', summary: `Back in the queue${event.cause === '' ? '' : `: ${event.cause}`}` }
    case 'simulated':
      return { who: event.signer.name, summary: 'Rehearsed, nothing left the desk' }
    case 'undo_requested':
      return { who: 'Desk', summary: 'Its inverse was proposed' }
    case 'undo_ended':
      return { who: 'Desk', summary: undoWords[event.how] }
    case 'attempted':
      return { who: 'Desk', summary: `Attempt ${event.number} written down` }
    case 'sent':
      return { who: 'Desk', summary: 'Request sent' }
    case 'step':
      return {
        who: 'Desk',
        summary: `${event.step.label}: ${event.step.state === 'unknown' ? 'sent' : event.step.state}`,
      }
    case 'succeeded':
      return {
        who: event.resolvedBy ?? 'Desk',
        summary: `Done${event.receipt === null ? '' : `: ${event.receipt.summary}`}`,
      }
    case 'failed':
      return { who: event.resolvedBy ?? 'Desk', summary: `Failed: ${event.error.message}` }
    case 'lost':
      return { who: 'Desk', summary: `May have happened: ${event.error.message}` }
    case 'returned':
    case 'noted':
      return { who: 'Desk', summary: event.note }
    case 'given_up':
      return { who: event.signer.name, summary: `Not tried again${event.text === '' ? '' : `: ${event.text}`}` }
    case 'rejected':
      return { who: event.signer.name, summary: `Rejected${event.text === '' ? '' : `: ${event.text}`}` }
    case 'answered':
      return { who: event.signer.name, summary: 'Answered for the tool' }
    case 'superseded':
      return { who: 'Desk', summary: `Outdated: ${event.cause}` }
    default:
      return assertNever(event)
  }
}

const undoWords = {
  undone: 'Undone by its inverse',
  failed: 'The inverse did not happen',
  dropped: 'Stays as it is: the inverse was turned down',
} as const

function approvalWords(event: Extract<ProposalEvent, { type: 'approved' }>): string {
  if (event.verb === 'retry') return 'Signed a new attempt'
  if (event.verb === 'edit') return `Edited and signed revision ${event.revision}`
  return event.signer.by === 'rule' ? 'Allowed by rule' : 'Signed'
}

/** What a check had found in the words, and they were signed although. */
const foundWords = ({ findings = [] }: { readonly findings?: readonly SignedFinding[] }): string =>
  findings.length === 0 ? '' : `, although: ${[...new Set(findings.map(({ label }) => label))].join(', ')}`
