import { describe, expect, it } from 'vitest'
import { nextStep, type NextStepInput } from '#main/domain/prompt.ts'
import { approved, attempted, history, newProposal } from '#test/support/proposals.ts'

const step: NextStepInput = {
  control: 'agent',
  state: 'open',
  lastTurn: { afterMessage: 1, concluded: false },
  proposals: [],
  newestCustomerMessage: 1,
  customerWaits: true,
  rounds: 1,
  loopLimit: 5,
}
describe('when the agent is asked', () => {
  it.each([
    ['the first message', { lastTurn: null }, 'ask'],
    ['nobody wrote', { lastTurn: null, newestCustomerMessage: null }, 'nothing'],
    ['a person took over', { control: 'human', newestCustomerMessage: 9 }, 'nothing'],
    ['the conversation is closed', { state: 'closed', newestCustomerMessage: 9 }, 'nothing'],
    ['the loop limit', { rounds: 5, newestCustomerMessage: 9 }, 'limit'],
    ['one below it', { rounds: 4, newestCustomerMessage: 9 }, 'ask'],
    ['an open turn that said nothing, which a person wants again', { proposals: [] }, 'ask'],
    ['the same at the loop limit', { proposals: [], rounds: 5 }, 'limit'],
    ['a concluded turn', { lastTurn: { afterMessage: 1, concluded: true } }, 'nothing'],
    [
      'a concluded turn and new words',
      { lastTurn: { afterMessage: 1, concluded: true }, newestCustomerMessage: 2 },
      'ask',
    ],
    ['shared control', { control: 'shared', newestCustomerMessage: 9 }, 'ask'],
  ] satisfies [string, Partial<NextStepInput>, string][])('%s', (_, over, expected) => {
    expect(nextStep({ ...step, ...over })).toBe(expected)
  })

  it('does not write expired words anew by itself, only when a person asks again', () => {
    const expired = { type: 'expired', result: null } as const
    const words = history(newProposal({ callId: null, kind: 'reply' }), [{ type: 'asked' }, expired])
    expect(nextStep({ ...step, proposals: [words] })).toBe('nothing')
    expect(nextStep({ ...step, proposals: [words], rounds: 0 })).toBe('ask')
    const call = history(newProposal(), [{ type: 'asked' }, expired])
    expect(nextStep({ ...step, proposals: [call] })).toBe('ask')
  })

  it('writes words anew that a person put aside, once it is handed back and nobody answered', () => {
    const aside = { type: 'superseded', cause: 'a person took over', result: null } as const
    const words = history(newProposal({ callId: null, kind: 'reply' }), [{ type: 'asked' }, aside])
    expect(nextStep({ ...step, proposals: [words] })).toBe('nothing')
    expect(nextStep({ ...step, proposals: [words], rounds: 0, customerWaits: false })).toBe('nothing')
    expect(nextStep({ ...step, proposals: [words], rounds: 0 })).toBe('ask')
  })

  it('never while something of the last turn may be happening', () => {
    const made = newProposal()
    const executing = history(made, [{ type: 'asked' }, approved(made), attempted, { type: 'sent' }])
    expect(nextStep({ ...step, proposals: [executing], newestCustomerMessage: 9 })).toBe('wait')
  })
})
