import { z } from 'zod'
import { CallLineSchema, CallMarkSchema } from '#contract/call.ts'
import { MessageSchema, RagResultSchema } from '#contract/conversation.ts'
import { TimelineEntrySchema, type TimelineEntry } from '#contract/transcript.ts'
import type { ProposalEvent } from '#main/domain/proposal-event.ts'
import type { LedgerRow, TimelineSource, TimelineTurn, UnreadableRow } from '#main/domain/timeline.ts'
import { toLine, toMark, type LineRow } from '#main/store/call-rows.ts'
import { toMessage, toTold, type MessageRow, type TurnRow } from '#main/store/rows.ts'
import { parseEvent } from '#main/store/plain-secrets.ts'

/**
 * Rows of a timeline from what is kept. A row that is not as it has to be takes no other with it: it is shown where it stands,
 * as one that cannot be read.
 */
export type EntryRow = {
  readonly seq: number
  readonly at: number
  readonly proposal_id: string
  readonly payload: string
}
export type MarkRow = { readonly seq: number; readonly body: string }
type ToldRow = Omit<TurnRow, 'request' | 'response'>

type Kept = {
  readonly messages: readonly MessageRow[]
  readonly lines: readonly LineRow[]
  readonly marks: readonly MarkRow[]
  readonly turns: readonly ToldRow[]
  readonly entries: readonly EntryRow[]
  /** When the conversation or the call began: where rows stand that do not say when they were. */
  readonly began: number
}
type Rows = Pick<TimelineSource, 'messages' | 'lines' | 'marks' | 'turns' | 'entries' | 'unreadable'>

const TurnSchema = z.object({
  id: z.string(),
  at: z.number(),
  ragResults: z.array(RagResultSchema).default([]),
  guardrail: z.string().nullable().default(null),
})

export function readRows({ messages, lines, marks, turns, entries, began }: Kept): Rows {
  const unreadable: UnreadableRow[] = []
  const each = <Row, Read extends { readonly at: number }>(
    rows: readonly Row[],
    read: (row: Row) => Read,
    name: (row: Row) => Omit<UnreadableRow, 'at'> & { readonly at?: number },
  ): readonly Read[] => {
    // Where a row does not say when it was, it stands beside the one before it.
    let latest = began
    return rows.flatMap((row) => {
      try {
        const found = read(row)
        latest = found.at
        return [found]
      } catch {
        unreadable.push({ at: latest, ...name(row) })
        return []
      }
    })
  }
  return {
    messages: each(
      messages,
      (row) => MessageSchema.parse(toMessage(row)),
      ({ id, at }) => ({ id: `m${id}`, at, what: 'A message' }),
    ),
    lines: each(
      lines,
      (row) => CallLineSchema.parse(toLine(row)),
      ({ seq }) => ({ id: `l${seq}`, what: 'A caption' }),
    ),
    marks: each(
      marks,
      (row) => CallMarkSchema.parse(toMark(row)),
      ({ seq }) => ({ id: `k${seq}`, what: 'An event of the call' }),
    ),
    turns: each(
      turns,
      (row): TimelineTurn => TurnSchema.parse(toTold(row)),
      ({ id }) => ({ id: `t${id}`, what: 'A turn of the agent' }),
    ),
    entries: each(entries, toEntry, ({ seq, at }) => ({ id: `e${seq}`, at, what: 'An entry about an action' })),
    unreadable,
  }
}

const EventSchema = z.looseObject({ type: z.string() })

const toEntry = ({ seq, at, proposal_id: proposalId, payload }: EntryRow): LedgerRow => ({
  seq,
  at,
  proposalId,
  event: EventSchema.parse(parseEvent(payload)) as ProposalEvent,
})

/** What could not be shown as what it is. */
export const whole = (entry: TimelineEntry): TimelineEntry => {
  if (TimelineEntrySchema.safeParse(entry).success) return entry
  const { id, at, atMs } = entry
  return { kind: 'unreadable', id, at, atMs, what: 'A row' }
}
