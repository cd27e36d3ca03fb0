import { setImmediate } from 'node:timers/promises'
import type { Proposal } from '#contract/proposal.ts'
import { eventWords } from '#main/domain/event-words.ts'
import type { ProposalEvent } from '#main/domain/proposal-event.ts'
import { guarded, type Connection } from '#main/store/database.ts'
import { toProposal } from '#main/store/snapshots.ts'
import type { LedgerEntry } from '#main/store/store.ts'

export type ActivityQuery = {
  /** Below this row of the ledger; null: from its end. */
  readonly before: number | null
  readonly limit: number
  readonly who: string | null
  readonly types: readonly string[] | null
  readonly tool: string | null
  readonly risk: number | null
  /** As the proposal stands now. */
  readonly state: string | null
}
/** What happened, and the proposal as it stands now. */
export type ActivityEntry = LedgerEntry & { readonly proposal: Proposal; readonly customer: string }
/** `before`: where to go on; a page may be short, or empty, and still not be the last. */
export type ActivityPage = { readonly entries: readonly ActivityEntry[]; readonly before: number | null }
export type Activity = (query: ActivityQuery) => Promise<ActivityPage>

type Row = {
  readonly seq: number
  readonly proposal_id: string
  readonly conversation_id: number
  readonly payload: string
  readonly at: number
}

/** Rows between two pauses, so that a search that arrives meanwhile does not wait; and rows one question may look at. */
const slice = 500
const mostRows = 20_000

/** The ledger from its end, in slices. */
export function createActivity(db: Connection): Activity {
  const page = db.prepare<
    [Record<'from' | 'until', number> & Record<'types' | 'tool' | 'state', string | null> & { risk: number | null }],
    Row
  >(`
    select l.seq, l.proposal_id, l.conversation_id, l.payload, l.at from ledger l
      cross join proposals p on p.id = l.proposal_id
    where l.seq < @from and l.seq >= @until and p.tool = coalesce(@tool, p.tool)
      and (@types is null or l.type in (select value from json_each(@types)))
      and p.risk = coalesce(@risk, p.risk) and p.state = coalesce(@state, p.state)
    order by l.seq desc`)
  const last = db.prepare<[], number>('select seq from ledger order by seq desc limit 1').pluck()
  const bodyOf = db.prepare<[string], { readonly body: string; readonly customer: string }>(`
    select p.body, c.customer_name as customer from proposals p join conversations c on c.id = p.conversation_id
    where p.id = ?`)

  const entryOf = (row: Row, event: ProposalEvent): readonly ActivityEntry[] => {
    const found = bodyOf.get(row.proposal_id)
    if (found === undefined) return []
    const { seq, at, proposal_id: proposalId, conversation_id: conversationId } = row
    return [{ seq, at, proposalId, conversationId, event, proposal: toProposal(found.body), customer: found.customer }]
  }

  return async ({ before, limit, who, types, tool, risk, state }) => {
    const wanted = { types: types === null ? null : JSON.stringify(types), tool, risk, state }
    const entries: ActivityEntry[] = []
    let from = before ?? (guarded(() => last.get()) ?? 0) + 1
    const stop = Math.max(1, from - mostRows)
    while (from > stop) {
      const until = Math.max(stop, from - slice)
      for (const row of guarded(() => page.all({ ...wanted, from, until }))) {
        const event = JSON.parse(row.payload) as ProposalEvent
        if (who !== null && eventWords(event).who !== who) continue
        entries.push(...entryOf(row, event))
        if (entries.length === limit) return { entries, before: row.seq > 1 ? row.seq : null }
      }
      from = until
      await setImmediate()
    }
    return { entries, before: from > 1 ? from : null }
  }
}
