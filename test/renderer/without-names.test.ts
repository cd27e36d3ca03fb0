import { expect, test } from 'vitest'
import type { TimelineEntry, Transcript } from '#contract/transcript.ts'
import { withoutNames } from '#renderer/state/without-names.ts'

const placed = { at: 1, atMs: null }
const message = (author: 'customer' | 'agent' | 'operator', authorName: string, text: string): TimelineEntry => ({
  kind: 'message',
  id: 'm1',
  ...placed,
  redacted: [],
  message: {
    id: 1,
    conversationId: 1,
    externalId: null,
    author,
    authorName,
    kind: 'comment',
    text,
    html: `<p>${text}</p>`,
    attachments: [],
    at: 1,
    proposalId: null,
  },
})
const decision: TimelineEntry = {
  kind: 'decision',
  id: 'e1',
  ...placed,
  proposalId: 'p1',
  verb: 'edit',
  signer: { by: 'person', name: 'Jo Lindqvist', surface: 'test' },
  sentence: [],
  afterMs: 1,
  reason: 'Sam Okafor said so',
  reasons: [],
  changes: [],
}

const transcript = (entries: TimelineEntry[]): Transcript => ({
  conversation: {
    id: 1,
    externalId: 'x',
    channel: 'chat',
    state: 'open',
    subject: 'A parcel',
    customer: { externalId: 'c', name: 'Ana Ruiz', email: null },
    assignee: 'admin-jo',
    tags: [],
    control: 'agent',
    agent: { activity: 'idle', note: null, rounds: 0 },
    createdAt: 1,
    updatedAt: 1,
    lastMessageAt: 1,
    waitingSince: null,
  },
  call: null,
  timing: null,
  entries,
  leftOut: 0,
  proposals: [],
  notes: [],
  redactions: [],
  tags: [],
  starred: false,
  reviewed: null,
})

test('a blind reviewer sees neither who wrote nor who signed, also where words name them; the customer stays', () => {
  const seen = withoutNames(
    transcript([
      message('customer', 'Ana Ruiz', 'Hello Jo, where is it?'),
      message('agent', 'Order Support', 'Order Support here.'),
      message('operator', 'Sam Okafor', 'Yours, Sam Okafor. Thanks to Jo Lindqvist!'),
      decision,
    ]),
  )
  const text = JSON.stringify(seen)
  for (const name of ['Jo Lindqvist', 'Sam Okafor', 'Order Support', 'admin-jo']) expect(text).not.toContain(name)
  expect(text).toContain('Ana Ruiz')
  expect(text).toContain('Yours, Operator. Thanks to Operator!')
  expect(text).toContain('Operator said so')
})

test('the same conversation is the same object, so that nothing is drawn twice', () => {
  const one = transcript([decision])
  expect(withoutNames(one)).toBe(withoutNames(one))
})

test('spoken words name nobody either, by first name or in full; what was taken out stays where it is', () => {
  const heard = 'Hello [redacted], this is Order Support for Jo.'
  const line = {
    seq: 1,
    itemId: 'i1',
    lane: 'agent' as const,
    kind: 'speech' as const,
    state: 'final' as const,
    heard,
    unheard: 'Ask Sam Okafor.',
    at: 1,
    startMs: 0,
    endMs: 900,
    words: [{ text: 'Hello', startMs: 0, endMs: 100 }],
    timing: 'exact' as const,
  }
  const caption: TimelineEntry = { kind: 'caption', id: 'm3', ...placed, messageId: 3, line, redacted: [[6, 16]] }
  const said = [message('agent', 'Order Support', 'x'), message('operator', 'Sam Okafor', 'y'), decision, caption]
  const seen = withoutNames(transcript(said)).entries[3]
  expect(seen).toMatchObject({
    redacted: [[6, 16]],
    line: { heard: 'Hello [redacted], this is Agent for Operator.', unheard: 'Ask Operator.', words: [] },
  })
})
