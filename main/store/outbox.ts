import { AppError, assertNever } from '#main/kernel/errors.ts'
import { guarded, type Connection } from '#main/store/database.ts'
import type { Stored } from '#main/store/snapshots.ts'
import type { Ledger, OutboxChange, OutboxRow } from '#main/store/store.ts'

export type Outbox = ReturnType<typeof createOutbox>

/** What is on its way out, one row per proposal, gone once the outcome is known. Changed only inside the transaction that records why. */
export function createOutbox(db: Connection) {
  const ready = db.prepare<[number, string, number, number]>(`
    insert into outbox(proposal, key, conversation_id, state, at) values (?, ?, ?, 'ready', ?)
    on conflict(proposal) do update set key = excluded.key, state = excluded.state, at = excluded.at`)
  const move = db.prepare<[string, number, number]>('update outbox set state = ?, at = ? where proposal = ?')
  const remove = db.prepare<[number]>('delete from outbox where proposal = ?')
  const inState = db.prepare<[string], OutboxRow>(`
    select o.key, p.id as proposalId, o.conversation_id as conversationId, o.state, o.at
    from outbox o cross join proposals p on p.seq = o.proposal where o.state = ? order by o.at, o.proposal`)

  const expectOne = (changes: number, proposalId: string) => {
    if (changes !== 1) throw new AppError('internal', `Nothing of proposal ${proposalId} is on its way out.`)
  }

  return {
    apply({ row, proposal }: Stored, change: OutboxChange, at: number): void {
      switch (change.state) {
        case 'ready':
          ready.run(row, change.key, proposal.conversationId, at)
          return
        case 'removed':
        case 'done':
        case 'failed':
          expectOne(remove.run(row).changes, proposal.id)
          return
        case 'started':
        case 'unknown':
          expectOne(move.run(change.state, at, row).changes, proposal.id)
          return
        default:
          assertNever(change)
      }
    },
    list: (async (states) =>
      guarded(() =>
        states.flatMap((state) => inState.all(state)).toSorted((a, b) => a.at - b.at),
      )) satisfies Ledger['outbox'],
  }
}
