import type { Proposal } from '#contract/proposal.ts'
import type { Risk } from '#contract/tool.ts'
import {
  makeConversation,
  makeItem,
  makeMessage,
  makeProposal,
  makeTurn,
  minute,
  type Plan,
  type World,
} from '#test/support/fake-data.ts'
import { waitingFaces } from '#test/support/fake-faces-waiting.ts'

/** One conversation for every face a card can have, each named after what is on it. */

export type Face = {
  readonly name: string
  readonly tool: string
  readonly kind: Plan['kind']
  readonly risk: Risk
  readonly sentence: Plan['sentence']
  readonly arguments: Plan['arguments']
  readonly change: (at: number) => Partial<Proposal>
}

const refund = {
  tool: 'refund_order',
  kind: 'tool',
  risk: 3,
  sentence: ['Refund ', ['$62.50'], ' to order ', ['10398'], ' for ', ['Tobias Brandt']],
  arguments: { order_id: '10398', amount: 62.5, reason: 'Wrong item', return_needed: false },
} as const satisfies Partial<Face>
const words = {
  tool: 'send_reply',
  kind: 'reply',
  risk: 2,
  sentence: ['Reply to ', ['Tobias Brandt'], ' by email'],
  arguments: { text: 'Hi Tobias,\n\nI have refunded **$62.50** to your card. Allow 5 to 10 days.' },
} as const satisfies Partial<Face>

const signed = (at: number, verb: 'approve' | 'reject' | 'answer' = 'approve'): NonNullable<Proposal['decision']> => ({
  verb,
  signer: { by: 'person', name: 'Jo Lindqvist', surface: 'window' },
  at: at + 30_000,
  reason: null,
  reasons: [],
})
const attempt = (at: number) => ({ number: 1, at: at + 31_000, sentAt: at + 31_000, idempotencyKey: 'key' })
const ended = (at: number, change: Partial<NonNullable<Proposal['outcome']>>): NonNullable<Proposal['outcome']> => ({
  result: null,
  receipt: null,
  error: null,
  retryable: false,
  at: at + 32_000,
  resolvedBy: null,
  ...change,
})
const refused = { code: 'upstream_refused', message: 'Acme orders answered 422: the order is already refunded.' }

const plainFaces: readonly Face[] = [
  {
    ...refund,
    name: 'Failed, may be signed again',
    change: (at) => ({
      state: 'failed',
      decision: signed(at),
      attempts: [attempt(at)],
      outcome: ended(at, {
        error: { code: 'upstream_failed', message: 'Acme orders answered 503: try later.' },
        retryable: true,
      }),
    }),
  },
  {
    ...refund,
    name: 'Failed for good',
    change: (at) => ({
      state: 'failed',
      decision: signed(at),
      attempts: [attempt(at)],
      outcome: ended(at, { error: refused, result: { error: refused.message } }),
    }),
  },
  {
    ...refund,
    name: 'Blocked',
    change: (at) => ({
      state: 'blocked',
      policy: { verdict: 'deny', rule: 'Refunds over $50' },
      checks: [{ id: 'schema', result: 'fail', label: 'Amount must be at most 50', detail: null }],
      outcome: ended(at, {
        error: { code: 'invalid_arguments', message: 'Amount must be at most 50.' },
        result: { error: 'Amount must be at most 50.' },
      }),
    }),
  },
  { ...words, name: 'Outdated', change: () => ({ state: 'superseded', note: 'Tobias Brandt wrote again.' }) },
  {
    ...refund,
    name: 'By hand',
    tool: 'post_spare_part',
    risk: 2,
    sentence: ['Post spare part ', ['CB2-POLE'], ' to ', ['Tobias Brandt']],
    arguments: { part: 'CB2-POLE', address: 'Rosenweg 4, Basel' },
    change: () => ({}),
  },
  {
    ...words,
    name: 'Escalation with a failed step',
    tool: 'ESCALATE',
    kind: 'escalate',
    risk: 1,
    sentence: ['Escalate ', ['Tobias Brandt'], ' to ', ['Workshop']],
    arguments: { reason: 'Third failure', priority: 'high' },
    change: (at) => ({
      state: 'failed',
      decision: signed(at),
      steps: [
        { name: 'tag', label: 'Tag “workshop”', state: 'done', detail: null },
        { name: 'note', label: 'Internal note', state: 'done', detail: 'part 88213' },
        { name: 'assign', label: 'Assign to Workshop', state: 'failed', detail: 'The team does not exist any more' },
      ],
      outcome: ended(at, { error: { code: 'step_failed', message: 'One step of three failed.' }, retryable: true }),
    }),
  },
  {
    ...refund,
    name: 'Running',
    change: (at) => ({ state: 'executing', decision: signed(at), attempts: [attempt(at)] }),
  },
  {
    ...refund,
    name: 'Done',
    change: (at) => ({
      state: 'succeeded',
      decision: signed(at),
      attempts: [attempt(at)],
      outcome: ended(at, {
        receipt: { status: 200, remoteId: 're_88213', summary: 'Refunded $62.50, receipt re_88213' },
        result: { refund_id: 're_88213', status: 'succeeded', amount: 62.5 },
      }),
    }),
  },
  {
    ...words,
    name: 'Returned',
    change: () => ({ note: 'Approved, not sent: the desk stopped before the request left. Sign again to send it.' }),
  },
  {
    ...words,
    name: 'Guardrail',
    change: () => ({
      guardrail: 'The agent service refused to answer this and sent its fixed words instead.',
      checks: [{ id: 'guardrail', result: 'warn', label: 'Guardrail text', detail: null }],
    }),
  },
  {
    ...refund,
    name: 'Rejected before',
    change: () => ({
      sentence: [
        { text: 'Refund ', value: false },
        { text: '$42.50', value: true },
        { text: ' to order ', value: false },
        { text: '10398', value: true },
      ],
      rejectedBefore: { proposalId: 'p8', reason: 'Jo Lindqvist rejected $62.50 at 13:20: wrong amount' },
      arguments: { ...refund.arguments, amount: 42.5 },
      proposedArguments: { ...refund.arguments, amount: 42.5 },
    }),
  },
  {
    ...refund,
    name: 'May have happened',
    change: (at) => ({ state: 'unknown', decision: signed(at), attempts: [attempt(at)], updatedAt: at + 45_000 }),
  },
  {
    ...refund,
    name: 'Irreversible',
    tool: 'erase_account',
    risk: 4,
    sentence: ['Erase account data of ', ['Tobias Brandt']],
    arguments: { user_id: 'u-8812' },
    change: () => ({}),
  },
  {
    ...words,
    name: 'Internal note',
    tool: 'internal_note',
    kind: 'note',
    risk: 1,
    sentence: ['Note about ', ['Tobias Brandt'], ' for the team'],
    arguments: { text: 'Sent the wrong crampons; warehouse knows.' },
    change: () => ({}),
  },
  {
    ...refund,
    name: 'Rejected',
    change: (at) => ({
      state: 'rejected',
      decision: {
        ...signed(at, 'reject'),
        reason: 'Returns are 14 days, not 30.',
        reasons: ['policy', 'wrong amount'],
      },
      outcome: ended(at, { result: { error: 'Rejected by a person: Returns are 14 days, not 30.' } }),
    }),
  },
  {
    ...refund,
    name: 'Answered',
    change: (at) => ({
      state: 'answered',
      decision: signed(at, 'answer'),
      outcome: ended(at, { result: { status: 'refunded by hand', refund_id: 'R-12' } }),
    }),
  },
]

const faces = [...plainFaces, ...waitingFaces]

export const faceId = (index: number): string => `face-${index}`

export function addFaces(world: World, now: number): void {
  faces.forEach((face, index) => {
    const id = 500 + index
    const one = { id, customer: face.name, channel: 'email', subject: 'Wrong crampons', waited: 5, words: [] } as const
    const conversation = makeConversation(one, now)
    const at = conversation.lastMessageAt + 20_000
    const proposal = makeProposal(conversation, at, { ...face, id: faceId(index) }, face.change(at))
    const asked = makeMessage(conversation, id * 100, at - minute, 'I got the step-in pair. Could you refund $62.50?')
    world.views.set(id, {
      conversation,
      messages: [asked],
      olderThan: null,
      turns: [makeTurn(conversation, `turn-${id}`, at, [])],
      proposals: [proposal],
    })
    world.items.push(makeItem(conversation, proposal, { title: face.name }))
  })
}
