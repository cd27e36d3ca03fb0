import { describe, expect, test } from 'vitest'
import type { Message } from '#contract/conversation.ts'
import type { Proposal, Signer } from '#contract/proposal.ts'
import type { SignalId, Subject } from '#contract/quality.ts'
import { operatorsOf, scorablesOf, type ReviewMaterial, type ReviewProposal } from '#main/domain/quality/material.ts'
import { signalsFor } from '#main/domain/quality/signals.ts'
import { sharpWordsIn } from '#main/domain/quality/tone.ts'
import { approved, done, history, newProposal } from '#test/support/proposals.ts'

const whole: Subject = { conversationId: 1, kind: 'conversation', id: null }
const minute = 60_000
const entries = { proposed: 1, approved: 3, succeeded: 5, rejected: 7 }
const of = (proposal: Proposal): ReviewProposal => ({ ...proposal, entries })

const message = (
  id: number,
  author: Message['author'],
  at: number,
  text = 'Words',
  proposalId: string | null = null,
) => ({
  id,
  author,
  kind: 'comment' as const,
  text,
  at,
  proposalId,
})

const material = (more: Partial<ReviewMaterial> = {}): ReviewMaterial => ({
  conversationId: 1,
  channel: 'chat',
  startedAt: 0,
  messages: [],
  turns: [],
  proposals: [],
  call: null,
  consentMark: null,
  ...more,
})
const signal = (from: ReviewMaterial, id: SignalId, subject = whole) =>
  signalsFor(from, subject).find((one) => one.id === id) ?? null

test('of nothing nothing is said', () => {
  expect(signalsFor(material(), whole)).toEqual([])
})

describe('what ran', () => {
  const made = newProposal()
  test('as it was signed, unchanged', () => {
    const from = material({ proposals: [of(done(made))] })
    expect(signal(from, 'arguments')).toMatchObject({ value: 'match', tone: 'good', evidence: 'e5' })
    expect(signal(from, 'edited')).toMatchObject({ value: 'unchanged', tone: 'good', evidence: 'e3' })
    expect(signal(from, 'failed')).toMatchObject({ value: 'done', tone: 'good', evidence: null })
    expect(operatorsOf(from)).toEqual(['Maya'])
  })

  test('with other arguments than the signed ones is named', () => {
    const proposal = { ...done(made), executedArguments: { order_id: '10433', amount: 43 } }
    expect(signal(material({ proposals: [of(proposal)] }), 'arguments')).toMatchObject({
      value: '1 differ',
      tone: 'poor',
    })
  })

  test('after a person changed it', () => {
    const proposal = done(made, {}, { order_id: '10433', amount: 20 })
    expect(signal(material({ proposals: [of(proposal)] }), 'edited')).toMatchObject({
      value: 'edited',
      tone: 'neutral',
    })
  })
})

test('a rejection, with its reasons and its row', () => {
  const signer: Signer = { by: 'person', name: 'Maya', surface: 'test' }
  const rejected = history(newProposal({ sentence: [{ text: 'Refund $42', value: false }] }), [
    { type: 'asked' },
    {
      type: 'rejected',
      signer,
      reasons: ['wrong amount'],
      text: '',
      scope: 'call',
      next: 'continue',
      result: null,
    },
  ])
  expect(signal(material({ proposals: [of(rejected)] }), 'rejected')).toMatchObject({
    value: '1 rejected',
    tone: 'poor',
    detail: 'Refund $42: wrong amount',
    evidence: 'e7',
  })
})

test('what the checks found in words that went out', () => {
  const check = { id: 'unsourced', result: 'warn', label: 'Nothing says $12', detail: null } as const
  const reply = newProposal({ kind: 'reply', tool: 'reply', checks: [check] })
  expect(signal(material({ proposals: [of(done(reply))] }), 'unsupported')).toMatchObject({
    value: '1 unsourced',
    tone: 'poor',
    detail: 'Nothing says $12',
  })
  // What was never sent says nothing.
  const waiting = history(reply, [{ type: 'asked' }])
  expect(signal(material({ proposals: [of(waiting)] }), 'unsupported')).toBeNull()
  expect(signal(material({ proposals: [of(done({ ...reply, checks: [] }))] }), 'promises')).toMatchObject({
    value: 'kept',
  })
})

describe('time to answer', () => {
  const from = (wait: number) =>
    material({
      messages: [
        message(1, 'customer', 0),
        message(2, 'customer', 30_000),
        message(3, 'agent', minute),
        message(4, 'customer', 10 * minute),
        message(5, 'operator', 10 * minute + wait),
        message(6, 'customer', 20 * minute),
      ],
    })
  test('is the longest, from the first words that waited', () => {
    expect(signal(from(2 * minute), 'answer_time')).toMatchObject({ value: '2 min', tone: 'good', evidence: 'm5' })
    expect(signal(from(9 * minute), 'answer_time')).toMatchObject({ value: '9 min', tone: 'poor' })
  })
  test('is nothing where nobody answered', () => {
    expect(signal(material({ messages: [message(1, 'customer', 0)] }), 'answer_time')).toBeNull()
  })
})

test('a disclosure that was spoken, and one that was not', () => {
  const consent = {
    mode: 'announce',
    text: 'Recorded.',
    version: 'v',
    heardMs: 900,
    response: 'announced',
    notedBy: null,
  } as const
  const call = (spokenAt: number | null) =>
    material({ startedAt: 1000, call: { consent: { ...consent, spokenAt } }, consentMark: 4 })
  expect(signal(call(4200), 'disclosure')).toMatchObject({ value: '0:03', tone: 'good', evidence: 'k4' })
  expect(signal(call(null), 'disclosure')).toMatchObject({ value: 'not spoken', tone: 'poor' })
})

test('guardrails and sources name the turn', () => {
  const turns = [
    { id: 't1', at: 1, text: '', guardrail: null, scores: [0.4, 0.31] },
    { id: 't2', at: 2, text: '', guardrail: 'legal advice', scores: [0.74] },
  ]
  expect(signal(material({ turns }), 'guardrail')).toMatchObject({ value: '1 met', tone: 'poor', evidence: 'gt2' })
  expect(signal(material({ turns }), 'sources')).toMatchObject({ value: '0.74', tone: 'good', evidence: 'tt2' })
  const first: Subject = { conversationId: 1, kind: 'turn', id: 't1' }
  expect(signal(material({ turns }), 'sources', first)).toMatchObject({ value: '0.40', tone: 'poor' })
})

test('who came back within a week after it was closed', () => {
  const closed = of({ ...done(newProposal({ kind: 'close', tool: 'close' })), state: 'succeeded' })
  const at = closed.outcome?.at ?? 0
  const day = 24 * 60 * minute
  const after = (days: number) => material({ proposals: [closed], messages: [message(9, 'customer', at + days * day)] })
  expect(signal(after(2), 'reopened')).toMatchObject({ value: 'came back', tone: 'poor', evidence: 'm9' })
  expect(signal(after(8), 'reopened')).toMatchObject({ value: 'stayed closed', tone: 'good' })
})

test.each([
  ['Obviously you did not read it', ['Obviously']],
  ['As I already said, it is on the way', ['As I already said']],
  ['PLEASE READ THIS NOW', ['PLEASE READ THIS NOW']],
  ['Thank you!!!', ['!!!']],
  ['Your order for the USA and the EU is on its way. Calmly done!', []],
])('sharp words in “%s”', (text, found) => {
  expect(sharpWordsIn(text)).toEqual(found)
})

test('of an action only what is its own', () => {
  const one = of(done(newProposal({ id: 'p1' })))
  const other = of({ ...done(newProposal({ id: 'p2' })), state: 'failed' })
  const from = material({ proposals: [one, other], messages: [message(1, 'customer', 0), message(2, 'agent', 5)] })
  const subject: Subject = { conversationId: 1, kind: 'action', id: 'p1' }
  expect(signal(from, 'failed', subject)).toMatchObject({ value: 'done' })
  expect(signal(from, 'answer_time', subject)).toBeNull()
  expect(signal(from, 'failed')).toMatchObject({ value: '1 failed' })
})

test('what can be scored: the conversation, its turns, what somebody could decide about', () => {
  const turns = [{ id: 't1', at: 1, text: 'On its way.', guardrail: null, scores: [] }]
  const outdated = of({ ...done(newProposal({ id: 'p2' })), state: 'superseded' })
  const from = material({ turns, proposals: [of(done(newProposal({ id: 'p1' }))), outdated] })
  expect(scorablesOf(from, 'A parcel').map(({ subject, label }) => [subject.kind, subject.id, label])).toEqual([
    ['conversation', null, 'A parcel'],
    ['turn', 't1', 'Turn 1: On its way.'],
    ['action', 'p1', ''],
  ])
})

test('no signal names a person', () => {
  const from = material({ proposals: [of(history(newProposal(), [{ type: 'asked' }, approved(newProposal())]))] })
  expect(JSON.stringify(signalsFor(from, whole))).not.toContain('Maya')
})
