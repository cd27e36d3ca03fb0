import { setImmediate } from 'node:timers/promises'
import type { Proposal } from '#contract/proposal.ts'
import { eventWords } from '#main/domain/event-words.ts'
import { guarded, type Connection } from '#main/store/database.ts'
import { toProposal } from '#main/store/snapshots.ts'
import type { Erasure } from '#main/store/erase/vouching.ts'
import type { LedgerEntry } from '#main/store/store.ts'
import { parseEvent } from '#main/store/plain-secrets.ts'

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
export type ProposalEntry = LedgerEntry & { readonly proposal: Proposal; readonly customer: string }
/** What was taken out for good; of the conversation, what is still there. */
export type RemovalEntry = {
  readonly seq: number
  readonly at: number
  readonly proposalId: null
  /** Null: no one conversation. */
  readonly conversationId: number | null
  readonly customer: string | null
  readonly removal: Pick<Erasure, 'type' | 'by' | 'reason' | 'what' | 'redaction'>
}
export type ActivityEntry = ProposalEntry | RemovalEntry
/** `before`: where to go on; a page may be short, or empty, and still not be the last. */
export type ActivityPage = { readonly entries: readonly ActivityEntry[]; readonly before: number | null }
export type Activity = (query: ActivityQuery) => Promise<ActivityPage>

type Row = {
  readonly seq: number
  readonly proposal_id: string | null
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
      left join proposals p on p.id = l.proposal_id
    where l.seq < @from and l.seq >= @until and (@types is null or l.type in (select value from json_each(@types)))
      and ((p.tool = coalesce(@tool, p.tool) and p.risk = coalesce(@risk, p.risk) and p.state = coalesce(@state, p.state))
        or (l.proposal_id is null and @tool is null and @risk is null and @state is null))
    order by l.seq desc`)
  const last = db.prepare<[], number>('select seq from ledger order by seq desc limit 1').pluck()
  const bodyOf = db.prepare<[string], { readonly body: string; readonly customer: string }>(`
    select p.body, c.customer_name as customer from proposals p join conversations c on c.id = p.conversation_id
    where p.id = ?`)

  const customerOf = db.prepare<[number], string>('select customer_name from conversations where id = ?').pluck()

  const proposalEntry = (row: Row, proposalId: string, who: string | null): readonly ProposalEntry[] => {
    const event = parseEvent(row.payload)
    if (who !== null && eventWords(event).who !== who) return []
    const found = bodyOf.get(proposalId)
    if (found === undefined) return []
    const { seq, at, conversation_id: conversationId } = row
    return [{ seq, at, proposalId, conversationId, event, proposal: toProposal(found.body), customer: found.customer }]
  }
  const removalEntry = ({ seq, at, ...row }: Row, who: string | null): readonly RemovalEntry[] => {
    const { type, by, reason, what, redaction } = JSON.parse(row.payload) as Erasure
    if (who !== null && by !== who) return []
    const conversationId = row.conversation_id === 0 ? null : row.conversation_id
    const customer = conversationId === null ? null : (customerOf.get(conversationId) ?? null)
    return [{ seq, at, proposalId: null, conversationId, customer, removal: { type, by, reason, what, redaction } }]
  }

  return async ({ before, limit, who, types, tool, risk, state }) => {
    const wanted = { types: types === null ? null : JSON.stringify(types), tool, risk, state }
    const entries: ActivityEntry[] = []
    let from = before ?? (guarded(() => last.get()) ?? 0) + 1
    const stop = Math.max(1, from - mostRows)
    while (from > stop) {
      const until = Math.max(stop, from - slice)
      for (const row of guarded(() => page.all({ ...wanted, from, until }))) {
        const { proposal_id: id } = row
        entries.push(...(id === null ? removalEntry(row, who) : proposalEntry(row, id, who)))
        if (entries.length === limit) return { entries, before: row.seq > 1 ? row.seq : null }
      }
      from = until
      await setImmediate()
    }
    return { entries, before: from > 1 ? from : null }
  }
}
