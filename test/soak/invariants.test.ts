import { describe, expect, test } from 'vitest'
import { judge, type Evidence } from '#test/soak/invariants.ts'

/** Evidence in which nothing is wrong, and for each invariant what breaks it: a checker that cannot fail proves nothing. */
const credit = { amount: 113, customer_id: 'C-2012' }
const words = { text: 'Thank you, case 13.' }
const byPerson = { by: 'person', name: 'Jo' }
const entry = (seq: number, proposal: string, event: Record<string, unknown>) => ({
  seq,
  proposal,
  event,
  type: String(event['type']),
})
const sound: Evidence = {
  effects: [{ kind: 'store_credit', key: 'p_1-r0', input: credit }],
  sent: [words.text],
  written: [{ conversation: '531', text: 'My order is late, case 13.' }],
  stored: [
    { conversation: '531', text: 'My order is late, case 13.' },
    { conversation: 'call:1', text: 'My order is late, case 14.' },
  ],
  typed: [{ conversation: 'call:1', text: 'My order is late, case 14.', outlived: true }],
  told: [{ callId: 'call_1', output: '{"status":"executed"}' }],
  proposals: [
    {
      id: 'p_1',
      callId: 'call_1',
      kind: 'tool',
      tool: 'issue_store_credit',
      state: 'succeeded',
      arguments: credit,
      write: true,
    },
    { id: 'p_2', callId: null, kind: 'reply', tool: 'send_reply', state: 'succeeded', arguments: words, write: false },
  ],
  ledger: [
    entry(1, 'p_1', { type: 'approved', verb: 'approve', signer: byPerson, arguments: credit }),
    entry(2, 'p_1', { type: 'attempted', idempotencyKey: 'p_1-r0' }),
    entry(3, 'p_1', { type: 'succeeded' }),
    entry(4, 'p_2', { type: 'approved', verb: 'approve', signer: byPerson, arguments: words }),
  ],
  asked: [
    { proposal: 'p_1', act: 'approve', arguments: credit, acknowledged: true },
    { proposal: 'p_2', act: 'approve', arguments: words, acknowledged: true },
  ],
  unfinished: [],
  damage: [],
}
const without = (seq: number) => ({ ledger: sound.ledger.filter((one) => one.seq !== seq) })
const shown = (id: string, state: string) => ({
  proposals: sound.proposals.map((one) => (one.id === id ? { ...one, state } : one)),
})
const broken = (change: Partial<Evidence>): readonly string[] =>
  judge({ ...sound, ...change }).map(({ invariant }) => invariant)

test('nothing is found where nothing is wrong', () => {
  expect(judge(sound)).toEqual([])
  const byRule = entry(1, 'p_1', { type: 'approved', verb: 'approve', signer: { by: 'rule' }, arguments: credit })
  expect(broken({ ledger: [byRule, ...sound.ledger.slice(1)], asked: sound.asked.slice(1) })).toEqual([])
  expect(broken(shown('p_1', 'unknown'))).toEqual([])
})

describe('no effect without a decision or rule', () => {
  const name = 'no effect without a decision or rule'
  test.each<[string, Partial<Evidence>]>([
    ['an effect without a key', { effects: [{ kind: 'refund', key: null, input: {} }, ...sound.effects] }],
    ['an effect nobody attempted', { effects: [{ kind: 'refund', key: 'x', input: {} }, ...sound.effects] }],
    ['an effect that was attempted and not signed', without(1)],
    ['an effect with other arguments', { effects: [{ ...sound.effects[0]!, input: { ...credit, amount: 999 } }] }],
    ['a signature the person never gave', { asked: sound.asked.slice(1) }],
    ['words nobody signed', without(4)],
    ['words nobody proposed', { sent: [...sound.sent, 'Something else, case 13.'] }],
    ['words that were rejected', shown('p_2', 'rejected')],
  ])('%s', (_, change) => expect(broken(change)).toContain(name))
})

describe('at most one effect per key', () => {
  test.each<[string, Partial<Evidence>]>([
    ['the same key twice', { effects: [...sound.effects, ...sound.effects] }],
    ['the same words twice', { sent: [words.text, words.text] }],
    [
      'two keys of one proposal',
      {
        effects: [...sound.effects, { ...sound.effects[0]!, key: 'p_1-again' }],
        ledger: [...sound.ledger, entry(5, 'p_1', { type: 'attempted', idempotencyKey: 'p_1-again' })],
      },
    ],
  ])('%s', (_, change) => expect(broken(change)).toContain('at most one effect per key'))
})

describe('what is shown is true', () => {
  test.each<[string, Partial<Evidence>]>([
    ['failed, and it happened', shown('p_1', 'failed')],
    ['waiting, and it happened', shown('p_1', 'pending')],
    ['done, and it did not happen', { effects: [] }],
    ['sent, and it does not stand there', { sent: [] }],
    ['told as done, and it was rejected', { ...shown('p_1', 'rejected'), effects: [] }],
    ['told as done, and nobody proposed it', { told: [{ callId: 'call_2', output: '{"status":"executed"}' }] }],
  ])('%s', (_, change) => expect(broken(change)).toContain('what is shown is true'))
})

describe('nothing is lost', () => {
  test.each<[string, Partial<Evidence>]>([
    ['a message that is not stored', { stored: [] }],
    ['a message that is stored twice', { stored: [...sound.stored, ...sound.stored] }],
    ['words of a call that are not stored', { stored: sound.stored.slice(0, 1) }],
    ['words of a call that are stored twice', { stored: [...sound.stored, ...sound.stored.slice(1)] }],
    ['a message in another conversation', { stored: [{ ...sound.stored[0]!, conversation: '532' }] }],
    ['a decision that is not in the ledger', without(4)],
    [
      'a rejection that is not in the ledger',
      { asked: [...sound.asked, { proposal: 'p_2', act: 'reject', arguments: null, acknowledged: true }] },
    ],
    ['an act that is under way for ever', shown('p_1', 'executing')],
    ['a case that came to no end', { unfinished: ['case 13'] }],
  ])('%s', (_, change) => expect(broken(change)).toContain('nothing is lost'))

  test('what was asked and not acknowledged may be missing', () => {
    const lost = { proposal: 'p_2', act: 'withdraw', arguments: null, acknowledged: false } as const
    expect(broken({ asked: [...sound.asked, lost] })).toEqual([])
  })
})

test('a voice agent is told once: the same thing again is no other', () => {
  const [one] = sound.told
  expect(broken({ told: [...sound.told, ...sound.told] })).toEqual([])
  expect(broken({ told: [...sound.told, { ...one!, output: '{"status":"rejected"}' }] })).toEqual([
    'a voice agent is told once',
  ])
})

test('words of a call that died with the desk may be missing, and are not there twice', () => {
  const typed = sound.typed.map((one) => ({ ...one, outlived: false }))
  expect(broken({ typed, stored: sound.stored.slice(0, 1) })).toEqual([])
  expect(broken({ typed, stored: [...sound.stored, ...sound.stored.slice(1)] })).toEqual(['nothing is lost'])
})

test('the ledger verifies: a break is passed on', () => {
  expect(broken({ damage: ['row 7 is not as it was written'] })).toEqual(['the ledger verifies'])
})
