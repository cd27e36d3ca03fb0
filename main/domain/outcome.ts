import type { Proposal, Step } from '#contract/proposal.ts'
import type { Json } from '#contract/tool.ts'
import { listChanges } from '#main/domain/changes.ts'
import { isObject } from '#main/domain/json-object.ts'
import type { Failure } from '#main/domain/proposal.ts'
import { isSettled } from '#main/domain/proposal.ts'
import { readsOnly } from '#main/domain/risk.ts'
import { AppError, assertNever } from '#main/kernel/errors.ts'

/**
 * What the agent is told about a call: always one small JSON object whose `status` says what happened, never prose alone.
 * `may_propose_again` is about the very same call. Nothing here is longer than `resultBytes`; what was cut says so.
 */
export const resultBytes = 64_000

export const defaultRejection =
  'A person decided against this call. It was not run and nothing was changed. Do not propose the same call again.'

export const executedResult = (
  data: Json,
  proposal: Pick<Proposal, 'arguments' | 'proposedArguments' | 'risk'>,
): Json => {
  const changes = listChanges(proposal.proposedArguments, proposal.arguments)
  const changed: Json = changes.map(({ field, proposed, executed }) => ({ field, proposed, executed }))
  return compose(data, {
    status: 'executed',
    ...(changes.length === 0 ? {} : { changed_by_human: cap(changed, resultBytes / 2) }),
    may_propose_again: readsOnly(proposal.risk),
  })
}

export const answeredResult = (result: Json): Json =>
  compose(result, { status: 'answered_by_human', may_propose_again: false })

/** `text` is the person's own; it goes on word for word. */
export const rejectedResult = (text: string): Json => ({
  status: 'not_run',
  reason: text.trim() === '' ? defaultRejection : text,
  rejected_by_human: true,
  may_propose_again: false,
})

export const supersededResult = (cause: string): Json => ({
  status: 'not_run',
  reason: `Outdated before it was decided: ${cause}.`,
  may_propose_again: true,
})

/** Time ran out, which is never a yes: the words do not let anybody wait for it. */
export const expiredResult = (): Json => ({
  status: 'not_run',
  reason: 'Nobody decided in time, so it expired. It was not run and will not be run.',
  expired: true,
  may_propose_again: true,
})

/** A rehearsal: the agent hears that nothing was done, so that it cannot promise it. */
export const simulatedResult = (): Json => ({
  status: 'simulated',
  reason: 'This is a rehearsal. Nothing was done and nothing was changed; do not tell anybody that it was.',
  may_propose_again: false,
})

export const blockedResult = (code: string, message: string): Json => ({
  status: 'not_run',
  reason: 'The call was blocked before anything was done.',
  error: shorten({ code, message }),
  may_propose_again: false,
})

const passing = new Set(['rate_limited', 'unreachable', 'timed_out', 'remote_failed', 'cancelled', 'stopped'])

/** Of an action of several steps the agent hears which were done: what is half done is not to be proposed again. */
export function failedResult(error: Failure, steps: readonly Step[]): Json {
  const partly = steps.some((step) => step.state === 'done')
  return {
    status: 'failed',
    reason: partly ? 'It was done in part: see the steps.' : 'It was tried and did not happen.',
    ...(partly ? { steps: Object.fromEntries(steps.map((step) => [step.name, stepWords[step.state]])) } : {}),
    error: shorten(error),
    may_propose_again: !partly && passing.has(error.code),
  }
}

const stepWords = { todo: 'not_run', done: 'done', failed: 'failed', unknown: 'unknown' } as const

/** What the agent is told about a settled proposal. An unsettled one has no answer yet, and asking for it is a mistake. */
export function toldResult(proposal: Proposal): Json {
  if (!isSettled(proposal)) {
    throw new AppError('illegal_transition', `A proposal that is ${proposal.state} has no result to tell.`)
  }
  const { state, outcome, note } = proposal
  const stored = outcome?.result ?? null
  switch (state) {
    case 'succeeded':
      return isTold(stored) ? stored : executedResult(stored, proposal)
    case 'answered':
      return isTold(stored) ? stored : answeredResult(stored)
    case 'rejected':
      return isTold(stored) ? stored : rejectedResult(proposal.decision?.reason ?? '')
    case 'superseded':
      return isTold(stored) ? stored : supersededResult(note ?? 'the conversation moved')
    case 'blocked':
      return isTold(stored) ? stored : blockedResult(outcome?.error?.code ?? 'blocked', outcome?.error?.message ?? '')
    case 'expired':
      return isTold(stored) ? stored : expiredResult()
    case 'dry_run':
      return isTold(stored) ? stored : simulatedResult()
    case 'undo_pending':
    case 'undo_failed':
      return isTold(stored) ? stored : executedResult(stored, proposal)
    case 'undone': {
      const told = isTold(stored) ? stored : executedResult(stored, proposal)
      return isObject(told) ? { ...told, undone_by_human: true } : told
    }
    case 'failed': {
      const told = isTold(stored)
        ? stored
        : failedResult(outcome?.error ?? { code: 'failed', message: '' }, proposal.steps)
      return note === null || !isObject(told) ? told : { ...told, note_by_human: note.slice(0, 4000) }
    }
    case 'received':
    case 'pending':
    case 'awaiting_second':
    case 'scheduled':
    case 'executing':
    case 'unknown':
      throw new AppError('illegal_transition', `A proposal that is ${state} has no result to tell.`)
    default:
      return assertNever(state)
  }
}

const statuses: readonly Json[] = ['executed', 'not_run', 'failed', 'answered_by_human', 'simulated']

/** Made by one of the functions above. */
const isTold = (value: Json): boolean => isObject(value) && statuses.includes(value['status'] ?? null)

const shorten = ({ code, message }: Failure): Json => ({ code, message: message.slice(0, 2000) })

const bytesOf = (value: Json): number => Buffer.byteLength(JSON.stringify(value))

function compose(data: Json, rest: { readonly [key: string]: Json }): Json {
  const { status, ...others } = rest
  return { status: status ?? null, data: cap(data, resultBytes - bytesOf(rest) - 20), ...others }
}

/** The value, or the beginning of its text with a mark that says how much there was. */
function cap(value: Json, limit: number): Json {
  const text = JSON.stringify(value)
  const bytes = Buffer.byteLength(text)
  if (bytes <= limit) return value
  const shown = typeof value === 'string' ? value : text
  const mark = (beginning: string): Json => ({ truncated: true, total_bytes: bytes, beginning })
  let low = 0
  let high = shown.length
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (bytesOf(mark(shown.slice(0, middle).toWellFormed())) <= limit) low = middle
    else high = middle - 1
  }
  return mark(shown.slice(0, low).toWellFormed())
}
