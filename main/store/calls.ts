import type { Call, CallLine, CallMark } from '#contract/call.ts'
import type { Conversation, Customer, Message } from '#contract/conversation.ts'
import { externalIdOfCall } from '#main/domain/call.ts'
import { AppError } from '#main/kernel/errors.ts'
import {
  fromCall,
  fromLine,
  messageOfLine,
  tallySql,
  toLine,
  toMark,
  toStoredCall,
  type CallRow,
  type CallTally,
  type LineRow,
  type StoredCall,
} from '#main/store/call-rows.ts'
import { cut, readCursor } from '#main/store/cursor.ts'
import { guarded, type Connection } from '#main/store/database.ts'
import type { Write } from '#main/store/group.ts'
import type { Messages } from '#main/store/messages.ts'
import { toConversation, type ConversationRow } from '#main/store/rows.ts'
import { createChanged } from '#main/store/search/changed.ts'

export type { StoredCall } from '#main/store/call-rows.ts'

/** The sound of a call: a file, and what proves that it is the one that was written. */
export type KeptRecording = {
  /** Relative to the folder of recordings. */
  readonly file: string
  readonly bytes: number
  readonly sha256: string
  /** Where in the call the file begins. */
  readonly offsetMs: number
  /** Lowest and highest of each 20 ms, both channels in turn; null: not drawn yet. */
  readonly peaks: Uint8Array | null
}

export type CallChange = {
  readonly call?: Partial<Omit<StoredCall, 'id' | 'conversationId'>>
  readonly lines?: readonly CallLine[]
  readonly marks?: readonly CallMark[]
  readonly conversation?: { readonly waitingSince?: number | null; readonly state?: Conversation['state'] }
  /** Null: it is gone. */
  readonly recording?: KeptRecording | null
  /** What is known of it now, where the recording still is that file: it may have been removed meanwhile. */
  readonly recordingOf?: { readonly file: string; readonly is: KeptRecording }
  /** Who is speaking where a line is the operator's. */
  readonly operator?: string
}

/** What a change made true, for those who watch. */
export type KeptCall = {
  readonly call: Call
  readonly messages: readonly Message[]
  readonly conversation: Conversation | null
}

/** Calls and all that is kept of them. What was heard is a message of the call's conversation in the same transaction. */
export type CallStore = {
  /** With a conversation of its own, which no helpdesk knows and no text agent answers. */
  readonly begin: (call: Omit<StoredCall, 'conversationId'>, customer: Customer) => Promise<KeptCall>
  readonly keep: (id: string, change: CallChange) => Promise<KeptCall>
  readonly get: (id: string) => Promise<Call>
  /** Null where the conversation is no call's. */
  readonly ofConversation: (conversationId: number) => Promise<Call | null>
  /** Live ones first, then newest first. */
  readonly list: (options: {
    readonly cursor: string | null
    readonly limit: number
  }) => Promise<{ readonly items: readonly Call[]; readonly next: string | null }>
  /** Those that have not ended, and when each was last written down. */
  readonly open: () => Promise<readonly { readonly call: Call; readonly touchedAt: number }[]>
  /** Those that have ended, while their conversation is not closed yet. */
  readonly leftOpen: () => Promise<readonly Call[]>
  readonly lines: (id: string) => Promise<readonly CallLine[]>
  readonly marks: (id: string) => Promise<readonly CallMark[]>
  readonly recording: (id: string) => Promise<KeptRecording | null>
}

type RecordingRow = Omit<KeptRecording, 'offsetMs'> & { readonly call: number; readonly offset_ms: number }

const insertConversationSql = `
  insert into conversations(external_id, channel, state, subject, customer_external_id, customer_name, customer_email,
    assignee, tags, control, activity, note, rounds, created_at, updated_at, last_message_at, waiting_since,
    told_waiting_since, last_customer_part, last_human_part)
  values (?, 'phone', 'open', ?, ?, ?, ?, null, '[]', 'human', 'idle', null, 0, ?, ?, ?, null, null, null, null)`

const putLineSql = `
  insert into call_lines(call, seq, item_id, state, body) values (@call, @seq, @item_id, @state, @body)
  on conflict(call, seq) do update set state = excluded.state, body = excluded.body`

const putRecordingSql = `
  insert or replace into call_recordings(call, file, bytes, sha256, offset_ms, peaks)
  values (@call, @file, @bytes, @sha256, @offset_ms, @peaks)`

export function createCalls(db: Connection, messages: Messages, write: Write, now: () => number): CallStore {
  const byId = db.prepare<[string], CallRow>('select * from calls where id = ?')
  const byConversation = db.prepare<[number], CallRow>('select * from calls where conversation_id = ?')
  const page = db.prepare<[number, number, number], CallRow>(
    'select * from calls where (place, seq) < (?, ?) order by place desc, seq desc limit ?',
  )
  const unended = db.prepare<[], CallRow>(`select * from calls where state <> 'ended' order by seq`)
  const leftOpen = db.prepare<[], CallRow>(`
    select calls.* from conversations join calls on calls.conversation_id = conversations.id
    where conversations.state in ('open', 'snoozed') and calls.state = 'ended' order by calls.seq`)
  const insert = db.prepare<[Omit<CallRow, 'seq'>]>(`
    insert into calls(id, conversation_id, state, place, started_at, touched_at, body)
    values (@id, @conversation_id, @state, @place, @started_at, @touched_at, @body)`)
  const update = db.prepare<[Omit<CallRow, 'seq'>]>(`
    update calls set state = @state, place = @place, started_at = @started_at, touched_at = @touched_at, body = @body where id = @id`)
  const tally = db.prepare<[number], CallTally>(tallySql)
  const insertConversation = db.prepare<unknown[]>(insertConversationSql)
  const conversationOf = db.prepare<[number], ConversationRow>('select * from conversations where id = ?')
  const touchConversation = db.prepare<[string, number | null, number, number, number]>(`
    update conversations set state = ?, waiting_since = ?, last_message_at = ?, updated_at = ? where id = ?`)
  const putLine = db.prepare<[LineRow]>(putLineSql)
  const putMark = db.prepare<[number, number, string]>(
    'insert or replace into call_marks(call, seq, body) values (?, ?, ?)',
  )
  const lines = db.prepare<[number], LineRow>('select * from call_lines where call = ? order by seq')
  const marks = db.prepare<[number], { readonly seq: number; readonly body: string }>(
    'select seq, body from call_marks where call = ? order by seq',
  )
  const recording = db.prepare<[number], RecordingRow>('select * from call_recordings where call = ?')
  const putRecording = db.prepare<[RecordingRow]>(putRecordingSql)
  const dropRecording = db.prepare<[number]>('delete from call_recordings where call = ?')

  const changed = createChanged(db)

  const row = (id: string): CallRow => {
    const found = byId.get(id)
    if (found === undefined) throw new AppError('not_found', `There is no call ${id}.`)
    return found
  }
  const toCall = (found: CallRow): Call => {
    const { signed = 0, edited = 0, refused = 0, open = 0 } = tally.get(found.conversation_id) ?? {}
    return { ...toStoredCall(found), signed, edited, refused, open }
  }

  const say = (call: StoredCall, line: CallLine, operator: string): Message | null => {
    if (line.state === 'partial') return null
    const message = messageOfLine(call, line, operator)
    const known = messages.find(call.conversationId, message.externalId ?? '')
    if (known === undefined) return message.text === '' ? null : messages.insert(message)
    return known.text === message.text ? null : messages.edit(known, message)
  }

  const touch = (
    id: number,
    said: readonly Message[],
    change: NonNullable<CallChange['conversation']>,
  ): Conversation | null => {
    const before = conversationOf.get(id)
    if (before === undefined || (said.length === 0 && Object.keys(change).length === 0)) return null
    const waiting = change.waitingSince === undefined ? before.waiting_since : change.waitingSince
    const newest = Math.max(before.last_message_at, ...said.map(({ at }) => at))
    const state = change.state ?? before.state
    touchConversation.run(state, waiting === null ? null : Math.floor(waiting), newest, newest, id)
    const after = conversationOf.get(id)
    return after === undefined ? null : toConversation(after)
  }

  const keepSound = (call: number, kept: KeptRecording | null | undefined) => {
    if (kept === undefined) return
    if (kept === null) return dropRecording.run(call)
    const { offsetMs, peaks, ...rest } = kept
    return putRecording.run({ ...rest, call, offset_ms: offsetMs, peaks: peaks === null ? null : Buffer.from(peaks) })
  }

  const keep = (id: string, change: CallChange): KeptCall => {
    const before = row(id)
    const call: StoredCall = { ...toStoredCall(before), ...change.call }
    update.run(fromCall(call, now()))
    const said = (change.lines ?? []).flatMap((line) => {
      putLine.run(fromLine(before.seq, line))
      return say(call, line, change.operator ?? '') ?? []
    })
    for (const { seq, ...body } of change.marks ?? []) putMark.run(before.seq, seq, JSON.stringify(body))
    keepSound(before.seq, change.recording)
    const of = change.recordingOf
    if (of !== undefined && recording.get(before.seq)?.file === of.file) keepSound(before.seq, of.is)
    const conversation = touch(call.conversationId, said, change.conversation ?? {})
    changed(call.conversationId)
    return { call: toCall(row(id)), messages: said, conversation }
  }

  return {
    begin: async (call, customer) =>
      write(() => {
        const at = Math.floor(call.startedAt)
        const { lastInsertRowid } = insertConversation.run(
          externalIdOfCall(call.id),
          `Call with ${call.agent.name}`,
          customer.externalId,
          customer.name,
          customer.email,
          at,
          at,
          at,
        )
        const conversationId = Number(lastInsertRowid)
        insert.run(fromCall({ ...call, conversationId }, now()))
        changed(conversationId)
        const made = conversationOf.get(conversationId)
        return {
          call: toCall(row(call.id)),
          messages: [],
          conversation: made === undefined ? null : toConversation(made),
        }
      }),
    keep: async (id, change) => write(() => keep(id, change)),
    get: async (id) => guarded(() => toCall(row(id))),
    ofConversation: async (conversationId) =>
      guarded(() => {
        const found = byConversation.get(conversationId)
        return found === undefined ? null : toCall(found)
      }),
    list: async ({ cursor, limit }) =>
      guarded(() => {
        const from = cursor === null ? { at: Number.MAX_SAFE_INTEGER, row: 0 } : readCursor(cursor)
        const rows = page.all(from.at, from.row, limit + 1)
        const part = cut(rows, limit, (last) => ({ at: last.place, row: last.seq }))
        return { items: part.rows.map(toCall), next: part.next }
      }),
    open: async () => guarded(() => unended.all().map((one) => ({ call: toCall(one), touchedAt: one.touched_at }))),
    leftOpen: async () => guarded(() => leftOpen.all().map(toCall)),
    lines: async (id) => guarded(() => lines.all(row(id).seq).map(toLine)),
    marks: async (id) => guarded(() => marks.all(row(id).seq).map(toMark)),
    recording: async (id) =>
      guarded(() => {
        const found = recording.get(row(id).seq)
        if (found === undefined) return null
        const { file, bytes, sha256, offset_ms: offsetMs, peaks } = found
        return { file, bytes, sha256, offsetMs, peaks }
      }),
  }
}
