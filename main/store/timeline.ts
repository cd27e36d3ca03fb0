import type { Transcript, RawTurn } from '#contract/transcript.ts'
import { CallSchema } from '#contract/call.ts'
import { ProposalSchema } from '#contract/proposal.ts'
import { assembleTimeline, type TimelineSource, type UnreadableRow } from '#main/domain/timeline.ts'
import { AppError } from '#main/kernel/errors.ts'
import { withoutSecrets } from '#main/kernel/log.ts'
import { createAnnotationReader } from '#main/store/annotation-rows.ts'
import { tallySql, toStoredCall, type CallRow, type CallTally, type LineRow } from '#main/store/call-rows.ts'
import { guarded, type Connection } from '#main/store/database.ts'
import { createImportedActions } from '#main/store/imported-actions.ts'
import { toConversation, toTurn, type ConversationRow, type MessageRow, type TurnRow } from '#main/store/rows.ts'
import { readable } from '#main/store/readable.ts'
import { toProposal } from '#main/store/snapshots.ts'
import { readRows, whole, type EntryRow, type MarkRow } from '#main/store/timeline-rows.ts'

/** One conversation with everything that happened in it, and what went over the wire for it. */
export type TimelineReader = {
  readonly view: (conversationId: number) => Promise<Transcript>
  readonly raw: (conversationId: number) => Promise<readonly RawTurn[]>
}

/** Rows of one conversation that are shown; older ones are left out, and how many is said. */
const mostRows = 20_000
/** Turns whose wire is shown. */
const mostTurns = 500

type Found = {
  readonly source: TimelineSource
  readonly unread: number
  readonly call: Transcript['call']
}

export function createTimeline(db: Connection): TimelineReader {
  const conversationOf = db.prepare<[number], ConversationRow>('select * from conversations where id = ?')
  const messages = db.prepare<[number, number], MessageRow>(
    'select * from messages where conversation_id = ? order by id desc limit ?',
  )
  const messageCount = db.prepare<[number], number>('select count(*) from messages where conversation_id = ?').pluck()
  const callRow = db.prepare<[number], CallRow>('select * from calls where conversation_id = ?')
  const tally = db.prepare<[number], CallTally>(tallySql)
  const lines = db.prepare<[number], LineRow>('select * from call_lines where call = ? order by seq')
  const marks = db.prepare<[number], MarkRow>('select seq, body from call_marks where call = ? order by seq')
  const turns = db.prepare<[number, number], Omit<TurnRow, 'request' | 'response'>>(
    'select seq, id, conversation_id, origin, concluded, body from turns where conversation_id = ? order by seq desc limit ?',
  )
  const wire = db.prepare<[number, number], TurnRow>(
    'select * from turns where conversation_id = ? order by seq desc limit ?',
  )
  // Entries are named by their proposals: there is no index by conversation.
  const entries = db.prepare<[number, number], EntryRow>(`
    select l.seq, l.at, l.proposal_id, l.payload from proposals p cross join json_each(p.entries) e
      cross join ledger l on l.seq = e.value
    where p.conversation_id = ? order by l.seq desc limit ?`)
  const proposals = db
    .prepare<[number], string>('select body from proposals where conversation_id = ? order by seq')
    .pluck()
  const annotations = createAnnotationReader(db)
  const addedIds = db.prepare<[number, number], { readonly id: string; readonly what: string }>(`
    select id, 'A note' as what from notes where conversation_id = ?
    union all select id, 'A redaction' from redactions where conversation_id = ?`)
  const imported = createImportedActions(db)

  const conversation = (id: number) => {
    const row = conversationOf.get(id)
    if (row === undefined) throw new AppError('not_found', `There is no conversation ${id}.`)
    return toConversation(row)
  }
  const callOf = (id: number): Transcript['call'] => {
    const row = callRow.get(id)
    if (row === undefined) return null
    try {
      const { signed = 0, edited = 0, refused = 0, open = 0 } = tally.get(id) ?? {}
      return CallSchema.parse({ ...toStoredCall(row), signed, edited, refused, open })
    } catch {
      return null
    }
  }
  const read = (id: number, began: number): Found => {
    const row = callRow.get(id)
    const call = callOf(id)
    const said = messages.all(id, mostRows)
    const unreadable: UnreadableRow[] =
      row !== undefined && call === null ? [{ id: 'call', at: row.started_at, what: 'What is known of the call' }] : []
    const rows = readRows({
      messages: said.toReversed(),
      lines: row === undefined ? [] : lines.all(row.seq),
      marks: row === undefined ? [] : marks.all(row.seq),
      turns: turns.all(id, mostRows).toReversed(),
      entries: entries.all(id, mostRows).toReversed(),
      began: call?.startedAt ?? began,
    })
    const { entries: events, messages: tellings } = imported.events(id, (entry) =>
      unreadable.push({ id: `i${entry}`, at: began, what: 'An entry about an imported action' }),
    )
    const added = annotations(id)
    const readableIds = new Set([...added.notes, ...added.redactions].map((one) => one.id))
    for (const one of addedIds.all(id, id))
      if (!readableIds.has(one.id)) unreadable.push({ id: `n${one.id}`, at: began, what: one.what })
    return {
      unread: (messageCount.get(id) ?? 0) - said.length,
      call,
      source: {
        call,
        ...rows,
        imported: { entries: events, messages: tellings },
        ...added,
        unreadable: [...unreadable, ...rows.unreadable],
      },
    }
  }
  const timingOf = ({ call, lines: spoken }: TimelineSource): Transcript['timing'] => {
    if (call === null) return null
    return spoken.every(({ timing, kind }) => timing === 'exact' || kind === 'typed') ? 'exact' : 'estimated'
  }
  return {
    view: async (id) =>
      guarded(() => {
        const found = conversation(id)
        const { source, unread, call } = read(id, found.createdAt)
        const rows = assembleTimeline(source).map(whole)
        const { notes, redactions, tags, starred, reviewed } = annotations(id)
        return {
          conversation: found,
          call,
          timing: timingOf(source),
          entries: rows.slice(-mostRows),
          leftOut: unread + Math.max(0, rows.length - mostRows),
          proposals: [...readable(proposals.all(id), (body) => ProposalSchema.parse(toProposal(body)))],
          notes: [...notes],
          redactions: [...redactions],
          tags: [...tags],
          starred,
          reviewed,
        }
      }),
    raw: async (id) =>
      guarded(() => {
        conversation(id)
        return readable(wire.all(id, mostTurns).reverse(), rawOf)
      }),
  }
}

function rawOf(row: TurnRow): RawTurn {
  const { id: turnId, at, usage, latencyMs, request, response } = toTurn(row)
  return {
    turnId,
    at,
    fingerprint: fingerprintOf(response),
    latencyMs,
    usage,
    request: withoutSecrets(request),
    response: withoutSecrets(response),
  }
}

/** What the service says it answered with: its own name for the model and its state. */
function fingerprintOf(response: RawTurn['response']): string | null {
  if (typeof response !== 'object' || response === null || Array.isArray(response)) return null
  const { system_fingerprint: fingerprint } = response as { readonly system_fingerprint?: unknown }
  return typeof fingerprint === 'string' ? fingerprint : null
}
