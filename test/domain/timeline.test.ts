import { describe, expect, test } from 'vitest'
import type { CallLine, CallMark } from '#contract/call.ts'
import type { Message } from '#contract/conversation.ts'
import type { TimelineEntry } from '#contract/transcript.ts'
import type { ProposalEvent } from '#main/domain/proposal-event.ts'
import { assembleTimeline, type LedgerRow, type TimelineSource } from '#main/domain/timeline.ts'
import { approved, colleague, newProposal, person, rule } from '#test/support/proposals.ts'

const nothing: TimelineSource = {
  call: null,
  messages: [],
  lines: [],
  marks: [],
  turns: [],
  entries: [],
  imported: { entries: [], messages: new Set() },
  unreadable: [],
  notes: [],
  redactions: [],
}
const made = newProposal({ sentence: [{ text: 'Refund', value: false }], agentReason: 'It broke.' })

/** One event after the other, a tenth of a second apart. */
const ledger = (events: readonly ProposalEvent[], proposalId = 'p1', first = 1): LedgerRow[] =>
  events.map((event, at) => ({ seq: first + at, at: 1000 + at * 100, proposalId, event }))
const history = (...events: readonly ProposalEvent[]) => [{ type: 'proposed' as const, proposal: made }, ...events]
const rowsOf = (...events: readonly ProposalEvent[]): readonly TimelineEntry[] =>
  assembleTimeline({ ...nothing, entries: ledger(history(...events)) })
const briefly = (rows: readonly TimelineEntry[]): readonly string[] =>
  rows.map((row) => {
    if (row.kind === 'decision') return `decision ${row.verb} ${row.signer.name}`
    if (row.kind === 'receipt') return `receipt ${row.result} ${row.attempt}/${row.attempts}`
    if (row.kind === 'rule') return `rule ${row.event} ${row.who}`
    return `${row.kind} ${row.id}`
  })

const attempt = (number: number): ProposalEvent => ({ type: 'attempted', number, idempotencyKey: `k${number}` })
const sent: ProposalEvent = { type: 'sent' }
const done: ProposalEvent = {
  type: 'succeeded',
  receipt: { status: 200, remoteId: 're_1', summary: 'Paid back' },
  result: {},
  resolvedBy: null,
}
const failed: ProposalEvent = {
  type: 'failed',
  error: { code: 'offline', message: 'No answer' },
  retryable: true,
  result: {},
  resolvedBy: null,
}

const message = (id: number, at: number, over: Partial<Message> = {}): Message => ({
  id,
  conversationId: 1,
  externalId: `x${id}`,
  author: 'customer',
  authorName: 'Ana',
  kind: 'comment',
  text: 'Hello',
  html: null,
  attachments: [],
  at,
  proposalId: null,
  ...over,
})
const line = (seq: number, startMs: number, over: Partial<CallLine> = {}): CallLine => ({
  seq,
  itemId: `i${seq}`,
  lane: 'caller',
  kind: 'speech',
  state: 'final',
  heard: 'Hello',
  unheard: '',
  at: 1000 + startMs,
  startMs,
  endMs: startMs + 500,
  words: [],
  timing: 'exact',
  ...over,
})

describe('what was proposed and decided', () => {
  test('an edit shows what was changed and how long it took, and its attempt is one receipt', () => {
    const rows = rowsOf(approved(made, { order_id: '10433', amount: 30, note: 'half' }), attempt(1), sent, done)
    expect(briefly(rows)).toEqual(['proposal e1', 'decision edit Maya', 'receipt succeeded 1/1'])
    expect(rows[1]).toMatchObject({
      afterMs: 100,
      changes: [
        { pointer: '/amount', before: 42, after: 30 },
        { pointer: '/note', after: 'half' },
      ],
    })
    expect(rows[1]).not.toHaveProperty('changes.1.before')
    expect(rows[2]).toMatchObject({ id: 'e5', text: 'Paid back', status: 200, remoteId: 're_1', tookMs: 100 })
  })

  test('each attempt has its receipt, and knows how many there were', () => {
    const again: ProposalEvent = { ...approvedBy('retry') }
    expect(briefly(rowsOf(approved(made), attempt(1), sent, failed, again, attempt(2), sent, done))).toEqual([
      'proposal e1',
      'decision approve Maya',
      'receipt failed 1/2',
      'decision retry Maya',
      'receipt succeeded 2/2',
    ])
  })

  test('what is still on its way says that it was tried', () => {
    expect(briefly(rowsOf(approved(made), attempt(1), sent))).toEqual([
      'proposal e1',
      'decision approve Maya',
      'receipt attempted 1/1',
    ])
  })

  test('what may have happened is a receipt, and what a person found out is a decision', () => {
    const lost: ProposalEvent = { type: 'lost', error: { code: 'timed_out', message: 'No answer' } }
    const found: ProposalEvent = { ...done, resolvedBy: 'Maya' } as ProposalEvent
    expect(briefly(rowsOf(approved(made), attempt(1), sent, lost, found))).toEqual([
      'proposal e1',
      'decision approve Maya',
      'receipt unknown 1/1',
      'decision resolve Maya',
    ])
  })

  test('a second signature repeats no change', () => {
    const args = { order_id: '10433', amount: 30 }
    const first = { ...approved(made, args), type: 'signed' } as ProposalEvent
    const second = { ...approved(made, args), verb: 'approve', signer: colleague } as ProposalEvent
    const rows = rowsOf(first, second)
    expect(briefly(rows)).toEqual(['proposal e1', 'decision sign Maya', 'decision approve Jonas'])
    expect(rows[1]).toMatchObject({ changes: [{ pointer: '/amount' }] })
    expect(rows[2]).toMatchObject({ changes: [] })
  })

  test('what a rule or the desk does is theirs', () => {
    const byRule = { ...approved(made), signer: rule } as ProposalEvent
    const expired: ProposalEvent = { type: 'expired', result: {} }
    expect(briefly(rowsOf(byRule))).toEqual(['proposal e1', 'rule approved Reads'])
    expect(briefly(rowsOf({ type: 'asked' }, expired))).toEqual([
      'proposal e1',
      'rule asked Policy',
      'rule expired Desk',
    ])
  })

  test('rehearsed, rejected and undone', () => {
    const simulated: ProposalEvent = { type: 'simulated', signer: person, request: {}, result: {} }
    const rejected: ProposalEvent = {
      type: 'rejected',
      signer: person,
      reasons: ['tone'],
      text: 'Too curt',
      scope: 'call',
      next: 'continue',
      result: {},
    }
    expect(briefly(rowsOf(simulated))).toEqual(['proposal e1', 'decision simulate Maya'])
    expect(rowsOf(rejected)[1]).toMatchObject({ verb: 'reject', reasons: ['tone'], reason: 'Too curt' })
    const undo: readonly ProposalEvent[] = [
      { type: 'undo_requested', by: 'p2' },
      { type: 'undo_ended', how: 'undone' },
    ]
    expect(briefly(rowsOf(approved(made), attempt(1), done, ...undo)).slice(2)).toEqual([
      'receipt succeeded 1/1',
      'rule undo_requested Desk',
      'receipt undone null/null',
    ])
  })
})

function approvedBy(verb: 'retry'): ProposalEvent {
  return { ...approved(made), verb } as ProposalEvent
}

describe('order', () => {
  test('at equal times causes stand before effects, and the words that went out come last', () => {
    const rows = assembleTimeline({
      ...nothing,
      messages: [message(2, 1000, { author: 'agent', proposalId: 'p1' }), message(1, 1000)],
      turns: [
        {
          id: 't1',
          at: 1000,
          ragResults: [{ text: 'Policy', score: 0.7, collectionId: 'c' }],
          guardrail: 'I cannot help with that.',
        },
      ],
      entries: ledger(history(approved(made))).map((row) => ({ ...row, at: 1000 })),
    })
    expect(rows.map(({ id }) => id)).toEqual(['m1', 'tt1', 'gt1', 'e1', 'e2', 'm2'])
  })

  test('a note stands under its row, or at its moment', () => {
    const note = (id: string, entryId: string | null) => ({
      id,
      conversationId: 1,
      anchor: { entryId, range: null, atMs: null },
      text: 'Look',
      by: 'Jo',
      at: 9000,
      editedAt: null,
      mentions: [],
      resolved: null,
      kept: [],
    })
    const rows = assembleTimeline({
      ...nothing,
      messages: [message(1, 1000), message(2, 2000)],
      notes: [note('a', 'm1'), note('b', null)],
    })
    expect(rows.map(({ id }) => id)).toEqual(['m1', 'na', 'm2', 'nb'])
  })
})

describe('calls', () => {
  const call = { id: 'c1', startedAt: 1000, endedAt: 60_000 }
  const captions = { ...nothing, call, messages: [message(7, 1200, { externalId: 'call:c1:i1' })] }

  test('a caption is not shown again as a message, and one that nobody heard has a name of its own', () => {
    const rows = assembleTimeline({
      ...captions,
      messages: [...captions.messages, message(8, 1300, { kind: 'note' })],
      lines: [line(1, 200), line(2, 400, { heard: '', unheard: 'Never mind', state: 'interrupted' })],
    })
    expect(rows.map(({ kind, id }) => `${kind} ${id}`)).toEqual(['caption m7', 'message m8', 'caption l2'])
  })

  test('marks that the rows of actions tell better are left out; everything says where in the call it is', () => {
    const mark = (seq: number, kind: CallMark['kind'], proposalId: string | null): CallMark => ({
      seq,
      at: 1500,
      atMs: 500,
      kind,
      text: kind,
      data: {},
      proposalId,
    })
    const rows = assembleTimeline({
      ...captions,
      lines: [line(1, 200)],
      marks: [mark(3, 'barge_in', null), mark(4, 'proposal', 'p1')],
      entries: ledger(history()).map((row) => ({ ...row, at: 3000 })),
    })
    expect(rows.map(({ id, atMs }) => [id, atMs])).toEqual([
      ['m7', 200],
      ['k3', 500],
      ['e1', 2000],
    ])
  })

  test('what was taken out is pointed at', () => {
    const redaction = {
      id: 'r1',
      conversationId: 1,
      entryId: 'm1',
      by: 'Jo',
      at: 5000,
      reason: 'Card number',
      what: '16 characters of a message',
      sound: null,
      open: null,
    }
    const rows = assembleTimeline({
      ...nothing,
      messages: [message(1, 1000, { text: 'My card is [redacted].' })],
      redactions: [redaction],
    })
    expect(rows[0]).toMatchObject({ redacted: [[11, 21]] })
    expect(rows[1]).toMatchObject({ kind: 'redaction', by: 'Jo', text: '16 characters of a message' })
  })
})

describe('what came from elsewhere, and what cannot be read', () => {
  const imported = ledger(history(approved(made), attempt(1))).map((row) => ({ ...row, name: `m${row.seq}` }))

  test('actions of another desk are told as such, in place of the messages that tell of them', () => {
    const messages = [message(1, 1000, { kind: 'event', author: 'system' }), message(9, 900)]
    const rows = assembleTimeline({ ...nothing, messages, imported: { entries: imported, messages: new Set([1]) } })
    expect(rows.map(({ id, kind }) => `${kind} ${id}`)).toEqual([
      'message m9',
      'proposal m1',
      'decision m2',
      'receipt m3',
    ])
    expect(rows.slice(1).every((row) => 'imported' in row && row.imported === true)).toBe(true)
    expect(rows[3]).toMatchObject({ text: 'Under way when it left its desk' })
  })

  test('an event that this program does not know takes no other with it', () => {
    const strange = { type: 'of tomorrow' } as never
    expect(briefly(rowsOf(strange, approved(made)))).toEqual([
      'proposal e1',
      'unreadable e2',
      expect.stringMatching(/^decision/),
    ])
  })
})
