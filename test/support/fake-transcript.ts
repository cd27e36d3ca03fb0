import type { Call, CallLine, CallMark, Word } from '#contract/call.ts'
import type { Conversation } from '#contract/conversation.ts'
import type { SentencePart, Signer } from '#contract/proposal.ts'
import type { Arguments } from '#contract/tool.ts'
import type { NewProposal, ProposalEvent } from '#main/domain/proposal-event.ts'
import type { LedgerRow, TimelineSource } from '#main/domain/timeline.ts'
import { makeConversation } from '#test/support/fake-data.ts'

/** A call of nine minutes in which a refund was proposed, cut down by a person, and paid: every kind of row is in it. */
export const hideoConversation = 7103
export const hideoCall = 'call-3'
export const hideoSpan = 580_000
const second = 1000

const spoken: readonly (readonly [at: number, lane: CallLine['lane'], text: string, unheard?: string])[] = [
  [2, 'agent', 'Hello, you are through to the shop. This call is recorded.'],
  [9, 'caller', 'Hi, this is Hideo Tanabe.'],
  [13, 'agent', 'Hello Hideo. What can I do for you?'],
  [18, 'caller', 'It is about an order that came last week, number nine nine two oh.'],
  [27, 'agent', 'One moment, I am looking at it.'],
  [46, 'agent', 'Order 9920, the climbing skins. What happened?'],
  [58, 'caller', 'So one ski skin arrived damaged, the glue has come away from the tail. The other one is perfect.'],
  [66, 'agent', 'I am sorry about that. Do you want a refund or a new pair?'],
  [72, 'caller', 'Only for the bad one, please. I can reglue it, honestly.'],
  [94, 'agent', 'I have put $68.00 back on your card for the one skin.', ' The full amount of'],
  [98, 'caller', 'That is more than fair. Thank you both.'],
]
const smallTalk = [
  'Is there a trick to gluing them?',
  'Heat the tail with an iron, low, and press it for a minute.',
  'And if the glue is gone altogether?',
  'Then the shop sells it in a tube, forty grams is enough for a pair.',
]
const after: readonly (readonly [number, CallLine['lane'], string])[] = Array.from({ length: 31 }, (_, at) => [
  118 + at * 14.6,
  at % 2 === 0 ? 'caller' : 'agent',
  smallTalk[at % smallTalk.length] ?? '',
])

/** Words one after the other, as long as they have letters. */
function wordsOf(text: string, startMs: number, endMs: number): Word[] {
  const texts = text.split(' ')
  const letters = texts.reduce((sum, word) => sum + word.length, 0)
  let at = startMs
  return texts.map((word) => {
    const from = at
    at += ((endMs - startMs) * word.length) / letters
    return { text: word, startMs: from, endMs: at }
  })
}

function lineOf(
  seq: number,
  began: number,
  [at, lane, heard, unheard = '']: readonly [number, CallLine['lane'], string, string?],
): CallLine {
  const startMs = at * second
  const endMs = startMs + Math.min(7000, 300 + heard.length * 62)
  return {
    seq,
    itemId: `item_${seq}`,
    lane,
    kind: seq === 10 ? 'disclosure' : 'speech',
    state: unheard === '' ? 'final' : 'interrupted',
    heard,
    unheard,
    at: began + startMs,
    startMs,
    endMs,
    words: wordsOf(heard, startMs, endMs),
    timing: 'exact',
  }
}

const jo: Signer = { by: 'person', name: 'Jo Lindqvist', surface: 'web' }
const said = (...parts: readonly (string | readonly [string])[]): SentencePart[] =>
  parts.map((part) => (typeof part === 'string' ? { text: part, value: false } : { text: part[0], value: true }))

const proposed = (id: string, tool: string, args: Arguments, sentence: SentencePart[], reason: string | null) => ({
  type: 'proposed' as const,
  proposal: {
    id,
    conversationId: hideoConversation,
    turnId: 't1',
    position: 0,
    callId: id,
    tool,
    kind: tool === 'get_order' ? 'tool' : tool === 'close_conversation' ? 'close' : 'tool',
    risk: tool === 'refund_order' ? 3 : tool === 'get_order' ? 0 : 2,
    arguments: args,
    argsHash: '0'.repeat(64),
    fingerprint: '0'.repeat(64),
    sentence,
    checks: [],
    origins: {},
    policy: { verdict: 'ask', rule: 'Money or account' },
    agentReason: reason,
    guardrail: null,
    rejectedBefore: null,
    steps: [],
  } satisfies NewProposal,
})

const signed = (
  verb: 'approve' | 'edit',
  signer: Signer,
  args: Arguments,
  sentence: SentencePart[],
): ProposalEvent => ({
  type: 'approved',
  verb,
  signer,
  revision: verb === 'edit' ? 1 : 0,
  arguments: args,
  argsHash: '0'.repeat(64),
  sentence,
})
const attempted: ProposalEvent = { type: 'attempted', number: 1, idempotencyKey: 'k' }
const succeeded = (summary: string, status: number | null, remoteId: string | null): ProposalEvent => ({
  type: 'succeeded',
  receipt: { status, remoteId, summary },
  result: {},
  resolvedBy: null,
})

const order = { order: '9920' }
const asked = { order: '9920', amount: '$95.00', reason: 'damaged_in_transit' }
const given = { order: '9920', amount: '$68.00', reason: 'part_refund' }
const happened: readonly (readonly [number, string, ProposalEvent])[] = [
  [28, 'look', proposed('look', 'get_order', order, said('Look up order ', ['9920']), null)],
  [28, 'look', signed('approve', { by: 'rule', name: 'Reads' }, order, said('Look up order ', ['9920']))],
  [28, 'look', attempted],
  [28.1, 'look', { type: 'sent' }],
  [
    28.4,
    'look',
    {
      type: 'failed',
      error: { code: 'offline', message: 'The shop did not answer' },
      retryable: true,
      result: {},
      resolvedBy: null,
    },
  ],
  [34, 'look', signed('approve', { by: 'rule', name: 'Reads' }, order, said('Look up order ', ['9920']))],
  [34, 'look', { type: 'attempted', number: 2, idempotencyKey: 'k2' }],
  [34, 'look', { type: 'sent' }],
  [34.2, 'look', succeeded('Shop', 200, null)],
  [
    76,
    'refund',
    proposed(
      'refund',
      'refund_order',
      asked,
      said('Refund ', ['$95.00'], ' to order ', ['9920']),
      'Item damaged in transit, full refund.',
    ),
  ],
  [76, 'refund', { type: 'asked' }],
  [91, 'refund', signed('edit', jo, given, said('Refund ', ['$68.00'], ' to order ', ['9920']))],
  [91.1, 'refund', attempted],
  [91.2, 'refund', { type: 'sent' }],
  [92.04, 'refund', succeeded('Stripe', 200, 're_3PqX9aL2')],
  [98, 'close', proposed('close', 'close_conversation', {}, said('Close conversation'), null)],
  [104, 'close', signed('approve', jo, {}, said('Close conversation'))],
  [104.1, 'close', attempted],
  [104.2, 'close', succeeded('Closed', null, null)],
]

const marks = (began: number): readonly CallMark[] =>
  (
    [
      [1, 0.4, 'device', 'Microphone: USB headset'],
      [30, 97, 'barge_in', 'Hideo spoke, playback stopped in 88 ms'],
      [31, 240, 'bookmark', 'Bookmark by Jo'],
      [32, 300, 'recording', 'Recording paused'],
      [90, 579, 'ended', 'The call ended'],
    ] as const
  ).map(([seq, at, kind, text]) => ({
    seq,
    at: began + at * second,
    atMs: at * second,
    kind,
    text,
    data: {},
    proposalId: null,
  }))

type Hideo = { readonly conversation: Conversation; readonly call: Call; readonly source: TimelineSource }

export function hideoSource(now: number): Hideo {
  const began = now - 50 * 60 * second
  const conversation: Conversation = {
    ...makeConversation(
      {
        id: hideoConversation,
        customer: 'Hideo Tanabe',
        channel: 'phone',
        subject: 'Call with Shop Line',
        waited: 40,
        words: [],
      },
      now,
    ),
    externalId: `call:${hideoCall}`,
    state: 'closed',
  }
  const lines = [...spoken, ...after].map((one, at) => lineOf(10 + at, began, one))
  const call: Call = {
    id: hideoCall,
    conversationId: hideoConversation,
    agent: { id: 'agent_shop', name: 'Shop Line', voice: 'ara' },
    caller: 'Hideo Tanabe',
    number: null,
    medium: 'voice',
    dryRun: false,
    state: 'ended',
    startedAt: began,
    liveAt: began,
    endedAt: began + hideoSpan,
    end: { why: 'operator', message: '' },
    signed: 1,
    edited: 1,
    refused: 0,
    open: 0,
    recording: {
      state: 'kept',
      durationMs: hideoSpan,
      gaps: [{ fromMs: 300 * second, toMs: 320 * second, why: 'paused' }],
      repaired: false,
      fromMs: 0,
    },
    consent: null,
    knowledge: { attached: true, collections: ['Store policies'] },
    outOfSight: [],
    cost: { amount: 0.34, currency: 'USD' },
  }
  const entries = happened.map(([at, proposalId, event], row): LedgerRow => ({
    seq: 400 + row,
    at: began + at * second,
    proposalId,
    event,
  }))
  const note = (id: string, by: string, atMs: number, entryId: string, text: string) => ({
    id,
    conversationId: hideoConversation,
    anchor: { entryId, range: null, atMs },
    text,
    by,
    at: now - 60_000,
    editedAt: null,
    mentions: [],
    resolved: null,
    kept: [],
  })
  return {
    conversation,
    call,
    source: {
      call,
      messages: lines.map((line) => ({
        id: 9000 + line.seq,
        conversationId: hideoConversation,
        externalId: `call:${hideoCall}:${line.itemId}`,
        author: line.lane === 'caller' ? 'customer' : 'agent',
        authorName: line.lane === 'caller' ? 'Hideo Tanabe' : 'Shop Line',
        kind: 'comment',
        text: line.heard,
        html: null,
        attachments: [],
        at: line.at,
        proposalId: null,
      })),
      lines,
      marks: marks(began),
      turns: [
        {
          id: 't1',
          at: began + 75 * second,
          ragResults: [
            { text: 'part refund when part of a set is usable', score: 0.74, collectionId: 'Store policies' },
            { text: 'Refunds go back to the card they came from.', score: 0.61, collectionId: 'Store policies' },
          ],
          guardrail: null,
        },
      ],
      entries,
      imported: { entries: [], messages: new Set() },
      unreadable: [],
      notes: [
        note('n1', 'Marisol Keane', 76 * second, 'e409', 'Agent read “one skin” as the pair. Good catch by Jo.'),
        note('n2', 'Jo Lindqvist', 94 * second, 'm9019', 'Cut it off before it said the wrong sum.'),
      ],
      redactions: [],
    },
  }
}
