import type { Message } from '#contract/conversation.ts'
import type { Material } from '#main/domain/fingerprint.ts'
import type { Connection } from '#main/store/database.ts'
import { toMessage, type ConversationRow, type MessageRow } from '#main/store/rows.ts'
import { createChanged } from '#main/store/search/changed.ts'
import { createForget } from '#main/store/search/forget.ts'
import type { IncomingMessage } from '#main/store/store.ts'

type Derived = Pick<MessageRow, 'external_id' | 'author' | 'kind' | 'proposal_id' | 'at'>

export type Messages = ReturnType<typeof createMessages>

/** Messages, inside the caller's transaction. What changes is noted for the search index, which another thread keeps. */
export function createMessages(db: Connection) {
  const insertRow = db.prepare<[Omit<MessageRow, 'id'>]>(`
    insert into messages(conversation_id, external_id, author, author_name, kind, text, html, attachments, at, proposal_id)
    values (@conversation_id, @external_id, @author, @author_name, @kind, @text, @html, @attachments, @at, @proposal_id)`)
  const changed = createChanged(db)
  const { row: forget } = createForget(db)
  const byId = db.prepare<[number], MessageRow>('select * from messages where id = ?')
  const byExternalId = db.prepare<[number, string], MessageRow>(
    'select * from messages where conversation_id = ? and external_id = ?',
  )
  const withoutExternalId = db.prepare<[number, string], MessageRow>(
    'select * from messages where conversation_id = ? and external_id is null and kind = ? order by id',
  )
  const withoutProposal = db.prepare<[number, string], MessageRow>(`
    select * from messages where conversation_id = ? and kind = ? and author = 'agent' and proposal_id is null order by id`)
  const rewrite = db.prepare<[string, string | null, string | null, number]>(
    'update messages set text = ?, html = ?, attachments = ? where id = ?',
  )
  const identify = db.prepare<[string | null, number, number]>(
    'update messages set external_id = ?, at = ? where id = ?',
  )
  const credit = db.prepare<[string | null, string, string, number]>(
    'update messages set proposal_id = ?, author = ?, author_name = ? where id = ?',
  )
  const outline = db.prepare<[number], Derived>(`
    select external_id, author, kind, proposal_id, at from messages where conversation_id = ? order by at, id`)

  const read = (id: number): Message => {
    const row = byId.get(id)
    if (row === undefined) throw new RangeError(`No message ${id}.`)
    return toMessage(row)
  }

  const insert = (message: Omit<Message, 'id'>): Message => {
    const { lastInsertRowid } = insertRow.run({
      conversation_id: message.conversationId,
      external_id: message.externalId,
      author: message.author,
      author_name: message.authorName,
      kind: message.kind,
      text: message.text,
      html: message.html,
      attachments: message.attachments.length === 0 ? null : JSON.stringify(message.attachments),
      at: Math.floor(message.at),
      proposal_id: message.proposalId,
    })
    const id = Number(lastInsertRowid)
    changed(message.conversationId)
    return read(id)
  }

  return {
    insert,
    find: (conversationId: number, externalId: string): MessageRow | undefined =>
      byExternalId.get(conversationId, externalId),

    /** The other side edited it. */
    edit(row: MessageRow, message: Pick<IncomingMessage, 'text' | 'html' | 'attachments'>): Message {
      forget(row.conversation_id, 'message', row.id)
      const attachments = message.attachments.length === 0 ? null : JSON.stringify(message.attachments)
      rewrite.run(message.text, message.html, attachments, row.id)
      return read(row.id)
    },

    /** Where the helpdesk gives another time for what this desk sent, the helpdesk's orders the conversation. */
    settleTime(row: MessageRow, at: number): void {
      if (row.at === at) return
      forget(row.conversation_id, 'message', row.id)
      identify.run(row.external_id, at, row.id)
    },

    /** The echo of a message sent by this desk whose receipt named no id: it gets its id now. */
    adoptEcho(conversationId: number, echo: Pick<Message, 'externalId' | 'kind' | 'text' | 'at'>): boolean {
      const candidates = withoutExternalId.all(conversationId, echo.kind)
      const known = candidates.find((row) => row.proposal_id !== null && sameWords(row.text, echo.text))
      if (known === undefined) return false
      forget(conversationId, 'message', known.id)
      identify.run(echo.externalId, Math.floor(echo.at), known.id)
      return true
    },

    /** What a decision produced: a new message, or the echo that a sync stored before the receipt was committed. */
    record(message: Omit<Message, 'id'>): Message {
      const echo =
        message.externalId === null
          ? withoutProposal.all(message.conversationId, message.kind).find((row) => sameWords(row.text, message.text))
          : byExternalId.get(message.conversationId, message.externalId)
      if (echo === undefined) return insert(message)
      forget(message.conversationId, 'message', echo.id)
      credit.run(message.proposalId, message.author, message.authorName, echo.id)
      return read(echo.id)
    },

    derive: (conversationId: number): Outline => derive(outline.all(conversationId)),
  }
}

/** A helpdesk may wrap lines and spaces differently from what was sent. */
const sameWords = (a: string, b: string): boolean => squeeze(a) === squeeze(b)
const squeeze = (text: string): string => text.replaceAll(/\s+/g, ' ').trim()

/** What the messages of a conversation say about it. */
export type Outline = Pick<Material, 'lastCustomerPart' | 'lastHumanPart'> & {
  readonly lastMessageAt: number | null
  /** First comment by the customer since the last one to the customer. */
  readonly waitingSince: number | null
  readonly hasComments: boolean
}

function derive(rows: readonly Derived[]): Outline {
  const comments = rows.filter((row) => row.kind === 'comment')
  const isHuman = (row: Derived) => (row.author === 'operator' || row.author === 'bot') && row.proposal_id === null
  const lastOutward = comments.findLastIndex((row) => row.author !== 'customer')
  return {
    lastCustomerPart: comments.findLast((row) => row.author === 'customer')?.external_id ?? null,
    lastHumanPart: comments.findLast(isHuman)?.external_id ?? null,
    lastMessageAt: rows.findLast((row) => row.kind !== 'event')?.at ?? null,
    waitingSince: comments[lastOutward + 1]?.at ?? null,
    hasComments: comments.length > 0,
  }
}

/** Our own answer may be newer than what the helpdesk says. */
export function waitingSince(
  row: Pick<ConversationRow, 'state' | 'told_waiting_since'>,
  outline: Outline,
): number | null {
  const isAnswered = outline.hasComments && outline.waitingSince === null
  return row.state === 'closed' || isAnswered ? null : (row.told_waiting_since ?? outline.waitingSince)
}

export const materialOf = (row: ConversationRow): Material => ({
  lastCustomerPart: row.last_customer_part,
  lastHumanPart: row.last_human_part,
  state: row.state,
  assignee: row.assignee,
  tags: JSON.parse(row.tags) as string[],
  subject: row.subject,
})
