import { describe, expect, it } from 'vitest'
import type { Signer } from '#contract/proposal.ts'
import type { ProposalEvent } from '#main/domain/proposal-event.ts'
import { apply, needsPerson } from '#main/domain/proposal.ts'
import { signatureDigest } from '#main/domain/signing.ts'
import { AppError } from '#main/kernel/errors.ts'
import { approved, attempted, colleague, done, history, newProposal, person, rule } from '#test/support/proposals.ts'

const made = newProposal()

describe('two persons', () => {
  const first: ProposalEvent = { ...approved(made), type: 'signed', verb: 'approve' } as ProposalEvent
  const waiting = history(made, [{ type: 'asked' }, first])
  const by = (signer: Signer, args = made.arguments): ProposalEvent =>
    ({ ...approved(made, args), signer }) as ProposalEvent

  it('waits for the second and runs nothing before', () => {
    expect(waiting).toMatchObject({ state: 'awaiting_second', signatures: [{ signer: person }], decision: null })
    expect(() => apply(waiting, attempted, 9)).toThrow(AppError)
    expect(apply(waiting, by(colleague), 9)).toMatchObject({ state: 'scheduled', signatures: [{ signer: person }] })
  })

  it('refuses the same person, a rule, and anything the first did not sign', () => {
    for (const signer of [person, rule]) {
      expect(() => apply(waiting, by(signer), 9)).toThrow(expect.objectContaining({ code: 'same_person' }))
    }
    const other = { ...by(colleague, { order_id: '10433', amount: 43 }) } as ProposalEvent
    expect(() => apply(waiting, other, 9)).toThrow(expect.objectContaining({ code: 'changed' }))
  })

  it('counts a signature only for what it covers, and a second one only for the same', () => {
    const digest = signatureDigest({ ...waiting, ...made, revision: 0, expiresAt: null })
    const signedFirst = { ...first, digest } as ProposalEvent
    const covered = history(made, [{ type: 'asked' }, signedFirst])
    expect(covered.signatures).toMatchObject([{ digest }])
    expect(apply(covered, { ...by(colleague), digest } as ProposalEvent, 9)).toMatchObject({ state: 'scheduled' })
    const changed = expect.objectContaining({ code: 'changed' })
    expect(() => apply(covered, by(colleague), 9)).toThrow(changed)
    for (const other of [
      { ...first, digest: 'a'.repeat(64) },
      { ...signedFirst, arguments: { order_id: '10433', amount: 43 } },
    ]) {
      expect(() => history(made, [{ type: 'asked' }, other as ProposalEvent])).toThrow(changed)
    }
    const extended = apply(covered, { type: 'extended', signer: person, expiresAt: 99 }, 8)
    expect(() => apply(extended, { ...by(colleague), digest } as ProposalEvent, 9)).toThrow(changed)
  })

  it('knows a person by id, and by name however it is written', () => {
    const withId = (name: string, id: string) => ({ by: 'person', name, surface: 'test', id }) as const
    const waitsFor = (signer: Signer) => history(made, [{ type: 'asked' }, { ...first, signer } as ProposalEvent])
    for (const [one, two] of [
      [withId('Maya', 'u1'), withId('Maya Renamed', 'u1')],
      [withId('Maya  Quist', 'u1'), withId('ＭＡＹＡ quist ', 'u2')],
    ] as const) {
      expect(() => apply(waitsFor(one), by(two), 9)).toThrow(expect.objectContaining({ code: 'same_person' }))
    }
    expect(apply(waitsFor(withId('Maya', 'u1')), by(withId('Jonas', 'u2')), 9).state).toBe('scheduled')
  })

  it('lets either take back a signature until something left', () => {
    expect(apply(waiting, { type: 'withdrawn', signer: person }, 9)).toMatchObject({ state: 'pending', signatures: [] })
    const scheduled = apply(waiting, by(colleague), 9)
    expect(apply(scheduled, { type: 'withdrawn', signer: person }, 10)).toMatchObject({
      state: 'pending',
      decision: null,
      signatures: [],
    })
    const running = apply(scheduled, attempted, 10)
    expect(() => apply(running, { type: 'withdrawn', signer: person }, 11)).toThrow(AppError)
  })
})

describe('rest, rehearsal and undoing', () => {
  it('leaves the queue while it is put off, and expires all the same', () => {
    const resting = history(made, [{ type: 'asked' }, { type: 'snoozed', signer: person, until: 99, event: null }])
    expect(needsPerson(resting)).toBe(false)
    expect(needsPerson(apply(resting, { type: 'woken', cause: 'the customer wrote again' }, 9))).toBe(true)
    expect(apply(resting, { type: 'expired', result: { status: 'not_run' } }, 9)).toMatchObject({
      state: 'expired',
      decision: null,
      attempts: [],
    })
  })

  it('never executes what was made for a rehearsal', () => {
    const rehearsed = history({ ...made, mode: 'dry_run' }, [{ type: 'asked' }])
    expect(() => apply(rehearsed, approved(made), 9)).toThrow(AppError)
    const simulated: ProposalEvent = {
      type: 'simulated',
      signer: person,
      request: null,
      result: { status: 'simulated' },
    }
    expect(apply(rehearsed, simulated, 9)).toMatchObject({ state: 'dry_run', attempts: [], executedArguments: null })
  })

  it('is undone only after it was done, by one inverse at a time', () => {
    const ended = done(made)
    const asked = apply(ended, { type: 'undo_requested', by: 'p2' }, 9)
    expect(asked).toMatchObject({ state: 'undo_pending', compensatedBy: 'p2', outcome: ended.outcome })
    expect(() => apply(asked, { type: 'undo_requested', by: 'p3' }, 10)).toThrow(AppError)
    expect(apply(asked, { type: 'undo_ended', how: 'undone' }, 10).state).toBe('undone')
    expect(apply(asked, { type: 'undo_ended', how: 'dropped' }, 10)).toMatchObject({
      state: 'succeeded',
      compensatedBy: null,
    })
    const failed = apply(asked, { type: 'undo_ended', how: 'failed' }, 10)
    expect(apply(failed, { type: 'undo_requested', by: 'p3' }, 11)).toMatchObject({ compensatedBy: 'p3' })
  })
})
