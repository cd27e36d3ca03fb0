import type { Conversation, Message } from '#contract/conversation.ts'
import type { Json } from '#contract/tool.ts'
import type { StoredTurn, ToldTurn } from '#main/store/store.ts'

/** Rows as SQLite holds them, and the values they stand for. */
export type ConversationRow = {
  readonly id: number
  readonly external_id: string
  readonly channel: Conversation['channel']
  readonly state: Conversation['state']
  readonly subject: string
  readonly customer_external_id: string
  readonly customer_name: string
  readonly customer_email: string | null
  readonly assignee: string | null
  readonly tags: string
  readonly control: Conversation['control']
  readonly activity: Conversation['agent']['activity']
  readonly note: string | null
  readonly rounds: number
  readonly created_at: number
  readonly updated_at: number
  readonly last_message_at: number
  readonly waiting_since: number | null
  readonly told_waiting_since: number | null
  readonly last_customer_part: string | null
  readonly last_human_part: string | null
  readonly changed_here_at: number | null
}

export const toConversation = (row: ConversationRow): Conversation => ({
  id: row.id,
  externalId: row.external_id,
  channel: row.channel,
  state: row.state,
  subject: row.subject,
  customer: { externalId: row.customer_external_id, name: row.customer_name, email: row.customer_email },
  assignee: row.assignee,
  tags: JSON.parse(row.tags) as string[],
  control: row.control,
  agent: { activity: row.activity, note: row.note, rounds: row.rounds },
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  lastMessageAt: row.last_message_at,
  waitingSince: row.waiting_since,
})

export type MessageRow = {
  readonly id: number
  readonly conversation_id: number
  readonly external_id: string | null
  readonly author: Message['author']
  readonly author_name: string
  readonly kind: Message['kind']
  readonly text: string
  readonly html: string | null
  readonly attachments: string | null
  readonly at: number
  readonly proposal_id: string | null
}

export const toMessage = (row: MessageRow): Message => ({
  id: row.id,
  conversationId: row.conversation_id,
  externalId: row.external_id,
  author: row.author,
  authorName: row.author_name,
  kind: row.kind,
  text: row.text,
  html: row.html,
  attachments: row.attachments === null ? [] : (JSON.parse(row.attachments) as Message['attachments']),
  at: row.at,
  proposalId: row.proposal_id,
})

export type TurnRow = {
  readonly seq: number
  readonly id: string
  readonly conversation_id: number
  readonly origin: StoredTurn['origin']
  readonly concluded: number
  readonly body: string
  readonly request: string
  readonly response: string
}

type TurnBody = Omit<StoredTurn, 'id' | 'conversationId' | 'origin' | 'concluded' | 'request' | 'response'>

export const toTold = (row: Omit<TurnRow, 'request' | 'response'>): ToldTurn => ({
  ...(JSON.parse(row.body) as TurnBody),
  id: row.id,
  conversationId: row.conversation_id,
  origin: row.origin,
  concluded: row.concluded === 1,
})

export const toTurn = (row: TurnRow): StoredTurn => ({
  ...toTold(row),
  request: JSON.parse(row.request) as Json,
  response: JSON.parse(row.response) as Json,
})

export function fromTurn(turn: StoredTurn): Omit<TurnRow, 'seq'> {
  const { id, conversationId, origin, concluded, request, response, ...body } = turn
  return {
    id,
    conversation_id: conversationId,
    origin,
    concluded: concluded ? 1 : 0,
    body: JSON.stringify(body satisfies TurnBody),
    request: JSON.stringify(request),
    response: JSON.stringify(response),
  }
}
