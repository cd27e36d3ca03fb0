import { expect, test } from 'vitest'
import type { Call } from '#contract/call.ts'
import { apply } from '#main/domain/proposal.ts'
import { callerWord } from '#main/services/calls/live-call.ts'
import { bargeInWords, outcomeWords, holdWords, seamWords } from '#main/services/calls/mark-words.ts'
import { newProposal } from '#test/support/store.ts'

const call = { caller: 'Ifeoma Okonkwo', number: null } as Call
const sentence = (text: string, value: string) => [
  { text, value: false },
  { text: value, value: true },
]

test('somebody spoke over the agent, as the mockup has it', () => {
  const event = {
    type: 'barge_in',
    callId: 'c',
    atMs: 0,
    itemId: 'i',
    stoppedInMs: 91.6,
    confirmed: true,
    heardMs: 0,
  } as const
  expect(bargeInWords({ ...event, by: 'press' }, call)).toBe('Ifeoma spoke, playback stopped in 92 ms')
  expect(bargeInWords({ ...event, by: 'operator' }, call)).toBe('You interrupted, playback stopped in 92 ms')
  expect(bargeInWords({ ...event, by: 'press', confirmed: false }, call)).toBe(
    'Ifeoma spoke; the loudspeaker did not say when it fell silent',
  )
  expect(callerWord({ caller: '+1 360 555 0142', number: '+1 360 555 0142' })).toBe('The caller')
})

test('a seam says what the service still knows', () => {
  const seam = { type: 'seam', callId: 'c', atMs: 0, awayMs: 1234, resumed: true, turnLost: false } as const
  expect(seamWords(seam)).toBe('Connection cut for 1.2 s; the service remembers the conversation.')
  expect(seamWords({ ...seam, resumed: false, turnLost: true })).toMatch(/does not remember it\. What was being said/)
})

test('what was asked for and what became of it', () => {
  const made = newProposal('p', 1, 't', { sentence: sentence('Look up order ', '10433'), tool: 'lookup_order' })
  const asked = [{ type: 'proposed', proposal: made } as const, { type: 'asked' } as const].reduce(
    (proposal: ReturnType<typeof apply> | null, event) => apply(proposal, event, 1),
    null,
  )
  if (asked === null) throw new Error('Nothing was proposed.')
  expect(holdWords(asked)).toBe('Proposed: look up order 10433. Caller on hold')
  expect(holdWords({ ...asked, state: 'unknown' })).toBe(
    'May have happened: look up order 10433. Needs checking. Caller on hold',
  )
  const done = {
    ...asked,
    state: 'succeeded' as const,
    decision: {
      verb: 'approve' as const,
      signer: { by: 'rule' as const, name: 'Reads' },
      at: 1,
      reason: null,
      reasons: [],
    },
  }
  expect(outcomeWords(done, 231, true)).toBe('Looked up order 10433 by rule, 231 ms')
  expect(outcomeWords(done, 231, false)).toBe('Looked up order 10433 by rule, 231 ms. Nobody on the line was told')
  expect(outcomeWords({ ...done, sentence: sentence('Braid ', 'a rope') }, 12_000, true)).toBe(
    'Done: Braid a rope by rule, 12.0 s',
  )
  expect(outcomeWords({ ...asked, state: 'expired' }, 1, true)).toBe('Expired, not run: look up order 10433')
})
