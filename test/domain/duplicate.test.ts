import { describe, expect, it } from 'vitest'
import type { Proposal } from '#contract/proposal.ts'
import { countsAsMade, describeDuplicate } from '#main/domain/duplicate.ts'
import { approved, attempted, done, history, newProposal, rejected } from '#test/support/proposals.ts'

const minute = 60_000
const hour = 60 * minute
const noon = Date.UTC(2026, 4, 5, 12, 0)
const made = newProposal({
  conversationId: 7,
  sentence: [
    { text: 'Refund ', value: false },
    { text: '$42.00', value: true },
  ],
})
const same = made.argsHash
const ranAt = (at: number): Proposal => {
  const { outcome, ...rest } = done(made)
  return { ...rest, sentence: made.sentence, outcome: outcome === null ? null : { ...outcome, at } }
}

describe('the words of a duplicate', () => {
  it.each([
    [20_000, 'moments'],
    [59 * minute, '59 min'],
    [3 * hour + 59 * minute, '3 h'],
    [47 * hour, '47 h'],
    [49 * hour, '2 days'],
  ])('after %i ms', (ms, words) => {
    expect(describeDuplicate(ranAt(noon - ms), same, 7, noon).label).toBe(
      `The same call was done ${words} before this one`,
    )
  })

  it('say what, when, by whom and where', () => {
    expect(describeDuplicate(ranAt(noon - 3 * hour), same, 7, noon)).toEqual({
      id: 'duplicate',
      result: 'warn',
      label: 'The same call was done 3 h before this one',
      detail: 'Refund $42.00: signed by Maya, 2026-05-05 09:00 UTC, in this conversation',
    })
    expect(describeDuplicate(ranAt(noon - hour), same, 8, noon).detail).toContain(
      'in conversation 7 of the same customer',
    )
  })

  it('say so where a person had changed what was asked for', () => {
    expect(describeDuplicate(ranAt(noon - hour), 'another', 7, noon).label).toBe(
      'The same call was done with changes 1 h before this one',
    )
  })

  it('do not say done where nobody knows, or not yet', () => {
    const scheduled = history(made, [{ type: 'asked' }, approved(made)])
    const executing = history(made, [{ type: 'asked' }, approved(made), attempted, { type: 'sent' }])
    const unknown = history(made, [
      { type: 'asked' },
      approved(made),
      attempted,
      { type: 'sent' },
      { type: 'lost', error: { code: 'timed_out', message: '' } },
    ])
    expect([scheduled, executing, unknown].map((one) => describeDuplicate(one, same, 7, 1010).label)).toEqual([
      'The same call was approved moments before this one',
      'The same call began moments before this one',
      'The same call may have happened moments before this one',
    ])
  })
})

it('what was refused, blocked or never decided was not made', () => {
  const pending = history(made, [{ type: 'asked' }])
  const states = [pending, rejected(made, 'No.', { status: 'not_run' }), done(made)].map(countsAsMade)
  expect(states).toEqual([false, false, true])
  expect(countsAsMade({ state: 'undone' })).toBe(false)
  expect(countsAsMade({ state: 'undo_failed' })).toBe(true)
})
