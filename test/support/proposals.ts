import type { Conversation, Message } from '#contract/conversation.ts'
import type { Proposal, Signer } from '#contract/proposal.ts'
import type { Arguments } from '#contract/tool.ts'
import { hashArguments } from '#main/domain/canonical.ts'
import type { NewProposal, ProposalEvent } from '#main/domain/proposal.ts'
import { fold } from '#main/domain/proposal.ts'
import type { ReplayTurn } from '#main/domain/turn.ts'

/** Proposals, turns and messages for tests: real ones, made by the reducer from events. */
export const person: Signer = { by: 'person', name: 'Maya', surface: 'test' }
export const colleague: Signer = { by: 'person', name: 'Jonas', surface: 'test' }
export const rule: Signer = { by: 'rule', name: 'Reads' }

export function newProposal(over: Partial<NewProposal> = {}): NewProposal {
  const tool = over.tool ?? 'refund_order'
  const args = over.arguments ?? { order_id: '10433', amount: 42 }
  return {
    id: 'p1',
    conversationId: 1,
    turnId: 't1',
    position: 0,
    callId: 'call_1',
    tool,
    kind: 'tool',
    risk: 3,
    arguments: args,
    argsHash: hashArguments(tool, args),
    fingerprint: 'f'.repeat(64),
    sentence: [],
    checks: [],
    origins: {},
    policy: { verdict: 'ask', rule: 'Money or account' },
    agentReason: null,
    guardrail: null,
    rejectedBefore: null,
    steps: [],
    ...over,
  }
}

export const history = (made: NewProposal, events: readonly ProposalEvent[]): Proposal =>
  fold([{ type: 'proposed' as const, proposal: made }, ...events].map((event, index) => ({ event, at: 1000 + index })))

export const approved = (made: NewProposal, args: Arguments = made.arguments): ProposalEvent => {
  const edited = args !== made.arguments
  return {
    type: 'approved',
    verb: edited ? 'edit' : 'approve',
    signer: person,
    revision: edited ? 1 : 0,
    arguments: args,
    argsHash: hashArguments(made.tool, args),
    sentence: [],
  }
}

export const attempted: ProposalEvent = { type: 'attempted', number: 1, idempotencyKey: 'p1-r0' }

/** Approved, sent and done; `result` is what the agent is told. */
export const done = (made: NewProposal, result: Arguments = { status: 'executed' }, args = made.arguments): Proposal =>
  history(made, [
    { type: 'asked' },
    approved(made, args),
    attempted,
    { type: 'sent' },
    { type: 'succeeded', receipt: { status: 200, remoteId: null, summary: '' }, result, resolvedBy: null },
  ])

export const rejected = (made: NewProposal, text: string, result: Arguments): Proposal =>
  history(made, [
    { type: 'asked' },
    { type: 'rejected', signer: person, reasons: [], text, scope: 'call', next: 'continue', result },
  ])

export const superseded = (made: NewProposal, result: Arguments = { status: 'not_run' }): Proposal =>
  history(made, [{ type: 'asked' }, { type: 'superseded', cause: 'the customer wrote again', result }])

export const replyMade = (text: string, over: Partial<NewProposal> = {}): NewProposal =>
  newProposal({ tool: 'send_reply', kind: 'reply', risk: 2, callId: null, arguments: { text }, ...over })

export function message(id: number, author: Message['author'], text: string, over: Partial<Message> = {}): Message {
  return {
    id,
    conversationId: 1,
    externalId: `part-${id}`,
    author,
    authorName: author,
    kind: 'comment',
    text,
    html: null,
    attachments: [],
    at: id * 1000,
    proposalId: null,
    ...over,
  }
}

export function turn(id: string, afterMessage: number, over: Partial<ReplayTurn> = {}): ReplayTurn {
  return { id, afterMessage, at: afterMessage * 1000 + 1, text: '', origin: 'agent', calls: [], ...over }
}

export function conversation(over: Partial<Conversation> = {}): Conversation {
  return {
    id: 1,
    externalId: '531',
    channel: 'chat',
    state: 'open',
    subject: '',
    customer: { externalId: 'c1', name: 'Ana Ruiz', email: null },
    assignee: null,
    tags: [],
    control: 'agent',
    agent: { activity: 'idle', note: null, rounds: 0 },
    createdAt: 0,
    updatedAt: 0,
    lastMessageAt: 0,
    waitingSince: null,
    ...over,
  }
}
