import { z } from 'zod'
import type { Message } from '#contract/conversation.ts'
import { JsonSchema, type Json } from '#contract/tool.ts'
import type { TranscriptRecord } from '#main/domain/exchange/record.ts'
import { historyOf } from '#main/domain/exchange/story.ts'
import { fromCall, fromLine, type CallRow, type LineRow } from '#main/store/call-rows.ts'
import type { Connection } from '#main/store/database.ts'
import { createTakenOut } from '#main/store/erase/taken-out.ts'
import { compareMessages, type Conflict, type KnownMessage } from '#main/store/exchange/compare.ts'
import { createIncomingScores } from '#main/store/exchange/score-rows.ts'
import type { TakeSound } from '#main/store/exchange/incoming-sound.ts'
import { tellingIds } from '#main/store/imported-actions.ts'
import { createMessages } from '#main/store/messages.ts'
import { fromTurn, type TurnRow } from '#main/store/rows.ts'
import { createChanged } from '#main/store/search/changed.ts'

/**
 * Writes what came from elsewhere as closed history, inside the caller's transaction: nobody is asked about it, nothing of it
 * waits, nothing is ever sent. Its actions are told as events of the conversation; what they were, and the sealed entries of
 * the ledger they come from, is kept beside the ledger of this desk and not in it.
 */
type Added = { readonly messages: number; readonly actions: number }
export type RecordWriter = {
  readonly add: (record: TranscriptRecord, hash: string) => Added
  /** What is missing in a conversation that is here. */
  readonly merge: (id: number, record: TranscriptRecord, masked: boolean) => Added
  readonly keepTheirs: (id: number, conflicts: readonly Conflict[]) => void
}

const conversationSql = `
  insert into conversations(external_id, channel, state, subject, customer_external_id, customer_name, customer_email,
    assignee, tags, control, activity, note, rounds, created_at, updated_at, last_message_at, waiting_since,
    told_waiting_since, last_customer_part, last_human_part)
  values (?, ?, 'closed', ?, ?, ?, ?, ?, ?, 'human', 'idle', null, 0, ?, ?, ?, null, null, null, null)`

type Import = { readonly importSeq: number; readonly at: number; readonly takeSound: TakeSound }

export function createRecordWriter(db: Connection, { importSeq, at, takeSound }: Import): RecordWriter {
  const messages = createMessages(db)
  const changed = createChanged(db)
  const run = (sql: string) => {
    const statement = db.prepare<unknown[]>(sql)
    return (...values: readonly unknown[]) => statement.run(...values)
  }
  const insertConversation = run(conversationSql)
  const mark = run(
    'insert into imported_conversations(conversation_id, import, content_hash, body) values (?, ?, ?, ?)',
  )
  const putProposal = run('insert or ignore into imported_proposals(id, conversation_id, body) values (?, ?, ?)')
  const putEntry = run('insert into imported_entries(conversation_id, body) values (?, ?)')
  const putConflict = run('insert into import_conflicts(import, conversation_id, what, theirs) values (?, ?, ?, ?)')
  const putTag = run('insert or ignore into own_tags(conversation_id, tag, by, at) values (?, ?, ?, ?)')
  const putNote = run('insert or ignore into notes(id, conversation_id, body) values (?, ?, ?)')
  const putRedaction = run(
    'insert or ignore into redactions(id, conversation_id, left_to_do, body) values (?, ?, null, ?)',
  )
  const putReview = run(`
    insert or ignore into annotations(conversation_id, starred_by, starred_at, reviewed_by, reviewed_at)
    values (?, ?, ?, ?, ?)`)
  const putTurn = db.prepare<[Omit<TurnRow, 'seq'>]>(`
    insert or ignore into turns(id, conversation_id, origin, concluded, body, request, response)
    values (@id, @conversation_id, @origin, @concluded, @body, @request, @response)`)
  const putCall = db.prepare<[Omit<CallRow, 'seq'>]>(`
    insert or ignore into calls(id, conversation_id, state, place, started_at, touched_at, body)
    values (@id, @conversation_id, @state, @place, @started_at, @touched_at, @body)`)
  const putLine = db.prepare<[LineRow]>(
    'insert into call_lines(call, seq, item_id, state, body) values (@call, @seq, @item_id, @state, @body)',
  )
  const putRecording = run('insert into call_recordings(call, file, bytes, sha256, offset_ms) values (?, ?, ?, ?, ?)')
  const putMark = run('insert into call_marks(call, seq, body) values (?, ?, ?)')
  const knows = db
    .prepare<[string, string], number>(
      'select 1 from proposals where id = ? union all select 1 from imported_proposals where id = ?',
    )
    .pluck()
  const ours = db.prepare<[number], KnownMessage>(
    'select id, external_id, author, text, at from messages where conversation_id = ?',
  )
  const takenOut = createTakenOut(db)
  const scores = createIncomingScores(db)
  const lastAt = run('update conversations set last_message_at = max(last_message_at, ?) where id = ?')

  /** Returns what their numbers of messages became here. */
  const putMessages = (id: number, given: readonly Message[]): ReadonlyMap<number, number> =>
    new Map(
      given.map((message) => {
        const stored = messages.insert({ ...message, conversationId: id, proposalId: null })
        return [message.id, stored.id]
      }),
    )

  const putActions = (id: number, record: TranscriptRecord): number => {
    const fresh = record.proposals.filter((one) => knows.get(one.id, one.id) === undefined)
    const ids = new Set(fresh.map((one) => one.id))
    for (const one of fresh) putProposal(one.id, id, JSON.stringify(one))
    const entries = record.ledger.filter(({ proposalId }) => ids.has(proposalId))
    const numbers = new Map(
      entries.map((entry) => [entry.seq, Number(putEntry(id, JSON.stringify(entry)).lastInsertRowid)] as const),
    )
    for (const { text, who, at: moment, seq } of historyOf({ ...record, ledger: entries })) {
      const { usual, own } = tellingIds(numbers.get(seq) ?? 0, seq)
      messages.insert({
        conversationId: id,
        externalId: messages.find(id, usual) === undefined ? usual : own,
        author: 'system',
        authorName: who,
        kind: 'event',
        text,
        html: null,
        attachments: [],
        at: moment,
        proposalId: null,
      })
    }
    return fresh.length
  }

  const putTurns = (id: number, { turns }: TranscriptRecord, places: ReadonlyMap<number, number>) => {
    for (const turn of turns) {
      const afterMessage = places.get(turn.afterMessage) ?? 0
      putTurn.run(fromTurn({ ...turn, conversationId: id, afterMessage, concluded: true }))
    }
  }

  const putSound = (id: number, { call }: TranscriptRecord) => {
    if (call === null) return
    const ended = {
      ...call.call,
      conversationId: id,
      state: 'ended' as const,
      endedAt: call.call.endedAt ?? call.call.startedAt,
    }
    const { changes, lastInsertRowid } = putCall.run(fromCall(ended, at))
    if (changes === 0) return
    const seq = Number(lastInsertRowid)
    for (const line of call.lines) putLine.run(fromLine(seq, line))
    for (const { seq: place, ...body } of call.marks) putMark(seq, place, JSON.stringify(body))
    const { recording } = call
    const sound = recording === null ? null : takeSound(call.call.id, recording)
    if (recording !== null && sound !== null)
      putRecording(seq, sound.file, sound.bytes, recording.sha256, recording.offsetMs)
  }

  const putAdded = (id: number, record: TranscriptRecord, places: ReadonlyMap<number, number>) => {
    const { review } = record
    if (review.starredBy !== null || review.reviewedBy !== null)
      putReview(id, review.starredBy, review.starredAt, review.reviewedBy, review.reviewedAt)
    for (const { tag, by, at: when } of record.tags) putTag(id, tag, by, when)
    for (const note of record.notes) putNote(note['id'], id, JSON.stringify(moved(note, places)))
    for (const one of record.redactions) {
      const messages = one.messages.flatMap((number) => places.get(number) ?? [])
      putRedaction(one.id, id, JSON.stringify({ ...moved(one, places), messages }))
    }
    scores.put(id, record.scores)
  }

  return {
    add: (record, hash) => {
      const { conversation: one, proposals } = record
      const { lastInsertRowid } = insertConversation(
        one.externalId,
        one.channel,
        one.subject,
        one.customer.externalId,
        one.customer.name,
        one.customer.email,
        one.assignee,
        JSON.stringify(one.tags),
        floor(one.createdAt),
        floor(one.updatedAt),
        floor(one.lastMessageAt),
      )
      const id = Number(lastInsertRowid)
      mark(id, importSeq, hash, JSON.stringify({ conversation: one }))
      const places = putMessages(id, record.messages)
      putTurns(id, record, places)
      const actions = putActions(id, record)
      putSound(id, record)
      putAdded(id, record, places)
      changed(id)
      return { messages: record.messages.length, actions: Math.min(actions, proposals.length) }
    },
    merge: (id, record, masked) => {
      const { fresh } = compareMessages(ours.all(id), record.messages, masked, takenOut(id).messages)
      const places = putMessages(id, fresh)
      const actions = putActions(id, record)
      putTurns(id, { ...record, turns: record.turns.filter((turn) => places.has(turn.afterMessage)) }, places)
      putAdded(id, record, places)
      lastAt(floor(Math.max(0, ...fresh.map((message) => message.at))), id)
      changed(id)
      return { messages: fresh.length, actions }
    },
    keepTheirs: (id, conflicts) => {
      for (const { what, theirs } of conflicts) putConflict(importSeq, id, what, theirs)
    },
  }
}

/** Of a note: which row it is about. */
const Anchor = z.looseObject({ entryId: JsonSchema })

const floor = (at: number): number => Math.floor(at)

/** What speaks of a message by its number there speaks of it by its number here, or of the conversation as a whole. */
function moved(body: Readonly<Record<string, Json>>, places: ReadonlyMap<number, number>): Record<string, Json> {
  const { id: _, conversationId: __, ...rest } = body
  const place = (entry: Json | undefined): Json => {
    const number = typeof entry === 'string' ? /^m(\d+)$/.exec(entry)?.[1] : undefined
    const here = number === undefined ? undefined : places.get(Number(number))
    return here === undefined ? null : `m${here}`
  }
  const anchor = Anchor.safeParse(rest['anchor'])
  return {
    ...rest,
    ...('entryId' in rest ? { entryId: place(rest['entryId']) } : {}),
    ...(anchor.success
      ? { anchor: { ...(anchor.data as Record<string, Json>), entryId: place(anchor.data.entryId) } }
      : {}),
  }
}
