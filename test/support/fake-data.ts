import type { Channel, Conversation, Message, Turn } from '#contract/conversation.ts'
import type { ConversationView } from '#contract/index.ts'
import type { Counts, QueueView } from '#contract/queue.ts'
import type { Proposal, ProposalKind, ProposalState, SentencePart } from '#contract/proposal.ts'
import type { QueueItem } from '#contract/queue-item.ts'
import type { Arguments, Risk } from '#contract/tool.ts'

/** Builders for what a desk would send: enough of a shop to look at every part of the screen. */

export const minute = 60_000

export type Case = {
  readonly id: number
  readonly customer: string
  readonly channel: Channel
  readonly subject: string
  readonly waited: number
  readonly words: readonly string[]
}

export function makeConversation(one: Case, now: number): Conversation {
  const at = now - one.waited * minute
  return {
    id: one.id,
    externalId: `c-${9000 + one.id}`,
    channel: one.channel,
    state: 'open',
    subject: one.subject,
    customer: {
      externalId: `u-${one.id}`,
      name: one.customer,
      email: `${one.customer.split(' ')[0]?.toLowerCase()}@example.com`,
    },
    assignee: null,
    tags: ['orders'],
    control: 'agent',
    agent: { activity: 'waiting', note: null, rounds: 1 },
    createdAt: at - 7 * minute,
    updatedAt: at,
    lastMessageAt: at,
    waitingSince: at,
  }
}

export const makeMessage = (
  conversation: Conversation,
  id: number,
  at: number,
  text: string,
  change: Partial<Message> = {},
): Message => ({
  id,
  conversationId: conversation.id,
  externalId: `p-${id}`,
  author: 'customer',
  authorName: conversation.customer.name,
  kind: 'comment',
  text,
  html: null,
  attachments: [],
  at,
  proposalId: null,
  ...change,
})

export const makeTurn = (conversation: Conversation, id: string, at: number, callIds: readonly string[]): Turn => ({
  id,
  conversationId: conversation.id,
  afterMessage: conversation.id * 100,
  at,
  text: callIds.length === 0 ? 'Said in full.' : '',
  callIds: [...callIds],
  ragResults: [],
  guardrail: null,
  usage: { promptTokens: 1840, completionTokens: 212 },
  latencyMs: 1312,
})

export type Plan = {
  readonly id: string
  readonly tool: string
  readonly kind: ProposalKind
  readonly risk: Risk
  readonly state?: ProposalState
  readonly sentence: readonly (string | readonly [string])[]
  readonly arguments: Arguments
}

const parts = (sentence: Plan['sentence']): SentencePart[] =>
  sentence.map((part) => (typeof part === 'string' ? { text: part, value: false } : { text: part[0], value: true }))

export function makeProposal(
  conversation: Conversation,
  at: number,
  plan: Plan,
  change: Partial<Proposal> = {},
): Proposal {
  return {
    id: plan.id,
    conversationId: conversation.id,
    turnId: `turn-${conversation.id}`,
    position: 0,
    callId: plan.kind === 'reply' ? null : `call_${plan.id}`,
    tool: plan.tool,
    kind: plan.kind,
    risk: plan.risk,
    state: plan.state ?? 'pending',
    revision: 0,
    arguments: plan.arguments,
    proposedArguments: plan.arguments,
    executedArguments: null,
    argsHash: 'a3f9c21e'.repeat(8),
    fingerprint: 'e81c40b7'.repeat(8),
    sentence: parts(plan.sentence),
    checks: [
      { id: 'schema', result: 'pass', label: 'Arguments valid', detail: null },
      { id: 'duplicate', result: 'pass', label: 'Not a duplicate', detail: 'none on 10433' },
      { id: 'context', result: 'pass', label: 'Conversation unchanged', detail: '3 s ago' },
      { id: 'guardrail', result: 'pass', label: 'No guardrail', detail: null },
    ],
    origins: {},
    policy: { verdict: 'ask', rule: `Default for R${plan.risk}` },
    agentReason: null,
    guardrail: null,
    rejectedBefore: null,
    steps: [],
    mode: 'live',
    signatures: [],
    expiresAt: null,
    dueAt: null,
    compensates: null,
    compensatedBy: null,
    snoozed: null,
    decision: null,
    attempts: [],
    outcome: null,
    note: null,
    proposedAt: at,
    updatedAt: at,
    ...change,
  }
}

export const titleOf = (proposal: Proposal): string => {
  const words = proposal.sentence.map((part) => part.text).join('')
  return words.length > 44 ? `${words.slice(0, 43)}…` : words
}

let items = 0

const urgencyOf = (proposal: Proposal, waited: number): QueueItem['urgency'] =>
  proposal.state === 'unknown'
    ? { band: 'checking', cause: 'unknown', at: proposal.proposedAt }
    : proposal.risk >= 3
      ? { band: 'due', cause: 'tier', at: proposal.proposedAt + 15 * minute }
      : { band: 'due', cause: 'reply', at: waited + 40 * minute }

export function makeItem(conversation: Conversation, proposal: Proposal, change: Partial<QueueItem> = {}): QueueItem {
  const waited = conversation.waitingSince ?? proposal.proposedAt
  return {
    id: proposal.id,
    seq: (items += 1),
    tags: [...conversation.tags],
    expiresAt: proposal.expiresAt,
    snoozed: null,
    ask: null,
    urgency: { ...urgencyOf(proposal, waited) },
    conversationId: conversation.id,
    kind: proposal.kind,
    tool: proposal.tool,
    risk: proposal.risk,
    state: proposal.state,
    title: titleOf(proposal),
    customer: conversation.customer.name,
    channel: conversation.channel,
    waitingSince: conversation.waitingSince,
    proposedAt: proposal.proposedAt,
    bundleSize: 1,
    reason: null,
    marks: [],
    ...change,
  }
}

const belongs = (item: QueueItem): QueueView =>
  item.state === 'unknown' ? 'checking' : item.risk >= 3 ? 'money' : item.kind === 'reply' ? 'replies' : 'other'

export const inView = (item: QueueItem, view: QueueView): boolean => view === 'all' || belongs(item) === view

export function countItems(items: readonly QueueItem[]): Counts {
  const of = (view: QueueView) => items.filter((item) => inView(item, view)).length
  const risk = (tier: Risk) => items.filter((item) => item.risk === tier).length
  return {
    all: items.length,
    checking: of('checking'),
    money: of('money'),
    replies: of('replies'),
    other: of('other'),
    later: 0,
    splits: {},
    byRisk: [risk(0), risk(1), risk(2), risk(3), risk(4)],
    oldest: items.length === 0 ? null : Math.min(...items.map((item) => item.proposedAt)),
  }
}

export type World = {
  readonly views: Map<number, ConversationView>
  readonly items: QueueItem[]
}
