import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Proposal, ProposalState, Signer } from '#contract/proposal.ts'
import { hashArguments } from '#main/domain/canonical.ts'
import { apply, fold, isSettled, needsPerson, type ProposalEvent } from '#main/domain/proposal.ts'
import { AppError } from '#main/kernel/errors.ts'
import { approved, attempted, colleague, history, newProposal, person, rule } from '#test/support/proposals.ts'

const made = newProposal({ steps: [{ name: 'tag', label: 'Tag', state: 'todo', detail: null }] })
const error = { code: 'timed_out', message: 'No answer.' }

type Make = (proposal: Proposal) => ProposalEvent
type Verb = 'approve' | 'edit' | 'retry'

const sign =
  (verb: Verb, signer: Signer, step: number, amount: number): Make =>
  (proposal) => {
    const signed = verb === 'edit' ? { order_id: '10433', amount } : proposal.arguments
    return {
      type: 'approved',
      verb,
      signer,
      revision: proposal.revision + step,
      arguments: signed,
      argsHash: hashArguments(made.tool, signed),
      sentence: [],
    }
  }

/** One of every event, and approvals that fit or just do not. */
const makes: readonly Make[] = [
  () => ({ type: 'proposed', proposal: made }),
  () => ({ type: 'asked' }),
  () => ({ type: 'asked' }),
  () => ({ type: 'blocked', code: 'unknown_tool', message: '', result: null }),
  ...(['approve', 'edit', 'retry'] as const).flatMap((verb) =>
    [person, rule].flatMap((signer) => [0, 1].map((step) => sign(verb, signer, step, 12 + step))),
  ),
  ...[1, 2, 3].map((): Make => ({ attempts }) => ({
    type: 'attempted',
    number: attempts.length + 1,
    idempotencyKey: 'k',
  })),
  () => ({ type: 'sent' }),
  () => ({ type: 'step', step: { name: 'tag', label: 'Tag', state: 'unknown', detail: null } }),
  () => ({ type: 'succeeded', receipt: null, result: { status: 'executed' }, resolvedBy: null }),
  () => ({ type: 'failed', error, retryable: true, result: { status: 'failed' }, resolvedBy: null }),
  () => ({ type: 'failed', error, retryable: false, result: { status: 'failed' }, resolvedBy: null }),
  () => ({ type: 'lost', error }),
  () => ({ type: 'returned', note: 'Approved, not sent' }),
  () => ({ type: 'given_up', signer: person, text: '' }),
  () => ({
    type: 'rejected',
    signer: person,
    reasons: [],
    text: '',
    scope: 'call',
    next: 'continue',
    result: { status: 'not_run' },
  }),
  () => ({ type: 'answered', signer: person, result: 1 }),
  () => ({ type: 'superseded', cause: 'moved', result: null }),
  ...(['approve', 'edit'] as const).flatMap((verb) =>
    [person, colleague].map((signer): Make => (proposal) => ({
      ...(sign(verb, signer, verb === 'edit' ? 1 : 0, 13)(proposal) as Extract<ProposalEvent, { type: 'approved' }>),
      verb,
      type: 'signed',
    })),
  ),
  sign('approve', colleague, 0, 0),
  () => ({ type: 'withdrawn', signer: person }),
  () => ({ type: 'expired', result: { status: 'not_run' } }),
  () => ({ type: 'extended', signer: person, expiresAt: null }),
  () => ({ type: 'snoozed', signer: person, until: 10, event: null }),
  () => ({ type: 'woken', cause: '' }),
  () => ({ type: 'simulated', signer: person, request: null, result: { status: 'simulated' } }),
  () => ({ type: 'undo_requested', by: 'p2' }),
  () => ({ type: 'undo_ended', how: 'undone' }),
  () => ({ type: 'undo_ended', how: 'failed' }),
  () => ({ type: 'undo_ended', how: 'dropped' }),
]

type Life = {
  readonly states: readonly ProposalState[]
  readonly events: readonly ProposalEvent[]
  readonly end: Proposal
}

const refusals = new Set(['illegal_transition', 'changed', 'same_person'])

/** What the reducer makes of an event; a refusal must be its own error. */
function attempt(proposal: Proposal, event: ProposalEvent, at: number): Proposal | null {
  try {
    return apply(proposal, event, at)
  } catch (thrown) {
    if (thrown instanceof AppError && refusals.has(thrown.code)) return null
    throw thrown
  }
}

/** At each step every event is tried, and one of those the reducer takes happens: all histories that exist can come out. */
function live(choices: readonly number[]): Life {
  let proposal = apply(null, { type: 'proposed', proposal: made }, 0)
  const states: ProposalState[] = [proposal.state]
  const events: ProposalEvent[] = [{ type: 'proposed', proposal: made }]
  choices.forEach((choice, index) => {
    const open = makes.flatMap((make) => {
      const event = make(proposal)
      const next = attempt(proposal, event, index + 1)
      return next === null ? [] : [{ event, next }]
    })
    const taken = open[choice % Math.max(1, open.length)]
    if (taken === undefined) return
    proposal = taken.next
    states.push(taken.next.state)
    events.push(taken.event)
  })
  return { states, events, end: proposal }
}

const anyHistory = fc.array(fc.nat(999), { minLength: 4, maxLength: 14, size: 'max' }).map(live)
const anyMake = fc.constantFrom(...makes)
const runs = { numRuns: 400 }

/** Thousands of refusals are made here; their stacks would be most of the work. */
const { stackTraceLimit } = Error
beforeAll(() => {
  Error.stackTraceLimit = 0
})
afterAll(() => {
  Error.stackTraceLimit = stackTraceLimit
})

describe('any history of a proposal', { timeout: 60_000 }, () => {
  it('never runs without a signature for exactly these arguments', () => {
    let ran = 0
    fc.assert(
      fc.property(anyHistory, ({ events, states }) => {
        states.forEach((state, index) => {
          if (state !== 'executing' || states[index - 1] === 'executing') return
          ran += 1
          const signed = events.slice(0, index).findLastIndex((event) => event.type === 'approved')
          const undone = events
            .slice(signed, index)
            .some((event) => ['returned', 'attempted', 'withdrawn'].includes(event.type))
          expect(signed).toBeGreaterThan(0)
          expect(undone).toBe(false)
          const at = fold(events.slice(0, index + 1).map((event, when) => ({ event, at: when })))
          const approval = events[signed]
          expect(approval).toMatchObject({ type: 'approved', argsHash: at.argsHash, arguments: at.arguments })
          expect(hashArguments(at.tool, at.arguments)).toBe(at.argsHash)
        })
      }),
      runs,
    )
    expect(ran).toBeGreaterThan(40)
  })

  it('has at most one effect: after something may have been sent, only a known failure and a person lead to a new attempt', () => {
    fc.assert(
      fc.property(anyHistory, ({ events }) => {
        let mayHaveHappened = false
        for (const event of events) {
          if (mayHaveHappened && event.type === 'attempted') expect.fail('a second effect')
          if (event.type === 'sent') mayHaveHappened = true
          if (event.type === 'failed') mayHaveHappened = false
          if (event.type === 'succeeded') mayHaveHappened = true
          if (mayHaveHappened && event.type === 'returned') expect.fail('given back after it may have left')
        }
      }),
      runs,
    )
  })

  it('ends where it is settled: nothing leaves a settled state', () => {
    fc.assert(
      fc.property(anyHistory, anyMake, ({ end }, make) => {
        if (!isSettled(end)) return
        const event = make(end)
        if (event.type === 'undo_requested' || event.type === 'undo_ended') {
          const next = attempt(end, event, 99)
          if (next !== null) expect(isSettled(next)).toBe(true)
          return
        }
        // The one word a settled failure still takes is a person's remark that it was given up.
        if (end.state === 'failed' && event.type === 'given_up') {
          expect(isSettled(apply(end, event, 99))).toBe(true)
          return
        }
        expect(() => apply(end, event, 99)).toThrow(AppError)
      }),
      runs,
    )
  })

  it('keeps what was proposed, whatever is edited and executed', () => {
    fc.assert(
      fc.property(anyHistory, ({ end, events }) => {
        expect(end.proposedArguments).toEqual(made.arguments)
        expect(end.tool).toBe(made.tool)
        const edits = events.filter(
          (event) => (event.type === 'approved' || event.type === 'signed') && event.verb === 'edit',
        ).length
        expect(end.revision).toBe(edits)
        if (end.executedArguments !== null) expect(events.some((event) => event.type === 'attempted')).toBe(true)
      }),
    )
  })

  it('is either settled, waiting for a person, or under way; and folds to itself', () => {
    fc.assert(
      fc.property(anyHistory, ({ end, events }) => {
        expect(isSettled(end) && needsPerson(end)).toBe(false)
        if (end.state === 'unknown') expect(needsPerson(end)).toBe(true)
        expect({ ...fold(events.map((event) => ({ event, at: 0 }))), updatedAt: 0 }).toMatchObject({
          state: end.state,
          revision: end.revision,
          argsHash: end.argsHash,
        })
      }),
    )
  })
})

describe('transitions', () => {
  it('lets only a rule sign before a person was asked', () => {
    expect(() => history(made, [approved(made)])).toThrow(/received/)
    expect(history(made, [{ ...approved(made), signer: rule } as ProposalEvent]).state).toBe('scheduled')
  })

  it('does not take back what may have left', () => {
    const sent = history(made, [{ type: 'asked' }, approved(made), attempted, { type: 'sent' }])
    expect(() => apply(sent, { type: 'returned', note: '' }, 9)).toThrow(/may have left/)
    const notSent = history(made, [{ type: 'asked' }, approved(made), attempted])
    expect(apply(notSent, { type: 'returned', note: 'Approved, not sent' }, 9)).toMatchObject({
      state: 'pending',
      decision: null,
      note: 'Approved, not sent',
    })
  })

  it('refuses a signature for another revision', () => {
    const pending = history(made, [{ type: 'asked' }])
    expect(() => apply(pending, { ...approved(made), revision: 1 } as ProposalEvent, 9)).toThrow(
      expect.objectContaining({ code: 'changed' }),
    )
  })

  it('retries only what provably did not happen and may be retried', () => {
    const failed = (retryable: boolean) =>
      history(made, [
        { type: 'asked' },
        approved(made),
        attempted,
        { type: 'sent' },
        { type: 'failed', error, retryable, result: null, resolvedBy: null },
      ])
    const retry = { ...approved(made), verb: 'retry' } as ProposalEvent
    expect(apply(failed(true), retry, 9).state).toBe('scheduled')
    expect(() => apply(failed(false), retry, 9)).toThrow(AppError)
    expect(() => apply(failed(true), approved(made), 9)).toThrow(AppError)
  })
})
