import type { Json } from '#contract/tool.ts'
import { canonicalJson } from '#main/domain/canonical.ts'
import { AppError } from '#main/kernel/errors.ts'
import { fold, type ProposalEvent } from '#main/domain/proposal.ts'
import { read, type Connection } from '#main/store/database.ts'
import { queueTitle } from '#main/store/queue-item.ts'
import { snapshotColumns, toProposal, type SnapshotColumns } from '#main/store/snapshots.ts'

type Event = { readonly event: ProposalEvent; readonly at: number }

/** Folds the ledger of every proposal and compares it with the snapshot, columns included. Ids that differ. */
export function verifySnapshots(db: Connection): readonly string[] {
  return read(db, () => {
    const events = db.prepare<[string, string], { readonly payload: string; readonly at: number }>(`
      select l.payload, l.at from json_each(?) e cross join ledger l on l.seq = e.value
      where l.proposal_id = ? order by l.seq`)
    const unnamed = db
      .prepare<[], string>(`
        select distinct l.proposal_id from ledger l where not exists (
          select 1 from proposals p cross join json_each(p.entries) e where p.id = l.proposal_id and e.value = l.seq)`)
      .pluck()
    const snapshots = db.prepare<[], SnapshotColumns & { readonly entries: string }>(
      'select * from proposals order by seq',
    )
    const different = new Set<string>()
    for (const stored of snapshots.iterate()) {
      const history = events.all(stored.entries, stored.id).map(({ payload, at }) => ({ event: parse(payload), at }))
      if (!isFold(stored, history)) different.add(stored.id)
    }
    for (const id of unnamed.all()) different.add(id)
    return [...different]
  })
}

const parse = (payload: string): ProposalEvent => JSON.parse(payload) as ProposalEvent

function foldOf(history: readonly Event[]): SnapshotColumns {
  const proposal = fold(history)
  return snapshotColumns(proposal, queueTitle(proposal))
}

function isFold(stored: SnapshotColumns, history: readonly Event[]): boolean {
  try {
    const { body, ...columns } = foldOf(history)
    return (
      canonicalJson(toProposal(stored.body) as unknown as Json) === canonicalJson(JSON.parse(body) as Json) &&
      Object.entries(columns).every(([name, value]) => Reflect.get(stored, name) === value)
    )
  } catch {
    return false
  }
}

/** Problems that SQLite finds, tables before the search index; empty when there are none. Takes seconds on a large file. */
export function checkIntegrity(db: Connection): readonly string[] {
  try {
    return read(db, () => {
      const found = db.prepare<[], string>('pragma quick_check').pluck().all()
      const loose = db.prepare<[], { readonly table: string }>('pragma foreign_key_check').all()
      return [...found.filter((line) => line !== 'ok'), ...loose.map(({ table }) => `loose row in ${table}`)]
    })
  } catch (thrown) {
    // Damage deep enough ends the check itself.
    if (thrown instanceof AppError && thrown.code === 'database_damaged') return [thrown.message]
    throw thrown
  }
}
