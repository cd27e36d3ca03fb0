import type { Proposal } from '#contract/proposal.ts'
import { askOf } from '#main/domain/ask.ts'
import { wakesAt } from '#main/domain/timing.ts'
import { bornBefore, type ProposalEvent } from '#main/domain/proposal.ts'
import type { Chain } from '#main/store/chain.ts'
import type { Connection } from '#main/store/database.ts'
import { withMarks } from '#main/store/plain-secrets.ts'
import { queueColumns, queueTitle, type QueueColumns } from '#main/store/queue-item.ts'

/** The columns of a proposal's snapshot that follow from it. `verify` compares all of them with the ledger. */
export type SnapshotColumns = QueueColumns & {
  readonly title: string
  readonly id: string
  readonly conversation_id: number
  readonly turn_id: string
  readonly tool: string
  readonly kind: Proposal['kind']
  readonly risk: Proposal['risk']
  readonly state: Proposal['state']
  readonly revision: number
  readonly args_hash: string
  readonly fingerprint: string
  readonly proposed_at: number
  readonly decided_at: number | null
  readonly wakes_at: number | null
  readonly body: string
}

export const snapshotColumns = (proposal: Proposal, title: string): SnapshotColumns => ({
  ...queueColumns(proposal),
  title,
  id: proposal.id,
  conversation_id: proposal.conversationId,
  turn_id: proposal.turnId,
  tool: proposal.tool,
  kind: proposal.kind,
  risk: proposal.risk,
  state: proposal.state,
  revision: proposal.revision,
  args_hash: proposal.argsHash,
  fingerprint: proposal.fingerprint,
  proposed_at: proposal.proposedAt,
  decided_at: proposal.decision?.at ?? null,
  wakes_at: wakesAt(proposal),
  body: JSON.stringify(proposal),
})

/** Older bodies lack what came later, and may hold what is no longer shown. */
export const toProposal = (body: string): Proposal => withMarks({ ...bornBefore, ...(JSON.parse(body) as Proposal) })

/** As it is stored: `row` is its number, `entries` those of its events in the ledger, `title` what the queue calls it. */
export type Stored = {
  readonly row: number
  readonly proposal: Proposal
  readonly entries: readonly number[]
  readonly title: string
}
type Row = { readonly seq: number; readonly body: string; readonly entries: string; readonly title: string }

export type Snapshots = ReturnType<typeof createSnapshots>

/** Snapshot and sealed ledger rows, always written together inside the caller's transaction. */
export function createSnapshots(db: Connection, chain: Chain) {
  const find = db.prepare<[string], Row>('select seq, body, entries, title from proposals where id = ?')
  const insert = db.prepare<
    [SnapshotColumns & { readonly bundle_size: number; readonly entries: string; readonly ask: string | null }]
  >(`
    insert into proposals(id, conversation_id, turn_id, tool, kind, risk, state, revision, args_hash, fingerprint, lane,
      title, reason, marks, bundle_size, proposed_at, decided_at, wakes_at, entries, body, ask)
    values (@id, @conversation_id, @turn_id, @tool, @kind, @risk, @state, @revision, @args_hash, @fingerprint, @lane,
      @title, @reason, @marks, @bundle_size, @proposed_at, @decided_at, @wakes_at, @entries, @body, @ask)`)
  // By place: a third faster than by name, and somebody waits for it.
  const update = db.prepare<(string | number | null)[]>(`
    update proposals set state = ?, revision = ?, args_hash = ?, lane = ?, title = ?, reason = ?, marks = ?, decided_at = ?,
      wakes_at = ?, entries = ?, body = ?, ask = ?
    where seq = ?`)
  const append = db.prepare<[number, string, number, string, string, number, string]>(
    'insert into ledger(seq, proposal_id, conversation_id, type, payload, at, seal) values (?, ?, ?, ?, ?, ?, ?)',
  )

  /** Returns its number. */
  const record = ({ id, conversationId }: Proposal, event: ProposalEvent, at: number): number => {
    const row = {
      proposal_id: id,
      conversation_id: conversationId,
      type: event.type,
      payload: JSON.stringify(event),
      at,
    }
    const { seq, seal } = chain.seal(row)
    append.run(seq, id, conversationId, row.type, row.payload, at, seal)
    return seq
  }

  return {
    find(id: string): Stored | null {
      const row = find.get(id)
      if (row === undefined) return null
      const entries = JSON.parse(row.entries) as number[]
      return { row: row.seq, proposal: toProposal(row.body), entries, title: row.title }
    },
    create(proposal: Proposal, bundleSize: number, events: readonly ProposalEvent[], at: number): Stored {
      const columns = snapshotColumns(proposal, queueTitle(proposal))
      const last = chain.last()
      const entries = events.map((_, index) => last + 1 + index)
      const { lastInsertRowid } = insert.run({
        ...columns,
        bundle_size: bundleSize,
        entries: JSON.stringify(entries),
        ask: askIn(columns.lane, proposal),
      })
      events.forEach((event) => record(proposal, event, at))
      return { row: Number(lastInsertRowid), proposal, entries, title: columns.title }
    },
    replace(before: Stored, after: Proposal, events: readonly ProposalEvent[], at: number): Stored {
      const title = isCalledTheSame(before.proposal, after) ? before.title : queueTitle(after)
      const columns = snapshotColumns(after, title)
      const entries = [...before.entries, ...events.map((event) => record(after, event, at))]
      update.run(
        columns.state,
        columns.revision,
        columns.args_hash,
        columns.lane,
        columns.title,
        columns.reason,
        columns.marks,
        columns.decided_at,
        columns.wakes_at,
        JSON.stringify(entries),
        columns.body,
        askIn(columns.lane, after),
        before.row,
      )
      return { row: before.row, proposal: after, entries, title }
    },
  }
}

/** Only what waits is compared with what else waits. */
const askIn = (lane: QueueColumns['lane'], proposal: Proposal): string | null =>
  lane === null ? null : askOf(proposal)

/** A title follows from the sentence or, where there is one, from the text. */
const isCalledTheSame = (a: Proposal, b: Proposal): boolean =>
  a.argsHash === b.argsHash &&
  a.sentence.length === b.sentence.length &&
  a.sentence.every((part, index) => part.text === b.sentence[index]?.text && part.value === b.sentence[index].value)
