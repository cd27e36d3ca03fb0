import { describe, expect, test } from 'vitest'
import type { Proposal } from '#contract/proposal.ts'
import {
  durationWords,
  expiryWords,
  extendedMinutes,
  leavingWords,
  minutesToTomorrow,
  momentWords,
  restWords,
  secondSignature,
  shareLeft,
} from '#renderer/app/Inbox/dock/waiting-words.ts'
import { newestToTakeBack } from '#renderer/state/leaving.ts'
import { makeConversation, makeProposal, minute } from '#test/support/fake-data.ts'

const now = new Date(2026, 4, 5, 14, 0).getTime()
const hour = 60 * minute

test.each([
  [0, '0 s'],
  [59_999, '59 s'],
  [minute, '1 min'],
  [3 * hour + 40 * minute, '3 h 40 min'],
  [2 * hour, '2 h'],
  [52 * hour, '2 d 4 h'],
  [-5, '0 s'],
])('%i ms last %s', (milliseconds, words) => expect(durationWords(milliseconds)).toBe(words))

describe('what leaves', () => {
  test.each([
    ['reply', 9000, 'Sending in 9 s'],
    ['reply', 9999, 'Sending in 9 s'],
    ['reply', 90_000, 'Sending in 90 s'],
    ['reply', 5 * minute, 'Sending in 5 min'],
    ['reply', 400, 'Sending now'],
    ['reply', -1, 'Sending now'],
    ['tool', 9000, 'Running in 9 s'],
  ] as const)('%s, %i ms', (kind, left, words) => expect(leavingWords({ kind }, now + left, now)).toBe(words))
})

test('a deadline says what happens then', () => {
  expect(expiryWords(now + 3 * hour + 40 * minute, now)).toBe('Expires in 3 h 40 min, then it is not run')
  expect(expiryWords(now + 30_000, now)).toBe('Expires in less than a minute, then it is not run')
  expect(expiryWords(now, now)).toBe('Expires now, it is not run')
})

test('a rest says until when, or until what happens', () => {
  const by = 'Jo'
  expect(restWords({ until: now + 90 * minute, event: null, by }, now)).toBe('Put off until 15:30')
  expect(restWords({ until: null, event: 'customer_writes', by }, now)).toBe('Put off until the customer writes')
  expect(restWords({ until: now + minute, event: 'anything_changes', by }, now)).toBe(
    'Put off until 14:01, or the conversation changes',
  )
})

test('moments are named by the day they fall on', () => {
  expect(momentWords(now + 19 * hour, now)).toBe('tomorrow 09:00')
  expect(momentWords(now + 43 * hour, now)).toBe('7 May 09:00')
})

test('more time is never less', () => {
  expect(extendedMinutes(now + 3 * hour, now, 15)).toBe(195)
  expect(extendedMinutes(now - hour, now, 15)).toBe(15)
  expect(extendedMinutes(null, now, 60)).toBe(60)
})

test('tomorrow at nine is tomorrow, also shortly before midnight', () => {
  expect(minutesToTomorrow(now, 9)).toBe(19 * 60)
  expect(minutesToTomorrow(new Date(2026, 4, 5, 23, 59).getTime(), 9)).toBe(9 * 60 + 1)
})

const one = { id: 1, customer: 'Ana', channel: 'chat', subject: '', waited: 60, words: [] } as const
const signed = (id: string, by: 'person' | 'rule', at: number): Proposal =>
  makeProposal(
    makeConversation(one, now),
    now,
    { id, tool: 'send_reply', kind: 'reply', risk: 2, state: 'scheduled', sentence: ['Reply'], arguments: {} },
    {
      decision: {
        verb: 'approve',
        signer: by === 'rule' ? { by, name: 'Reads' } : { by, name: 'Jo', surface: 'window' },
        at,
        reason: null,
        reasons: [],
      },
      dueAt: at + 15_000,
    },
  )

test('the key takes back what a person signed last, and a rule’s only where no person signed', () => {
  const rules = [signed('r1', 'rule', now + 1), signed('r2', 'rule', now + 9)]
  expect(newestToTakeBack([signed('a', 'person', now), signed('b', 'person', now + 2), ...rules])?.id).toBe('b')
  expect(newestToTakeBack(rules)?.id).toBe('r2')
  expect(newestToTakeBack([])).toBeNull()
})

test('the ring shows what is left of the window', () => {
  const reply = signed('a', 'person', now)
  expect([now, now + 7500, now + 15_000, now + 99_000].map((at) => shareLeft(reply, at))).toEqual([1, 0.5, 0, 0])
  expect(shareLeft({ ...reply, dueAt: null }, now)).toBe(0)
})

test('who signed first may not sign second', () => {
  const signatures: Proposal['signatures'] = [
    { verb: 'approve', signer: { by: 'person', name: 'Jo', surface: 'window' }, at: now },
  ]
  expect(secondSignature({ state: 'awaiting_second', signatures }, 'Jo')).toEqual({ first: 'Jo', at: now, isOwn: true })
  expect(secondSignature({ state: 'awaiting_second', signatures }, 'Kim')?.isOwn).toBe(false)
  expect(secondSignature({ state: 'pending', signatures: [] }, 'Kim')).toBeNull()
})
