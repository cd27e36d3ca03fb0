import type { Outcome, Proposal, ProposalState, RejectReason, SentencePart, Signer, Step } from '#contract/proposal.ts'
import type { Arguments, Json } from '#contract/tool.ts'
import { AppError, assertNever } from '#main/kernel/errors.ts'

/**
 * The life of a proposal: every event there is, and the only place where transitions exist.
 * State is the fold of events; nothing else may change one.
 */
export type ProposalEvent =
  | { readonly type: 'proposed'; readonly proposal: NewProposal }
  | { readonly type: 'asked' }
  | { readonly type: 'blocked'; readonly code: string; readonly message: string; readonly result: Json }
  | {
      readonly type: 'approved'
      readonly verb: 'approve' | 'edit' | 'retry'
      readonly signer: Signer
      readonly revision: number
      readonly arguments: Arguments
      readonly argsHash: string
      readonly sentence: readonly SentencePart[]
    }
  | { readonly type: 'attempted'; readonly number: number; readonly idempotencyKey: string }
  | { readonly type: 'sent' }
  | { readonly type: 'step'; readonly step: Step }
  | {
      readonly type: 'succeeded'
      readonly receipt: Outcome['receipt']
      readonly result: Json
      readonly resolvedBy: string | null
    }
  | {
      readonly type: 'failed'
      readonly error: Failure
      readonly retryable: boolean
      readonly result: Json
      readonly resolvedBy: string | null
    }
  | { readonly type: 'lost'; readonly error: Failure }
  | { readonly type: 'returned'; readonly note: string }
  | { readonly type: 'given_up'; readonly signer: Signer; readonly text: string }
  | {
      readonly type: 'rejected'
      readonly signer: Signer
      readonly reasons: readonly RejectReason[]
      readonly text: string
      readonly scope: 'call' | 'conversation'
      readonly next: 'continue' | 'stop'
      readonly result: Json
    }
  | { readonly type: 'answered'; readonly signer: Signer; readonly result: Json }
  | { readonly type: 'superseded'; readonly cause: string; readonly result: Json }

export type Failure = { readonly code: string; readonly message: string }

/** What is fixed when a proposal is made; the rest starts empty. */
export type NewProposal = Omit<
  Proposal,
  | 'state'
  | 'revision'
  | 'proposedArguments'
  | 'executedArguments'
  | 'decision'
  | 'attempts'
  | 'outcome'
  | 'note'
  | 'proposedAt'
  | 'updatedAt'
>

const from: Readonly<Record<Exclude<ProposalEvent['type'], 'proposed'>, readonly ProposalState[]>> = {
  asked: ['received'],
  blocked: ['received'],
  approved: ['received', 'pending', 'failed'],
  attempted: ['scheduled'],
  sent: ['executing'],
  step: ['executing', 'unknown'],
  succeeded: ['executing', 'unknown'],
  failed: ['executing', 'scheduled', 'unknown'],
  lost: ['executing'],
  returned: ['scheduled', 'executing'],
  given_up: ['failed'],
  rejected: ['pending'],
  answered: ['pending'],
  superseded: ['received', 'pending', 'scheduled'],
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
    proposedAt: at,
    updatedAt: at,
  }
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
    case 'attempted':
      return {
        ...proposal,
        state: 'executing',
        note: null,
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
          index === proposal.attempts.length - 1 ? { ...attempt, sentAt: at } : attempt,
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
        decision: { verb: 'reject', signer: event.signer, at, reason: event.text, reasons: [...event.reasons] },
        outcome: ended(at, event.result, {}),
      }
    case 'answered':
      return {
        ...proposal,
        state: 'answered',
        decision: { verb: 'answer', signer: event.signer, at, reason: null, reasons: [] },
        outcome: ended(at, event.result, { resolvedBy: signerName(event.signer) }),
      }
    case 'superseded':
      return { ...proposal, state: 'superseded', note: event.cause, outcome: ended(at, event.result, {}) }
    default:
      return assertNever(event)
  }
}

function approve(proposal: Proposal, event: Extract<ProposalEvent, { type: 'approved' }>, at: number): Proposal {
  if (proposal.state === 'received' && event.signer.by !== 'rule') throw illegal(proposal.state, event.type)
  if (proposal.state === 'failed' && (event.verb !== 'retry' || proposal.outcome?.retryable !== true)) {
    throw illegal(proposal.state, event.type)
  }
  const expected = event.verb === 'edit' ? proposal.revision + 1 : proposal.revision
  if (event.revision !== expected) {
    throw new AppError('changed', `Revision ${event.revision} was signed, but ${expected} is next.`)
  }
  return {
    ...proposal,
    state: 'scheduled',
    revision: event.revision,
    arguments: event.arguments,
    argsHash: event.argsHash,
    sentence: [...event.sentence],
    note: null,
    outcome: null,
    decision: { verb: event.verb, signer: event.signer, at, reason: null, reasons: [] },
  }
}

/** Back to the person who signed, but only while it is certain that nothing went out under the present attempt. */
function giveBack(proposal: Proposal, note: string): Proposal {
  const attempt = proposal.attempts.at(-1)
  if (proposal.state === 'executing' && (attempt === undefined || attempt.sentAt !== null)) {
    throw new AppError('illegal_transition', 'The request may have left; only an answer or a person can settle this.')
  }
  return { ...proposal, state: 'pending', executedArguments: null, decision: null, note }
}

function ended(at: number, result: Json, more: Partial<Outcome>): Outcome {
  return { result, receipt: null, error: null, retryable: false, at, resolvedBy: null, ...more }
}

export const signerName = (signer: Signer): string => signer.name

/** Nothing more will happen to it: its call can be answered. */
export function isSettled(proposal: Proposal): boolean {
  switch (proposal.state) {
    case 'succeeded':
    case 'blocked':
    case 'rejected':
    case 'answered':
    case 'superseded':
      return true
    case 'failed':
      return proposal.outcome?.retryable !== true
    case 'received':
    case 'pending':
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
  proposal.state === 'pending' || proposal.state === 'unknown' || (proposal.state === 'failed' && !isSettled(proposal))

function illegal(state: ProposalState, event: string): AppError {
  return new AppError('illegal_transition', `A proposal that is ${state} cannot be ${event}.`, {
    data: { state, event },
  })
}
