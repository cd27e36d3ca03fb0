import type { Conversation } from '#contract/conversation.ts'
import { AppError } from '#main/kernel/errors.ts'
import { sha256 } from '#main/domain/canonical.ts'
import { cut, readCursor } from '#main/store/cursor.ts'
import { guarded, type Connection } from '#main/store/database.ts'
import type { Write } from '#main/store/group.ts'
import { createLeftToDo } from '#main/store/left-to-do.ts'
import { createMerge } from '#main/store/merge.ts'
import { materialOf, waitingSince, type Messages } from '#main/store/messages.ts'
import {
  toConversation,
  toMessage,
  toTold,
  toTurn,
  type ConversationRow,
  type MessageRow,
  type TurnRow,
} from '#main/store/rows.ts'
import { createChanged } from '#main/store/search/changed.ts'
import type { Commit, ConversationStore } from '#main/store/store.ts'

const rawCharactersKept = 64 * 1024
const everywhere = Number.MAX_SAFE_INTEGER

export type ConversationWriter = ReturnType<typeof createConversationWriter>

/** Changes to one conversation inside the caller's transaction. */
export function createConversationWriter(db: Connection, messages: Messages) {
  const get = db.prepare<[number], ConversationRow>('select * from conversations where id = ?')
  const patchRow = db.prepare<[ConversationRow]>(`
    update conversations set control = @control, activity = @activity, note = @note, rounds = @rounds, state = @state,
      assignee = @assignee, tags = @tags, last_message_at = @last_message_at, waiting_since = @waiting_since,
      last_customer_part = @last_customer_part, last_human_part = @last_human_part, changed_here_at = @changed_here_at
    where id = @id`)

  const changed = createChanged(db)

  const row = (id: number): ConversationRow => {
    const found = get.get(id)
    if (found === undefined) throw new AppError('not_found', `There is no conversation ${id}.`)
    return found
  }

  return {
    row,
    patch(id: number, patch: NonNullable<Commit['conversation']>): Conversation {
      const before = row(id)
      const isOurs = patch.state !== undefined || patch.assignee !== undefined || patch.tags !== undefined
      const after: ConversationRow = {
        ...before,
        control: patch.control ?? before.control,
        activity: patch.activity ?? before.activity,
        note: patch.note === undefined ? before.note : patch.note,
        rounds: patch.rounds ?? before.rounds,
        state: patch.state ?? before.state,
        assignee: patch.assignee === undefined ? before.assignee : patch.assignee,
        tags: patch.tags === undefined ? before.tags : JSON.stringify(patch.tags),
        waiting_since: patch.state === 'closed' ? null : before.waiting_since,
        changed_here_at: isOurs ? before.updated_at : before.changed_here_at,
      }
      patchRow.run(after)
      if (isOurs) changed(id)
      return toConversation(after)
    },
    /** A message came by another way than a merge. */
    refresh(id: number): Conversation {
      const before = row(id)
      const outline = messages.derive(id)
      const after: ConversationRow = {
        ...before,
        last_message_at: outline.lastMessageAt ?? before.last_message_at,
        waiting_since: waitingSince(before, outline),
        last_customer_part: outline.lastCustomerPart,
        last_human_part: outline.lastHumanPart,
      }
      patchRow.run(after)
      return toConversation(after)
    },
  }
}

export function createConversations(
  db: Connection,
  messages: Messages,
  writer: ConversationWriter,
  write: Write,
  now: () => number,
): ConversationStore {
  const byExternalId = db.prepare<[string], ConversationRow>('select * from conversations where external_id = ?')
  const page = db.prepare<[number, number, number], ConversationRow>(`
    select * from conversations where (last_message_at, id) < (?, ?) order by last_message_at desc, id desc limit ?`)
  const pageByState = db.prepare<[string, number, number, number], ConversationRow>(`
    select * from conversations where state = ? and (last_message_at, id) < (?, ?)
    order by last_message_at desc, id desc limit ?`)
  const messagePage = db.prepare<[number, number, number], MessageRow>(
    'select * from messages where conversation_id = ? and id < ? order by id desc limit ?',
  )
  const newestByCustomer = db
    .prepare<[number], number>(`
      select id from messages where conversation_id = ? and author = 'customer' and kind = 'comment'
      order by id desc limit 1`)
    .pluck()
  const withEmail = db
    .prepare<[string, string], number>(
      'select id from conversations where customer_email = ? collate nocase and customer_external_id <> ? limit 1',
    )
    .pluck()
  const turns = db.prepare<[number], Omit<TurnRow, 'request' | 'response'>>(`
    select seq, id, conversation_id, origin, concluded, body from turns where conversation_id = ? order by seq`)
  const turn = db.prepare<[string], TurnRow>('select * from turns where id = ?')
  const conclude = db.prepare<[number, string]>('update turns set concluded = ? where id = ?')
  const setConcluded = (turnId: string, concluded: 0 | 1) =>
    write(() => {
      if (conclude.run(concluded, turnId).changes === 0) throw new AppError('not_found', `There is no turn ${turnId}.`)
    })
  const leftToDo = createLeftToDo(db)
  const setAside = db.prepare<[string, string | null, string, string, number, number]>(`
    insert into quarantine(digest, external_id, reason, raw, seen, first_at, last_at) values (?, ?, ?, ?, 1, ?, ?)
    on conflict(digest) do update set seen = seen + 1, last_at = excluded.last_at`)

  return {
    merge: createMerge(db, messages, write),
    get: async (id) => guarded(() => toConversation(writer.row(id))),
    byExternalId: async (externalId) =>
      guarded(() => {
        const row = byExternalId.get(externalId)
        return row === undefined ? null : toConversation(row)
      }),
    otherCustomer: async (email, externalId) => guarded(() => withEmail.get(email, externalId) ?? null),
    material: async (id) => guarded(() => materialOf(writer.row(id))),
    newestCustomerMessage: async (id) => guarded(() => newestByCustomer.get(id) ?? 0),
    list: async ({ state, cursor, limit }) =>
      guarded(() => {
        const { at, row } = cursor === null ? { at: everywhere, row: 0 } : readCursor(cursor)
        const rows = state === 'all' ? page.all(at, row, limit + 1) : pageByState.all(state, at, row, limit + 1)
        const part = cut(rows, limit, (last) => ({ at: last.last_message_at, row: last.id }))
        return { items: part.rows.map(toConversation), next: part.next }
      }),
    messages: async (id, { before, limit }) =>
      guarded(() => {
        const rows = messagePage.all(writer.row(id).id, before ?? everywhere, limit + 1)
        const kept = rows.slice(0, limit)
        return {
          messages: kept.map(toMessage).toReversed(),
          olderThan: rows.length > limit ? (kept.at(-1)?.id ?? null) : null,
        }
      }),
    patch: async (id, patch) => write(() => writer.patch(id, patch)),
    turns: async (id) => guarded(() => turns.all(id).map(toTold)),
    turn: async (turnId) =>
      guarded(() => {
        const row = turn.get(turnId)
        if (row === undefined) throw new AppError('not_found', `There is no turn ${turnId}.`)
        return toTurn(row)
      }),
    concludeTurn: async (turnId) => setConcluded(turnId, 1),
    reopenTurn: async (turnId) => setConcluded(turnId, 0),
    leftToDo: async (options) => guarded(() => leftToDo(options)),
    quarantine: async (items) =>
      write(() => {
        const at = now()
        for (const { externalId, reason, raw } of items) {
          const text = (JSON.stringify(raw) ?? 'null').slice(0, rawCharactersKept)
          setAside.run(sha256(`${externalId ?? ''}\n${reason}\n${text}`), externalId, reason, text, at, at)
        }
      }),
  }
}
