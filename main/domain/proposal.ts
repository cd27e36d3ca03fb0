import type { Outcome, Proposal, ProposalState } from '#contract/proposal.ts'
import type { Json } from '#contract/tool.ts'
import type { NewProposal, ProposalEvent } from '#main/domain/proposal-event.ts'
import { approve, illegal, sign, signerName, withdraw } from '#main/domain/signing.ts'
import { AppError, assertNever } from '#main/kernel/errors.ts'

export type { Failure, NewProposal, ProposalEvent } from '#main/domain/proposal-event.ts'

/**
 * The life of a proposal: the only place where transitions exist. State is the fold of events; nothing else may change one.
 */
const from: Readonly<Record<Exclude<ProposalEvent['type'], 'proposed'>, readonly ProposalState[]>> = {
  asked: ['received'],
  blocked: ['received'],
  approved: ['received', 'pending', 'awaiting_second', 'failed'],
  signed: ['pending'],
  withdrawn: ['awaiting_second', 'scheduled'],
  expired: ['pending', 'awaiting_second'],
  extended: ['pending', 'awaiting_second'],
  snoozed: ['pending', 'awaiting_second'],
  woken: ['pending', 'awaiting_second'],
  simulated: ['received', 'pending', 'awaiting_second'],
  undo_requested: ['succeeded', 'undo_failed'],
  undo_ended: ['undo_pending'],
  attempted: ['scheduled'],
  sent: ['executing'],
  step: ['executing', 'unknown'],
  succeeded: ['executing', 'unknown'],
  failed: ['executing', 'scheduled', 'unknown'],
  lost: ['executing'],
  returned: ['awaiting_second', 'scheduled', 'executing'],
  noted: ['pending', 'awaiting_second'],
  given_up: ['failed'],
  rejected: ['pending', 'awaiting_second'],
  answered: ['pending'],
  superseded: ['received', 'pending', 'awaiting_second', 'scheduled'],
}

/** The proposal after `event` at time `at` (ms). Throws `illegal_transition` where the event does not fit the state. */
export function apply(proposal: Proposal | null, event: ProposalEvent, at: number): Proposal {
  if (event.type === 'proposed') {
    if (proposal !== null) throw illegal(proposal.state, event.type)
    return create(event.proposal, at)
  }
  if (proposal === null) throw new AppError('illegal_transition', `Nothing was proposed before "${event.type}".`)
  if (!from[event.type].includes(proposal.state)) throw illegal(proposal.state, event.type)
  return { ...change(proposal, event, at), updatedAt: at }
}

/** The state that a list of events with their times adds up to. */
export function fold(events: readonly { readonly event: ProposalEvent; readonly at: number }[]): Proposal {
  const result = events.reduce<Proposal | null>((proposal, { event, at }) => apply(proposal, event, at), null)
  if (result === null) throw new AppError('not_found', 'No events.')
  return result
}

function create(made: NewProposal, at: number): Proposal {
  return {
    ...made,
    state: 'received',
    revision: 0,
    proposedArguments: made.arguments,
    executedArguments: null,
    decision: null,
    attempts: [],
    outcome: null,
    note: null,
    ...bornBefore,
    mode: made.mode ?? bornBefore.mode,
    expiresAt: made.expiresAt ?? bornBefore.expiresAt,
    compensates: made.compensates ?? bornBefore.compensates,
    proposedAt: at,
    updatedAt: at,
  }
}

/** What a proposal has that was stored before these fields existed. */
export const bornBefore: Pick<
  Proposal,
  'mode' | 'signatures' | 'expiresAt' | 'dueAt' | 'compensates' | 'compensatedBy' | 'snoozed'
> = {
  mode: 'live',
  signatures: [],
  expiresAt: null,
  dueAt: null,
  compensates: null,
  compensatedBy: null,
  snoozed: null,
}

function change(proposal: Proposal, event: Exclude<ProposalEvent, { type: 'proposed' }>, at: number): Proposal {
  switch (event.type) {
    case 'asked':
      return { ...proposal, state: 'pending' }
    case 'blocked':
      return {
        ...proposal,
        state: 'blocked',
        outcome: ended(at, event.result, { error: { code: event.code, message: event.message } }),
      }
    case 'approved':
      return approve(proposal, event, at)
    case 'signed':
      return sign(proposal, event, at)
    case 'withdrawn':
      return withdraw(proposal, event.signer)
    case 'expired':
      return { ...proposal, state: 'expired', signatures: [], snoozed: null, outcome: ended(at, event.result, {}) }
    case 'extended':
      return { ...proposal, expiresAt: event.expiresAt }
    case 'snoozed':
      return { ...proposal, snoozed: { until: event.until, event: event.event, by: signerName(event.signer) } }
    case 'woken':
      return { ...proposal, snoozed: null, note: event.cause === '' ? proposal.note : event.cause }
    case 'simulated':
      return simulate(proposal, event, at)
    case 'undo_requested':
      return { ...proposal, state: 'undo_pending', compensatedBy: event.by }
    case 'undo_ended':
      return { ...proposal, state: afterUndo[event.how], ...(event.how === 'dropped' ? { compensatedBy: null } : {}) }
    case 'attempted':
      return {
        ...proposal,
        state: 'executing',
        note: null,
        dueAt: null,
        executedArguments: proposal.arguments,
        attempts: [
          ...proposal.attempts,
          { number: event.number, at, sentAt: null, idempotencyKey: event.idempotencyKey },
        ],
      }
    case 'sent':
      return {
        ...proposal,
        attempts: proposal.attempts.map((attempt, index) =>
          index === proposal.attempts.length - 1
            ? { ...attempt, sentAt: at, ...(event.before === undefined ? {} : { before: [...event.before] }) }
            : attempt,
        ),
      }
    case 'step':
      return { ...proposal, steps: proposal.steps.map((step) => (step.name === event.step.name ? event.step : step)) }
    case 'succeeded':
      return {
        ...proposal,
        state: 'succeeded',
        outcome: ended(at, event.result, { receipt: event.receipt, resolvedBy: event.resolvedBy }),
      }
    case 'failed':
      return {
        ...proposal,
        state: 'failed',
        outcome: ended(at, event.result, {
          error: event.error,
          retryable: event.retryable,
          resolvedBy: event.resolvedBy,
        }),
      }
    case 'lost':
      return { ...proposal, state: 'unknown', outcome: ended(at, null, { error: event.error }) }
    case 'returned':
      return giveBack(proposal, event.note)
    case 'noted':
      return { ...proposal, note: event.note }
    case 'given_up':
      return {
        ...proposal,
        outcome:
          proposal.outcome === null
            ? null
            : { ...proposal.outcome, retryable: false, resolvedBy: signerName(event.signer) },
        note: event.text === '' ? proposal.note : event.text,
      }
    case 'rejected':
      return {
        ...proposal,
        state: 'rejected',
        signatures: [],
        snoozed: null,
        decision: { verb: 'reject', signer: event.signer, at, reason: event.text, reasons: [...event.reasons] },
        outcome: ended(at, event.result, {}),
      }
    case 'answered':
      return {
        ...proposal,
        state: 'answered',
        snoozed: null,
        decision: { verb: 'answer', signer: event.signer, at, reason: null, reasons: [] },
        outcome: ended(at, event.result, { resolvedBy: signerName(event.signer) }),
      }
    case 'superseded':
      return {
        ...proposal,
        state: 'superseded',
        signatures: [],
        dueAt: null,
        snoozed: null,
        note: event.cause,
        ...(event.by === undefined ? {} : { replacedBy: event.by }),
        outcome: ended(at, event.result, {}),
      }
    default:
      return assertNever(event)
  }
}

function simulate(proposal: Proposal, event: Extract<ProposalEvent, { type: 'simulated' }>, at: number): Proposal {
  const verb = proposal.revision === 0 ? 'approve' : 'edit'
  return {
    ...proposal,
    state: 'dry_run',
    signatures: [],
    snoozed: null,
    decision: { verb, signer: event.signer, at, reason: null, reasons: [] },
    outcome: ended(at, event.result, {
      receipt: { status: null, remoteId: null, summary: 'Simulated. Nothing left this desk.' },
    }),
  }
}

const afterUndo = { undone: 'undone', failed: 'undo_failed', dropped: 'succeeded' } as const

/** Back to the person who signed, but only while it is certain that nothing went out under the present attempt. */
function giveBack(proposal: Proposal, note: string): Proposal {
  const attempt = proposal.attempts.at(-1)
  if (proposal.state === 'executing' && (attempt === undefined || attempt.sentAt !== null)) {
    throw new AppError('illegal_transition', 'The request may have left; only an answer or a person can settle this.')
  }
  return { ...proposal, state: 'pending', executedArguments: null, decision: null, dueAt: null, signatures: [], note }
}

function ended(at: number, result: Json, more: Partial<Outcome>): Outcome {
  return { result, receipt: null, error: null, retryable: false, at, resolvedBy: null, ...more }
}

/** Nothing more will happen to it: its call can be answered. */
export function isSettled(proposal: Proposal): boolean {
  switch (proposal.state) {
    case 'succeeded':
    case 'blocked':
    case 'rejected':
    case 'answered':
    case 'superseded':
    case 'expired':
    case 'undo_pending':
    case 'undone':
    case 'undo_failed':
    case 'dry_run':
      return true
    case 'failed':
      return proposal.outcome?.retryable !== true
    case 'received':
    case 'pending':
    case 'awaiting_second':
    case 'scheduled':
    case 'executing':
    case 'unknown':
      return false
    default:
      return assertNever(proposal.state)
  }
}

/** A person has to do something about it. */
export const needsPerson = (proposal: Proposal): boolean =>
  ((proposal.state === 'pending' || proposal.state === 'awaiting_second') && proposal.snoozed === null) ||
  proposal.state === 'unknown' ||
  (proposal.state === 'failed' && !isSettled(proposal))

/** Signed, and on its way out: found by its row in the outbox. */
export const isLeaving = ({ state }: Pick<Proposal, 'state'>): boolean => state === 'scheduled' || state === 'executing'
