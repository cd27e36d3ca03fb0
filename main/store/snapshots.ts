import type { Proposal } from '#contract/proposal.ts'
import { wakesAt } from '#main/domain/timing.ts'
import { bornBefore, type ProposalEvent } from '#main/domain/proposal.ts'
import type { Connection } from '#main/store/database.ts'
import { queueColumns, type QueueColumns } from '#main/store/queue-item.ts'

/** The columns of a proposal's snapshot that follow from it. `verify` compares all of them with the ledger. */
export type SnapshotColumns = QueueColumns & {
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

export const snapshotColumns = (proposal: Proposal): SnapshotColumns => ({
  ...queueColumns(proposal),
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

/** Older bodies lack what came later. */
export const toProposal = (body: string): Proposal => ({ ...bornBefore, ...(JSON.parse(body) as Proposal) })

export type Snapshots = ReturnType<typeof createSnapshots>

/** Snapshot, ledger rows and the counts of what waits, always moved together inside the caller's transaction. */
export function createSnapshots(db: Connection) {
  const body = db.prepare<[string], string>('select body from proposals where id = ?').pluck()
  const insert = db.prepare<[SnapshotColumns & { readonly bundle_size: number }]>(`
    insert into proposals(id, conversation_id, turn_id, tool, kind, risk, state, revision, args_hash, fingerprint, lane,
      title, reason, marks, bundle_size, proposed_at, decided_at, wakes_at, body)
    values (@id, @conversation_id, @turn_id, @tool, @kind, @risk, @state, @revision, @args_hash, @fingerprint, @lane,
      @title, @reason, @marks, @bundle_size, @proposed_at, @decided_at, @wakes_at, @body)`)
  const update = db.prepare<[SnapshotColumns]>(`
    update proposals set state = @state, revision = @revision, args_hash = @args_hash, lane = @lane, title = @title,
      reason = @reason, marks = @marks, decided_at = @decided_at, wakes_at = @wakes_at, body = @body
    where id = @id`)
  const append = db.prepare<[string, number, string, string, number]>(
    'insert into ledger(proposal_id, conversation_id, type, payload, at) values (?, ?, ?, ?, ?)',
  )
  const count = db.prepare<[string, number]>(`
    insert into waiting_counts(lane, risk, waiting) values (?, ?, 1)
    on conflict(lane, risk) do update set waiting = waiting + 1`)
  const uncount = db.prepare<[string, number]>(
    'update waiting_counts set waiting = waiting - 1 where lane = ? and risk = ?',
  )

  const record = (proposal: Proposal, events: readonly ProposalEvent[], at: number): number =>
    events.reduce((_, event) => {
      const payload = JSON.stringify(event)
      return Number(append.run(proposal.id, proposal.conversationId, event.type, payload, at).lastInsertRowid)
    }, 0)

  return {
    find(id: string): Proposal | null {
      const text = body.get(id)
      return text === undefined ? null : toProposal(text)
    },
    /** Returns the number of the last ledger row. */
    create(proposal: Proposal, bundleSize: number, events: readonly ProposalEvent[], at: number): number {
      const columns = snapshotColumns(proposal)
      insert.run({ ...columns, bundle_size: bundleSize })
      if (columns.lane !== null) count.run(columns.lane, proposal.risk)
      return record(proposal, events, at)
    },
    replace(before: Proposal, after: Proposal, events: readonly ProposalEvent[], at: number): number {
      const [from, to] = [queueColumns(before).lane, snapshotColumns(after)]
      update.run(to)
      if (from !== to.lane) {
        if (from !== null) uncount.run(from, before.risk)
        if (to.lane !== null) count.run(to.lane, after.risk)
      }
      return record(after, events, at)
    },
  }
}
