import type { Proposal, ProposalState } from '#contract/proposal.ts'
import { apply, fold, type ProposalEvent } from '#main/domain/proposal.ts'
import { undoEnded } from '#main/domain/undoing.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { ConversationWriter } from '#main/store/conversations.ts'
import { readCursor, writeCursor } from '#main/store/cursor.ts'
import { guarded, type Connection } from '#main/store/database.ts'
import type { Write } from '#main/store/group.ts'
import type { Messages } from '#main/store/messages.ts'
import type { Outbox } from '#main/store/outbox.ts'
import type { PolicyWriter } from '#main/store/policies.ts'
import { createQueue } from '#main/store/queue.ts'
import { fromTurn, type TurnRow } from '#main/store/rows.ts'
import { toProposal, type Snapshots } from '#main/store/snapshots.ts'
import type { Commit, Committed, Ledger } from '#main/store/store.ts'

type Parts = {
  readonly db: Connection
  readonly write: Write
  readonly messages: Messages
  readonly conversations: ConversationWriter
  readonly snapshots: Snapshots
  readonly outbox: Outbox
  readonly policies: PolicyWriter
  readonly verify: Ledger['verify']
  readonly now: () => number
}
type LedgerRow = { readonly seq: number; readonly payload: string; readonly at: number }
type Listed = { readonly seq: number; readonly state: ProposalState }

/**
 * Decisions. Each commit is compared with what the decider saw, then events, snapshot, outbox, message and
 * conversation move in one transaction; the promise resolves when all of it is on disk.
 */
export function createLedger(parts: Parts): Ledger {
  const { db, write, messages, conversations, snapshots, outbox, policies, now } = parts
  const insertTurn = db.prepare<[Omit<TurnRow, 'seq'>]>(`
    insert into turns(id, conversation_id, origin, concluded, body, request, response)
    values (@id, @conversation_id, @origin, @concluded, @body, @request, @response)`)
  const bodies = (sql: string) => db.prepare<unknown[], string>(sql).pluck()
  const ofTurn = bodies('select body from proposals where turn_id = ? order by seq')
  const ofConversation = bodies('select body from proposals where conversation_id = ? order by seq')
  const bySeq = bodies('select body from proposals where seq = ?')
  const similar = bodies(`
    select body from proposals
    where tool = ? and decided_at is not null and state not in ('pending', 'scheduled', 'executing') and id <> ?
    order by decided_at desc, seq desc limit ?`)
  // From the decisions to the customers: there are few of the one tool in a day, and many conversations.
  const decidedCalls = bodies(`
    select p.body from proposals p cross join conversations c on c.id = p.conversation_id
    where p.tool = ? and p.args_hash = ? and c.customer_external_id = ? and p.decided_at >= ?
      and p.decided_at is not null and p.state not in ('pending', 'scheduled', 'executing')`)
  const leavingCalls = bodies(`
    select p.body from outbox o cross join proposals p on p.id = o.proposal_id
      cross join conversations c on c.id = p.conversation_id
    where p.tool = ? and p.args_hash = ? and c.customer_external_id = ? and o.state in ('ready', 'started')`)
  const everything = db.prepare<[number, number], Listed>(
    'select seq, state from proposals where seq < ? order by seq desc limit ?',
  )
  const inState = db.prepare<[ProposalState, number, number], Listed>(`
    select seq, state from proposals where state = ? and state <> 'pending' and seq < ? order by seq desc limit ?`)
  const waiting = db.prepare<[number, number], Listed>(`
    select seq, state from proposals where lane is not null and state = 'pending' and seq < ? order by seq desc limit ?`)
  const inConversation = db.prepare<[number, number], Listed>(
    'select seq, state from proposals where conversation_id = ? and seq < ? order by seq desc',
  )
  const waking = db.prepare<[number], { readonly id: string; readonly at: number }>(
    'select id, wakes_at as at from proposals where wakes_at is not null order by wakes_at limit ?',
  )
  const history = db.prepare<[string], LedgerRow>(
    'select seq, payload, at from ledger where proposal_id = ? order by seq',
  )

  const get = (id: string): Proposal => {
    const proposal = snapshots.find(id)
    if (proposal === null) throw new AppError('not_found', `There is no proposal ${id}.`)
    return proposal
  }

  const listRows = (states: readonly ProposalState[], conversationId: number | null, before: number, limit: number) => {
    if (conversationId !== null) {
      const rows = inConversation.all(conversationId, before)
      return rows.filter((row) => states.length === 0 || states.includes(row.state)).slice(0, limit)
    }
    if (states.length === 0) return everything.all(before, limit)
    // One walk per state, merged here: with IN the index gives no order.
    const rows = [...new Set(states)].flatMap((state) =>
      state === 'pending' ? waiting.all(before, limit) : inState.all(state, before, limit),
    )
    return rows.toSorted((a, b) => b.seq - a.seq).slice(0, limit)
  }

  /** The end of an inverse is the end of what it was to undo, in the same transaction. */
  const endUndo = (inverse: Proposal, at: number): readonly Proposal[] => {
    const event = undoEnded(inverse)
    const done = event === null || inverse.compensates === null ? null : snapshots.find(inverse.compensates)
    if (event === null || done?.compensatedBy !== inverse.id || done.state !== 'undo_pending') return []
    const after = apply(done, event, at)
    snapshots.replace(done, after, [event], at)
    return [after]
  }

  const commit = (input: Commit): Committed => {
    const at = now()
    const before = get(input.id)
    compare(before, input.expect)
    const after = input.events.reduce((proposal, event) => apply(proposal, event, at), before)
    const seq = snapshots.replace(before, after, input.events, at)
    policies.mark(before, after)
    if (input.suspends !== undefined) policies.suspend(input.suspends, at)
    if (input.outbox !== undefined) outbox.apply(after, input.outbox, at)
    const message = input.message === undefined ? null : messages.record(input.message)
    const refreshed = message === null ? null : conversations.refresh(message.conversationId)
    const patched =
      input.conversation === undefined ? null : conversations.patch(after.conversationId, input.conversation)
    return { proposal: after, seq, message, conversation: patched ?? refreshed, others: endUndo(after, at) }
  }

  return {
    ...createQueue(db),
    propose: async ({ turn, proposals, conversation, also = [] }) =>
      write(() => {
        const at = now()
        insertTurn.run(fromTurn(turn))
        const patched = conversations.patch(turn.conversationId, conversation)
        const others = also.map((change) => commit(change).proposal)
        return proposals.map(({ id, events, outboxKey, policy }) => {
          const proposal = fold(events.map((event) => ({ event, at })))
          if (proposal.id !== id || proposal.turnId !== turn.id || proposal.conversationId !== turn.conversationId) {
            throw new AppError('internal', `Proposal ${id} does not belong to turn ${turn.id}.`)
          }
          const seq = snapshots.create(proposal, proposals.length, events, at)
          if (policy !== undefined) policies.propose(proposal, policy, at)
          if (outboxKey !== null) outbox.apply(proposal, { state: 'ready', key: outboxKey }, at)
          return { proposal, seq, message: null, conversation: patched, others }
        })
      }),
    commit: async (input) => write(() => commit(input)),
    get: async (id) => guarded(() => get(id)),
    list: async ({ states, conversationId, cursor, limit }) =>
      guarded(() => {
        const before = cursor === null ? Number.MAX_SAFE_INTEGER : readCursor(cursor).row
        const rows = listRows(states, conversationId, before, limit + 1)
        const kept = rows.slice(0, limit)
        const last = kept.at(-1)
        return {
          items: kept.flatMap(({ seq }) => bySeq.all(seq)).map(toProposal),
          next: rows.length > limit && last !== undefined ? writeCursor({ at: 0, row: last.seq }) : null,
        }
      }),
    ofTurn: async (turnId) => guarded(() => ofTurn.all(turnId).map(toProposal).toSorted(byPosition)),
    ofConversation: async (conversationId) => guarded(() => ofConversation.all(conversationId).map(toProposal)),
    history: async (id) =>
      guarded(() => {
        const { conversationId } = get(id)
        return history.all(id).map(({ seq, payload, at }) => ({
          seq,
          proposalId: id,
          conversationId,
          event: JSON.parse(payload) as ProposalEvent,
          at,
        }))
      }),
    similar: async (id, limit) => guarded(() => similar.all(get(id).tool, id, limit).map(toProposal)),
    sameCalls: async ({ tool, argsHash, customer, since }) =>
      guarded(() =>
        [...decidedCalls.all(tool, argsHash, customer, since), ...leavingCalls.all(tool, argsHash, customer)].map(
          toProposal,
        ),
      ),
    waking: async (limit) => guarded(() => waking.all(limit)),
    outbox: outbox.list,
    verify: parts.verify,
  }
}

const byPosition = (a: Proposal, b: Proposal) => a.position - b.position

/** A decision counts only for exactly what was seen. */
function compare(proposal: Proposal, expect: Commit['expect']): void {
  const { state, revision, argsHash, fingerprint } = proposal
  if (!expect.states.includes(state)) {
    const who = proposal.decision?.signer.name ?? proposal.outcome?.resolvedBy ?? null
    throw new AppError('already_decided', 'Somebody decided this before you.', {
      data: { who, at: proposal.decision?.at ?? proposal.updatedAt, state },
    })
  }
  const isSame =
    revision === expect.revision &&
    argsHash === expect.argsHash &&
    (expect.fingerprint === undefined || fingerprint === expect.fingerprint)
  if (!isSame) {
    throw new AppError('changed', 'This is not what you saw any more.', { data: { revision, argsHash, fingerprint } })
  }
}
