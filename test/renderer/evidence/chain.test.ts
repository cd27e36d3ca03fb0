import { expect, test } from 'vitest'
import type { Message } from '#contract/conversation.ts'
import type { Proposal, ProposalDetail } from '#contract/proposal.ts'
import { chainOf, rowsOf } from '#renderer/app/Inbox/evidence/chain.ts'
import { overlapOf } from '#renderer/app/Inbox/evidence/overlap.ts'

const proposal: Proposal = {
  id: 'p',
  conversationId: 1,
  turnId: 't',
  position: 1,
  callId: 'c',
  tool: 'refund',
  kind: 'tool',
  risk: 3,
  state: 'pending',
  revision: 0,
  arguments: { amount: 7.95 },
  proposedArguments: { amount: 12.95 },
  executedArguments: null,
  argsHash: 'a'.repeat(64),
  fingerprint: 'f',
  sentence: [{ text: 'Refund', value: false }],
  checks: [],
  origins: {},
  policy: { verdict: 'ask', rule: 'r' },
  agentReason: 'because',
  guardrail: null,
  rejectedBefore: null,
  steps: [],
  decision: null,
  attempts: [],
  outcome: null,
  note: null,
  mode: 'live',
  signatures: [],
  expiresAt: null,
  dueAt: null,
  compensates: null,
  compensatedBy: null,
  snoozed: null,
  proposedAt: 1000,
  updatedAt: 1000,
}
const message = (id: number, author: Message['author'], kind: Message['kind'], at: number): Message => ({
  id,
  conversationId: 1,
  externalId: null,
  author,
  authorName: 'Ana',
  kind,
  text: `words ${id}`,
  html: null,
  attachments: [],
  at,
  proposalId: null,
})
const detail: ProposalDetail = {
  proposal,
  bundle: [proposal],
  tool: null,
  ragResults: [
    { text: 'weak', score: 0.2, collectionId: 'x' },
    { text: 'strong', score: 0.8, collectionId: 'x' },
  ],
  history: [],
  raw: null,
  similar: [],
}
const lookup: Proposal = {
  ...proposal,
  id: 'l',
  state: 'succeeded',
  proposedAt: 900,
  updatedAt: 950,
  outcome: { result: { fee: 5 }, receipt: null, error: null, retryable: false, at: 940, resolvedBy: null },
}

test('from the customer’s last words before it, over results and the best source, to the agent', () => {
  const messages = [
    message(1, 'customer', 'comment', 800),
    message(2, 'operator', 'note', 850),
    message(3, 'customer', 'comment', 2000),
  ]
  const links = chainOf(detail, messages, [lookup, proposal])
  expect(links.map((link) => link.kind)).toEqual(['customer', 'result', 'source', 'agent'])
  expect(links[0]).toMatchObject({ text: 'words 1' })
  expect(links[2]).toMatchObject({ text: 'strong' })
})

test('a person’s edit ends the chain and says what became what', () => {
  const signed: Proposal = {
    ...proposal,
    decision: {
      verb: 'edit',
      signer: { by: 'person', name: 'Jo', surface: 'desk' },
      at: 1100,
      reason: null,
      reasons: [],
    },
  }
  expect(chainOf({ ...detail, proposal: signed }, [], []).at(-1)).toEqual({
    kind: 'person',
    title: 'Jo signed with edits',
    lines: ['amount: 12.95 became 7.95'],
    at: 1100,
  })
})

test('flat results become rows, nested ones stay whole', () => {
  expect(rowsOf({ fee: 5, paid: true })).toEqual([
    ['fee', '5'],
    ['paid', 'true'],
  ])
  expect(rowsOf('text')).toBeNull()
})

test('a nested result is the table of its leaves, out of the envelope, while it is short', () => {
  const order = { order_id: '10421', customer: { name: 'Ana' }, lines: [{ sku: 'A' }, { sku: 'B' }], tags: ['x', 'y'] }
  expect(rowsOf({ status: 'executed', data: order, edited: true })).toEqual([
    ['order id', '10421'],
    ['customer name', 'Ana'],
    ['lines 1 sku', 'A'],
    ['lines 2 sku', 'B'],
    ['tags', 'x, y'],
    ['edited', 'true'],
  ])
  expect(rowsOf({ status: 'refused', data: { why: 'late' } })).toEqual([
    ['status', 'refused'],
    ['data why', 'late'],
  ])
  expect(rowsOf(Object.fromEntries(Array.from({ length: 41 }, (_, at) => [`k${at}`, at])))).toBeNull()
})

test('reused words are runs of three or more, joined where they touch', () => {
  const source = 'Offer a full refund. No return is needed then.'
  const marked = overlapOf(source, 'You get a full refund, no return is needed.').map(([from, to]) =>
    source.slice(from, to),
  )
  expect(marked).toEqual(['a full refund. No return is needed'])
  expect(overlapOf(source, 'a full house')).toEqual([])
})
