import { canonicalJson } from '#main/domain/canonical.ts'
import { AppError } from '#main/kernel/errors.ts'
import { fold, type ProposalEvent } from '#main/domain/proposal.ts'
import { guarded, read, type Connection } from '#main/store/database.ts'
import { erasedPayload } from '#main/store/erase/vouching.ts'
import { queueTitle } from '#main/store/queue-item.ts'
import { snapshotColumns, toProposal, type SnapshotColumns } from '#main/store/snapshots.ts'

type Event = { readonly event: ProposalEvent; readonly at: number }

/** Folds the ledger of every proposal and compares it with the snapshot, columns included. Ids that differ. */
export const verifySnapshots = (db: Connection): readonly string[] =>
  read(db, () => {
    const comparing = compareSnapshots(db)
    for (let step = comparing.next(); ; step = comparing.next()) if (step.done === true) return step.value
  })

const slice = 500

/** The same in slices, each as of one moment and as long as somebody asks for the next; yields how many it has compared. */
export function* compareSnapshots(db: Connection): Generator<number, readonly string[], undefined> {
  const events = db.prepare<[string, string], { readonly payload: string; readonly at: number }>(`
      select l.payload, l.at from json_each(?) e cross join ledger l on l.seq = e.value
      where l.proposal_id = ? order by l.seq`)
  const unnamed = db
    .prepare<[string], string>(`
        select distinct l.proposal_id from ledger l where l.proposal_id is not null and l.payload <> ? and not exists (
          select 1 from proposals p cross join json_each(p.entries) e where p.id = l.proposal_id and e.value = l.seq)`)
    .pluck()
  const snapshots = db.prepare<[number, number], Stored>('select * from proposals where seq > ? order by seq limit ?')
  const different = new Set<string>()
  const compare = (after: number): { readonly count: number; readonly last: number } =>
    read(db, () => {
      const page = snapshots.all(after, slice)
      for (const stored of page) {
        const history = events.all(stored.entries, stored.id).map(({ payload, at }) => ({ event: parse(payload), at }))
        if (!isFold(stored, history)) different.add(stored.id)
      }
      return { count: page.length, last: page.at(-1)?.seq ?? after }
    })
  let compared = 0
  for (let page = compare(0); page.count > 0; page = compare(page.last)) yield (compared += page.count)
  for (const id of guarded(() => unnamed.all(erasedPayload))) different.add(id)
  return [...different]
}

type Stored = SnapshotColumns & { readonly entries: string; readonly seq: number }

const parse = (payload: string): ProposalEvent => JSON.parse(payload) as ProposalEvent

function foldOf(history: readonly Event[]): SnapshotColumns {
  const proposal = fold(history)
  return snapshotColumns(proposal, queueTitle(proposal))
}

function isFold(stored: SnapshotColumns, history: readonly Event[]): boolean {
  try {
    const { body, ...columns } = foldOf(history)
    return (
      canonicalJson(toProposal(stored.body)) === canonicalJson(toProposal(body)) &&
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
