import type { CallLine, CallMark } from '#contract/call.ts'
import type { Message, RagResult } from '#contract/conversation.ts'
import type { Note, Redaction, TimelineEntry } from '#contract/transcript.ts'
import { externalIdOfCall } from '#main/domain/call.ts'
import { tombstone } from '#main/domain/erasing/words.ts'
import type { ProposalEvent } from '#main/domain/proposal-event.ts'
import { actionRows } from '#main/domain/timeline-actions.ts'

/** What one conversation is made of, as it is kept. */
export type TimelineSource = {
  readonly call: { readonly id: string; readonly startedAt: number; readonly endedAt: number | null } | null
  readonly messages: readonly Message[]
  readonly lines: readonly CallLine[]
  readonly marks: readonly CallMark[]
  readonly turns: readonly TimelineTurn[]
  /** Of the ledger, in its order. */
  readonly entries: readonly LedgerRow[]
  /** Of actions that came in by import, and the messages that tell the same in words. */
  readonly imported: { readonly entries: readonly LedgerRow[]; readonly messages: ReadonlySet<number> }
  /** Rows that are there and cannot be read. */
  readonly unreadable: readonly UnreadableRow[]
  readonly notes: readonly Note[]
  readonly redactions: readonly Redaction[]
}
export type TimelineTurn = {
  readonly id: string
  readonly at: number
  readonly ragResults: readonly RagResult[]
  readonly guardrail: string | null
}
export type UnreadableRow = { readonly id: string; readonly at: number; readonly what: string }
export type LedgerRow = {
  readonly seq: number
  readonly at: number
  readonly proposalId: string
  readonly event: ProposalEvent
  /** What its row is called; absent: by its number. */
  readonly name?: string
}

/**
 * At equal times causes stand before effects: what was said, what was read for the answer, what was proposed, decided and done,
 * and then the words that were sent by it. `order` keeps rows of one kind as they were written.
 */
type Placed = { readonly at: number; readonly rank: number; readonly order: number; readonly entry: TimelineEntry }

const ranks = { said: 0, mark: 1, retrieval: 2, guardrail: 3, action: 4, sent: 5, note: 6, redaction: 7 } as const

/** All of it as one list of cause and effect, oldest first. What is a caption of a call is not shown again as a message. */
export function assembleTimeline(source: TimelineSource): readonly TimelineEntry[] {
  const placed = [
    ...saidRows(source),
    ...source.marks.filter(isOwnMark).map((mark): Placed => ({
      at: (source.call?.startedAt ?? 0) + placeOf(mark),
      rank: ranks.mark,
      order: mark.seq,
      entry: { kind: 'device', id: `k${mark.seq}`, at: mark.at, atMs: mark.atMs, mark },
    })),
    ...source.turns.flatMap((turn, order) => turnRows(source, turn, order)),
    ...[
      ...actionRows(source.entries, placeIn(source)),
      ...actionRows(source.imported.entries, placeIn(source), 'elsewhere'),
    ].map((entry, order): Placed => ({ at: entry.at, rank: ranks.action, order, entry })),
    ...source.unreadable.map(({ id, at, what }, order): Placed => ({
      at,
      rank: ranks.said,
      order,
      entry: { kind: 'unreadable', id, at, atMs: placeIn(source)(at), what },
    })),
    ...source.redactions.map(({ id, at, by, what }, order): Placed => ({
      at,
      rank: ranks.redaction,
      order,
      entry: { kind: 'redaction', id: `r${id}`, at, atMs: null, by, text: what },
    })),
  ].toSorted((a, b) => a.at - b.at || a.rank - b.rank || a.order - b.order)
  return withNotes(placed, source).map(({ entry }) => entry)
}

type Place = (at: number) => number | null

/** Where in the call a moment is; null: there is no call, or it was over. */
const placeIn =
  ({ call }: TimelineSource): Place =>
  (at) =>
    call === null || at < call.startedAt || (call.endedAt !== null && at > call.endedAt) ? null : at - call.startedAt

/** What the rows of proposals, decisions and receipts say better. */
const told = new Set<CallMark['kind']>(['proposal', 'outcome', 'unknown_event'])
const isOwnMark = (mark: CallMark): boolean => !told.has(mark.kind) || mark.proposalId === null

/** An answer is silent a moment after the caller began to speak; that it was cut is told before the words it was cut by. */
const placeOf = ({ kind, atMs }: CallMark): number => (kind === 'barge_in' ? atMs - noticedMs : atMs)
const noticedMs = 50

function saidRows(source: TimelineSource): readonly Placed[] {
  const { call, messages, lines } = source
  const prefix = call === null ? null : `${externalIdOfCall(call.id)}:`
  const byItem = new Map(
    prefix === null
      ? []
      : messages.flatMap((message) =>
          message.externalId?.startsWith(prefix) === true
            ? [[message.externalId.slice(prefix.length), message] as const]
            : [],
        ),
  )
  const spoken = new Set<number>()
  const captions = lines.flatMap((line): readonly Placed[] => {
    if (call === null) return []
    const message = byItem.get(line.itemId)
    if (message !== undefined) spoken.add(message.id)
    const entry: TimelineEntry = {
      kind: 'caption',
      id: message === undefined ? `l${line.seq}` : `m${message.id}`,
      at: line.at,
      atMs: line.startMs,
      messageId: message?.id ?? null,
      line,
      redacted: redactedRanges(source, line.heard + line.unheard),
    }
    return [{ at: call.startedAt + line.startMs, rank: ranks.said, order: line.seq, entry }]
  })
  const written = messages
    .filter(({ id }) => !spoken.has(id) && !source.imported.messages.has(id))
    .map((message): Placed => ({
      at: message.at,
      rank: message.proposalId === null ? ranks.said : ranks.sent,
      order: message.id,
      entry: {
        kind: 'message',
        id: `m${message.id}`,
        at: message.at,
        atMs: null,
        message,
        redacted: redactedRanges(source, message.text),
      },
    }))
  return [...captions, ...written]
}

function redactedRanges({ redactions }: TimelineSource, text: string): [number, number][] {
  if (redactions.length === 0) return []
  const ranges: [number, number][] = []
  for (let at = text.indexOf(tombstone); at !== -1; at = text.indexOf(tombstone, at + tombstone.length))
    ranges.push([at, at + tombstone.length])
  return ranges
}

function turnRows(source: TimelineSource, turn: TimelineTurn, order: number): readonly Placed[] {
  const { id, at, ragResults, guardrail } = turn
  const place = { at, atMs: placeIn(source)(at), turnId: id }
  const rows: Placed[] = []
  if (ragResults.length > 0)
    rows.push({
      at,
      rank: ranks.retrieval,
      order,
      entry: { kind: 'retrieval', id: `t${id}`, ...place, chunks: [...ragResults] },
    })
  if (guardrail !== null)
    rows.push({
      at,
      rank: ranks.guardrail,
      order,
      entry: { kind: 'guardrail', id: `g${id}`, ...place, text: guardrail },
    })
  return rows
}

/** A note about a row stands under it, one about a moment of the call at that moment, any other one where it was written. */
function withNotes(rows: readonly Placed[], { notes, call }: TimelineSource): readonly Placed[] {
  if (notes.length === 0) return rows
  const byRow = new Map(rows.map((row) => [row.entry.id, row]))
  const placed = notes.map((note, order): Placed => {
    const { anchor } = note
    const row = anchor.entryId === null ? undefined : byRow.get(anchor.entryId)
    const moment = call === null || anchor.atMs === null ? note.at : call.startedAt + anchor.atMs
    const entry: TimelineEntry = { kind: 'note', id: `n${note.id}`, at: note.at, atMs: anchor.atMs, noteId: note.id }
    return row === undefined
      ? { at: moment, rank: ranks.note, order, entry }
      : { at: row.at, rank: row.rank, order: row.order + 0.5, entry }
  })
  return [...rows, ...placed].toSorted((a, b) => a.at - b.at || a.rank - b.rank || a.order - b.order)
}
