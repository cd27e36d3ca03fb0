import type { Proposal, ProposalState } from '#contract/proposal.ts'
import { apply, fold, isLeaving } from '#main/domain/proposal.ts'
import { undoEnded } from '#main/domain/undoing.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { ConversationWriter } from '#main/store/conversations.ts'
import { readCursor, writeCursor } from '#main/store/cursor.ts'
import { guarded, type Connection } from '#main/store/database.ts'
import type { Write } from '#main/store/group.ts'
import { createLessonWriter } from '#main/store/lessons.ts'
import type { Messages } from '#main/store/messages.ts'
import type { Outbox } from '#main/store/outbox.ts'
import type { PolicyWriter } from '#main/store/policies.ts'
import { createQueue } from '#main/store/queue.ts'
import { fromTurn, type TurnRow } from '#main/store/rows.ts'
import { toProposal, type Snapshots, type Stored } from '#main/store/snapshots.ts'
import type { Commit, Committed, Ledger } from '#main/store/store.ts'
import { parseEvent } from '#main/store/plain-secrets.ts'

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
/** As the partial indexes say it, or they are not used. */
const isSettled = `state <> 'pending' and state <> 'scheduled' and state <> 'executing'`

type LedgerRow = { readonly seq: number; readonly payload: string; readonly at: number }
type Listed = { readonly seq: number; readonly state: ProposalState }

/**
 * Decisions. Each commit is compared with what the decider saw, then events, snapshot, outbox, message and
 * conversation move in one transaction; the promise resolves when all of it is on disk.
 */
export function createLedger(parts: Parts): Ledger {
  const { db, write, messages, conversations, snapshots, outbox, policies, now } = parts
  const teach = createLessonWriter(db)
  const insertTurn = db.prepare<[Omit<TurnRow, 'seq'>]>(`
    insert into turns(id, conversation_id, origin, concluded, body, request, response)
    values (@id, @conversation_id, @origin, @concluded, @body, @request, @response)`)
  const bodies = (sql: string) => db.prepare<unknown[], string>(sql).pluck()
  const ofTurn = bodies('select body from proposals where turn_id = ? order by seq')
  const ofConversation = bodies('select body from proposals where conversation_id = ? order by seq')
  const bySeq = bodies('select body from proposals where seq = ?')
  const similar = bodies(`
    select body from proposals
    where tool = ? and decided_at is not null and ${isSettled} and id <> ?
    order by decided_at desc, seq desc limit ?`)
  // From the decisions to the customers: there are few of the one tool in a day, and many conversations.
  const decidedCalls = bodies(`
    select p.body from proposals p cross join conversations c on c.id = p.conversation_id
    where p.tool = ? and p.args_hash = ? and c.customer_external_id = ? and p.decided_at >= ?
      and p.decided_at is not null and ${isSettled.replaceAll('state', 'p.state')}`)
  const leavingCalls = bodies(`
    select p.body from outbox o cross join proposals p on p.seq = o.proposal
      cross join conversations c on c.id = p.conversation_id
    where p.tool = ? and p.args_hash = ? and c.customer_external_id = ? and o.state in ('ready', 'started')`)
  const everything = db.prepare<[number, number], Listed>(
    'select seq, state from proposals where seq < ? order by seq desc limit ?',
  )
  const inState = db.prepare<[ProposalState, number, number], Listed>(`
    select seq, state from proposals where state = ? and ${isSettled} and seq < ? order by seq desc limit ?`)
  const onItsWay = db.prepare<[ProposalState, number, number], Listed>(`
    select p.seq, p.state from outbox o cross join proposals p on p.seq = o.proposal
    where p.state = ? and o.proposal < ? order by o.proposal desc limit ?`)
  const waiting = db.prepare<[number, number], Listed>(`
    select seq, state from proposals where lane is not null and state = 'pending' and seq < ? order by seq desc limit ?`)
  const inConversation = db.prepare<[number, number], Listed>(
    'select seq, state from proposals where conversation_id = ? and seq < ? order by seq desc',
  )
  const waking = db.prepare<[number], { readonly id: string; readonly at: number }>(
    'select id, wakes_at as at from proposals where wakes_at is not null order by wakes_at limit ?',
  )
  const entry = db.prepare<[number], LedgerRow>('select seq, payload, at from ledger where seq = ?')

  const find = (id: string): Stored => {
    const stored = snapshots.find(id)
    if (stored === null) throw new AppError('not_found', `There is no proposal ${id}.`)
    return stored
  }
  const get = (id: string): Proposal => find(id).proposal

  const listState = (state: ProposalState, before: number, limit: number): readonly Listed[] => {
    if (state === 'pending') return waiting.all(before, limit)
    const isOnItsWay = state === 'scheduled' || state === 'executing'
    return (isOnItsWay ? onItsWay : inState).all(state, before, limit)
  }

  const listRows = (states: readonly ProposalState[], conversationId: number | null, before: number, limit: number) => {
    if (conversationId !== null) {
      const rows = inConversation.all(conversationId, before)
      return rows.filter((row) => states.length === 0 || states.includes(row.state)).slice(0, limit)
    }
    if (states.length === 0) return everything.all(before, limit)
    // One walk per state, merged here: with IN the index gives no order.
    const rows = [...new Set(states)].flatMap((state) => listState(state, before, limit))
    return rows.toSorted((a, b) => b.seq - a.seq).slice(0, limit)
  }

  /** The end of an inverse is the end of what it was to undo, in the same transaction. */
  const endUndo = (inverse: Proposal, at: number): readonly Proposal[] => {
    const event = undoEnded(inverse)
    const done = event === null || inverse.compensates === null ? null : snapshots.find(inverse.compensates)
    if (event === null || done?.proposal.compensatedBy !== inverse.id || done.proposal.state !== 'undo_pending')
      return []
    const after = apply(done.proposal, event, at)
    snapshots.replace(done, after, [event], at)
    policies.mark(done.row, done.proposal, after)
    return [after]
  }

  const commit = (input: Commit, at: number): Committed => {
    const { proposal: before, ...place } = find(input.id)
    compare(before, input.expect)
    const after = input.events.reduce((proposal, event) => apply(proposal, event, at), before)
    if (isLeaving(after) && !isLeaving(before) && input.outbox?.state !== 'ready') throw notOnItsWay(input.id)
    const stored = snapshots.replace({ proposal: before, ...place }, after, input.events, at)
    policies.mark(stored.row, before, after)
    if (input.suspends !== undefined) policies.suspend(input.suspends, at)
    if (input.outbox !== undefined) outbox.apply(stored, input.outbox, at)
    if (input.lessons !== undefined) teach(input.id, input.lessons.kinds, input.lessons.by, at)
    const message = input.message === undefined ? null : messages.record(input.message)
    const refreshed = message === null ? null : conversations.refresh(message.conversationId)
    const patched =
      input.conversation === undefined ? null : conversations.patch(after.conversationId, input.conversation)
    const conversation = patched ?? refreshed
    return { proposal: after, seq: lastOf(stored), message, conversation, others: endUndo(after, at) }
  }

  return {
    ...createQueue(db),
    propose: async ({ turn, proposals, conversation, also = [] }) =>
      write(() => {
        const at = now()
        insertTurn.run(fromTurn(turn))
        const patched = conversations.patch(turn.conversationId, conversation)
        const others = also.map((change) => commit(change, at).proposal)
        return proposals.map(({ id, events, outboxKey, policy }) => {
          const proposal = fold(events.map((event) => ({ event, at })))
          if (proposal.id !== id || proposal.turnId !== turn.id || proposal.conversationId !== turn.conversationId) {
            throw new AppError('internal', `Proposal ${id} does not belong to turn ${turn.id}.`)
          }
          if (isLeaving(proposal) && outboxKey === null) throw notOnItsWay(id)
          const stored = snapshots.create(proposal, proposals.length, events, at)
          if (policy !== undefined) policies.propose(stored.row, proposal, policy, at)
          if (outboxKey !== null) outbox.apply(stored, { state: 'ready', key: outboxKey }, at)
          return { proposal, seq: lastOf(stored), message: null, conversation: patched, others }
        })
      }),
    commit: async (input) => write(() => commit(input, now())),
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
        const { proposal, entries } = find(id)
        const { conversationId } = proposal
        return entries
          .flatMap((number) => entry.all(number))
          .map(({ payload, ...row }) => {
            return { ...row, proposalId: id, conversationId, event: parseEvent(payload) }
          })
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

const lastOf = ({ entries }: Stored): number => entries.at(-1) ?? 0

const notOnItsWay = (id: string) => new AppError('internal', `Proposal ${id} was signed without a way out.`)

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
