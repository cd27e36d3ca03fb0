import type { Call, CallLine, CallMark } from '#contract/call.ts'
import type { Message } from '#contract/conversation.ts'
import { externalIdOfCall } from '#main/domain/call.ts'

/** Rows of calls as SQLite holds them, and the values they stand for. */
export type CallRow = {
  readonly seq: number
  readonly id: string
  readonly conversation_id: number
  readonly state: Call['state']
  readonly place: number
  readonly started_at: number
  readonly touched_at: number
  readonly body: string
}

export type CallTally = Pick<Call, 'signed' | 'edited' | 'refused' | 'open'>

/** The tally of the conversation of a call. */
export const tallySql = `
  select coalesce(sum(by = 'person' and verb in ('approve', 'retry', 'answer') and revision = 0), 0) as signed,
    coalesce(sum(by = 'person' and verb in ('approve', 'edit', 'retry') and revision > 0), 0) as edited,
    coalesce(sum(verb = 'reject'), 0) as refused,
    -- What failed and can be tried again is not over either.
    coalesce(sum(state in ('pending', 'awaiting_second', 'scheduled', 'executing', 'unknown') or (state = 'failed' and retryable)), 0) as open
  from (select state, revision, coalesce(body ->> '$.outcome.retryable', 0) as retryable, body ->> '$.decision.verb' as verb, body ->> '$.decision.signer.by' as by
    from proposals where conversation_id = ?)`

/** What is kept of a call itself; how its proposals ended follows from those. */
export type StoredCall = Omit<Call, keyof CallTally>
type Body = Omit<StoredCall, 'id' | 'conversationId' | 'state' | 'startedAt'>

/** All that is over stands before all that is live, so that one index gives the order of the list. */
const over = 100_000_000_000_000

export function fromCall(call: StoredCall, touchedAt: number): Omit<CallRow, 'seq'> {
  const { id, conversationId, state, startedAt, ...body } = call
  const at = Math.floor(startedAt)
  return {
    id,
    conversation_id: conversationId,
    state,
    place: state === 'ended' ? at - over : at,
    started_at: at,
    touched_at: Math.floor(touchedAt),
    body: JSON.stringify(body satisfies Body),
  }
}

export const toStoredCall = (row: CallRow): StoredCall => ({
  ...(JSON.parse(row.body) as Body),
  id: row.id,
  conversationId: row.conversation_id,
  state: row.state,
  startedAt: row.started_at,
})

export type LineRow = {
  readonly call: number
  readonly seq: number
  readonly item_id: string
  readonly state: CallLine['state']
  readonly body: string
}

export function fromLine(call: number, line: CallLine): LineRow {
  const { seq, itemId, state, ...body } = line
  return { call, seq, item_id: itemId, state, body: JSON.stringify(body) }
}

export const toLine = (row: LineRow): CallLine => ({
  ...(JSON.parse(row.body) as Omit<CallLine, 'seq' | 'itemId' | 'state'>),
  seq: row.seq,
  itemId: row.item_id,
  state: row.state,
})

export const toMark = (row: { readonly seq: number; readonly body: string }): CallMark => ({
  ...(JSON.parse(row.body) as Omit<CallMark, 'seq'>),
  seq: row.seq,
})

const authors = { caller: 'customer', agent: 'agent', operator: 'operator' } as const

/** A line as the conversation knows it: what was heard, and nothing else. */
export const messageOfLine = (call: StoredCall, line: CallLine, operator: string): Omit<Message, 'id'> => ({
  conversationId: call.conversationId,
  externalId: `${externalIdOfCall(call.id)}:${line.itemId}`,
  author: authors[line.lane],
  authorName: { caller: call.caller, agent: call.agent.name, operator }[line.lane],
  kind: 'comment',
  text: line.heard.trim(),
  html: null,
  attachments: [],
  at: line.at,
  proposalId: null,
})
