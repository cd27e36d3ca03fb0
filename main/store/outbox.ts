import { AppError, assertNever } from '#main/kernel/errors.ts'
import { guarded, type Connection } from '#main/store/database.ts'
import type { Ledger, OutboxChange, OutboxRow } from '#main/store/store.ts'

type Row = {
  readonly key: string
  readonly proposal_id: string
  readonly conversation_id: number
  readonly state: OutboxRow['state']
  readonly at: number
}

export type Outbox = ReturnType<typeof createOutbox>

/** What is on its way out, one row per proposal, gone once the outcome is known. Changed only inside the transaction that records why. */
export function createOutbox(db: Connection) {
  const ready = db.prepare<[string, string, number, number]>(`
    insert into outbox(proposal_id, key, conversation_id, state, at) values (?, ?, ?, 'ready', ?)
    on conflict(proposal_id) do update set key = excluded.key, state = excluded.state, at = excluded.at`)
  const move = db.prepare<[string, number, string]>('update outbox set state = ?, at = ? where proposal_id = ?')
  const remove = db.prepare<[string]>('delete from outbox where proposal_id = ?')
  const inState = db.prepare<[string], Row>('select * from outbox where state = ? order by at, proposal_id')

  const expectOne = (changes: number, proposalId: string) => {
    if (changes !== 1) throw new AppError('internal', `Nothing of proposal ${proposalId} is on its way out.`)
  }

  return {
    apply(proposal: { readonly id: string; readonly conversationId: number }, change: OutboxChange, at: number): void {
      switch (change.state) {
        case 'ready':
          ready.run(proposal.id, change.key, proposal.conversationId, at)
          return
        case 'removed':
        case 'done':
        case 'failed':
          expectOne(remove.run(proposal.id).changes, proposal.id)
          return
        case 'started':
        case 'unknown':
          expectOne(move.run(change.state, at, proposal.id).changes, proposal.id)
          return
        default:
          assertNever(change)
      }
    },
    list: (async (states) =>
      guarded(() =>
        states
          .flatMap((state) => inState.all(state))
          .map((row) => ({
            key: row.key,
            proposalId: row.proposal_id,
            conversationId: row.conversation_id,
            state: row.state,
            at: row.at,
          }))
          .toSorted((a, b) => a.at - b.at),
      )) satisfies Ledger['outbox'],
  }
}
