import type { Proposal } from '#contract/proposal.ts'
import { historyPrefix, recordFormat, type SealedEntry, type TranscriptRecord } from '#main/domain/exchange/record.ts'
import { toLine, toMark, toStoredCall, type CallRow, type LineRow } from '#main/store/call-rows.ts'
import { originOf } from '#main/store/ledger-row.ts'
import { read, type Connection } from '#main/store/database.ts'
import {
  toConversation,
  toMessage,
  toTurn,
  type ConversationRow,
  type MessageRow,
  type TurnRow,
} from '#main/store/rows.ts'
import { createScoreReader } from '#main/store/exchange/score-rows.ts'
import { toProposal } from '#main/store/snapshots.ts'

/** Reads one conversation, whole and as of one moment; null where there is none of that number. */
export type ReadRecord = (id: number) => TranscriptRecord | null

type Body = { readonly body: string; readonly id: string }
type LedgerRow = {
  readonly seq: number
  readonly proposal_id: string
  readonly conversation_id: number
  readonly type: string
  readonly payload: string
  readonly at: number
  readonly seal: string | null
}
type RecordingRow = {
  readonly file: string
  readonly bytes: number
  readonly sha256: string
  readonly offset_ms: number
}
type ReviewRow = {
  readonly starred_by: string | null
  readonly starred_at: number | null
  readonly reviewed_by: string | null
  readonly reviewed_at: number | null
}

const nobody: ReviewRow = { starred_by: null, starred_at: null, reviewed_by: null, reviewed_at: null }

export function createRecordReader(db: Connection): ReadRecord {
  const conversation = db.prepare<[number], ConversationRow>('select * from conversations where id = ?')
  const messages = db.prepare<[number], MessageRow>('select * from messages where conversation_id = ? order by id')
  const turns = db.prepare<[number], TurnRow>('select * from turns where conversation_id = ? order by seq')
  const proposals = db.prepare<[number], { readonly body: string; readonly entries: string }>(
    'select body, entries from proposals where conversation_id = ? order by seq',
  )
  const entry = db.prepare<[number], LedgerRow>(
    'select seq, proposal_id, conversation_id, type, payload, at, seal from ledger where seq = ?',
  )
  const sealAt = db.prepare<[number], string | null>('select seal from ledger where seq = ?').pluck()
  const call = db.prepare<[number], CallRow>('select * from calls where conversation_id = ?')
  const lines = db.prepare<[number], LineRow>('select * from call_lines where call = ? order by seq')
  const marks = db.prepare<[number], { readonly seq: number; readonly body: string }>(
    'select seq, body from call_marks where call = ? order by seq',
  )
  const recording = db.prepare<[number], RecordingRow>(
    'select file, bytes, sha256, offset_ms from call_recordings where call = ?',
  )
  const review = db.prepare<[number], ReviewRow>('select * from annotations where conversation_id = ?')
  const tags = db.prepare<[number], { readonly tag: string; readonly by: string; readonly at: number }>(
    'select tag, by, at from own_tags where conversation_id = ? order by tag',
  )
  const notes = db.prepare<[number], Body>('select id, body from notes where conversation_id = ? order by seq')
  const redactions = db.prepare<[number], Body>(
    'select id, body from redactions where conversation_id = ? order by seq',
  )
  const imported = db
    .prepare<[number], string>('select body from imported_conversations where conversation_id = ?')
    .pluck()
  const importedProposals = db
    .prepare<[number], string>('select body from imported_proposals where conversation_id = ? order by id')
    .pluck()
  const importedEntries = db
    .prepare<[number], string>('select body from imported_entries where conversation_id = ? order by id')
    .pluck()
  const scores = createScoreReader(db)
  let origin: string | null = null

  const sealed = (seq: number): SealedEntry | null => {
    const row = entry.get(seq)
    if (row === undefined) return null
    const { proposal_id: proposalId, conversation_id: conversationId, type, payload, at, seal } = row
    const before = seal === null ? null : (sealAt.get(seq - 1) ?? (origin ??= originOf(db)))
    return { seq, proposalId, conversationId, type, payload, at, before, seal }
  }

  const callOf = (id: number): TranscriptRecord['call'] => {
    const row = call.get(id)
    if (row === undefined) return null
    const sound = recording.get(row.seq)
    return {
      call: toStoredCall(row),
      lines: lines.all(row.seq).map(toLine),
      marks: marks.all(row.seq).map(toMark),
      recording:
        sound === undefined
          ? null
          : { file: sound.file, bytes: sound.bytes, sha256: sound.sha256, offsetMs: sound.offset_ms },
    }
  }

  const named = <T>({ id, body }: Body): T => ({ ...(JSON.parse(body) as T), id })

  return (id) =>
    read(db, () => {
      const row = conversation.get(id)
      if (row === undefined) return null
      const decided = proposals.all(id)
      const { starred_by, starred_at, reviewed_by, reviewed_at } = review.get(id) ?? nobody
      const own: TranscriptRecord = {
        countersign: 'conversation',
        format: recordFormat,
        conversation: toConversation(row),
        messages: messages.all(id).map(toMessage),
        turns: turns.all(id).map((turn) => ({ ...toTurn(turn) }) as TranscriptRecord['turns'][number]),
        proposals: decided.map(({ body }) => toProposal(body)),
        ledger: decided
          .flatMap(({ entries }) => JSON.parse(entries) as number[])
          .toSorted((a, b) => a - b)
          .flatMap((seq) => sealed(seq) ?? []),
        call: callOf(id),
        review: { starredBy: starred_by, starredAt: starred_at, reviewedBy: reviewed_by, reviewedAt: reviewed_at },
        tags: tags.all(id),
        notes: notes.all(id).map((one) => named<TranscriptRecord['notes'][number]>(one)),
        redactions: redactions.all(id).map((one) => named<TranscriptRecord['redactions'][number]>(one)),
        scores: scores(id),
        imported: false,
      }
      return withImported(own, {
        body: imported.get(id) ?? null,
        proposals: importedProposals.all(id),
        entries: importedEntries.all(id),
      })
    })
}

type FromElsewhere = {
  readonly body: string | null
  readonly proposals: readonly string[]
  readonly entries: readonly string[]
}

/** What came by import leaves as it came: with the state it had there, its actions and its sealed entries. */
function withImported(own: TranscriptRecord, { body, proposals, entries }: FromElsewhere): TranscriptRecord {
  if (body === null && proposals.length === 0) return own
  const there = body === null ? null : (JSON.parse(body) as Pick<TranscriptRecord, 'conversation'>).conversation
  return {
    ...own,
    imported: body !== null,
    conversation:
      there === null ? own.conversation : { ...own.conversation, state: there.state, control: there.control },
    messages: own.messages.filter(({ externalId }) => externalId?.startsWith(historyPrefix) !== true),
    proposals: [...own.proposals, ...proposals.map((one) => JSON.parse(one) as Proposal)],
    ledger: [...own.ledger, ...entries.map((one) => JSON.parse(one) as SealedEntry)],
  }
}
