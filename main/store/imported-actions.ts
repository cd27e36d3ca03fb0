import type { Proposal, SentencePart } from '#contract/proposal.ts'
import { historyPrefix, type SealedEntry } from '#main/domain/exchange/record.ts'
import type { LedgerRow } from '#main/domain/timeline.ts'
import type { Connection } from '#main/store/database.ts'
import { toProposal } from '#main/store/snapshots.ts'
import { parseEvent } from '#main/store/plain-secrets.ts'

/** An action of another desk, as it was when it left there. It is history: nothing here can decide or run it. */
export type ImportedAction = {
  readonly seq: number
  readonly proposal: Proposal
  readonly deployment: string | null
  /** What it was called when it was proposed, before anybody changed it. */
  readonly proposedSentence: readonly SentencePart[]
  /** The message that tells of its last event; null: none does. */
  readonly message: number | null
}

type ProposalRow = { readonly seq: number; readonly body: string; readonly deployment: string | null }
type EntryRow = { readonly id: number; readonly body: string }
type Telling = { readonly id: number; readonly external_id: string }

/** `unreadable`: told of each row that cannot be read, which is left out. */
export type ImportedActions = {
  readonly of: (conversationId: number, unreadable: (what: string) => void) => readonly ImportedAction[]
  /** Their events in the order they came in. `messages`: those that tell the same in words. */
  readonly events: (
    conversationId: number,
    unreadable: (entry: number) => void,
  ) => { readonly entries: readonly LedgerRow[]; readonly messages: ReadonlySet<number> }
}

/** By what an event of another desk is called among the messages; where two desks count alike, the later one by its own number. */
export const tellingIds = (entry: number, seq: number) => ({
  usual: `${historyPrefix}${seq}`,
  own: `${historyPrefix}${seq}:${entry}`,
})

export function createImportedActions(db: Connection): ImportedActions {
  const proposals = db.prepare<[number], ProposalRow>(`
    select p.seq, p.body, t.request ->> '$.deployment_id' as deployment
    from imported_proposals p left join turns t on t.conversation_id = p.conversation_id
      and t.id = case when json_valid(p.body) then p.body ->> '$.turnId' end
    where p.conversation_id = ? order by p.seq`)
  const entries = db.prepare<[number], EntryRow>(
    'select id, body from imported_entries where conversation_id = ? order by id',
  )
  const tellings = db.prepare<[number, string, string], Telling>(
    'select id, external_id from messages where conversation_id = ? and external_id >= ? and external_id < ?',
  )

  const events: ImportedActions['events'] = (conversationId, unreadable) => {
    const rows = entries.all(conversationId)
    if (rows.length === 0) return { entries: [], messages: new Set() }
    const end = `${historyPrefix.slice(0, -1)}!`
    const told = new Map(tellings.all(conversationId, historyPrefix, end).map((one) => [one.external_id, one.id]))
    const messages = new Set<number>()
    const found = rows.flatMap(({ id, body }): readonly LedgerRow[] => {
      try {
        const { seq, at, proposalId, payload } = JSON.parse(body) as SealedEntry
        const event = parseEvent(payload)
        const { usual, own } = tellingIds(id, seq)
        const first = told.get(usual)
        const message = told.get(own) ?? (first === undefined || messages.has(first) ? undefined : first)
        if (message !== undefined && event.type !== 'asked') messages.add(message)
        const name = message === undefined || event.type === 'asked' ? `i${id}` : `m${message}`
        return [{ seq: id, at, proposalId, event, name }]
      } catch {
        unreadable(id)
        return []
      }
    })
    return { entries: found, messages }
  }

  return {
    events,
    of: (conversationId, unreadable) => {
      const rows = proposals.all(conversationId)
      if (rows.length === 0) return []
      const { entries: all } = events(conversationId, () => {})
      const messageOf = (name = ''): number | null => (name.startsWith('m') ? Number(name.slice(1)) : null)
      return rows.flatMap(({ seq, body, deployment }): readonly ImportedAction[] => {
        try {
          const proposal = { ...toProposal(body), conversationId }
          const own = all.filter(({ proposalId }) => proposalId === proposal.id)
          const first = own.find(({ event }) => event.type === 'proposed')?.event
          const proposedSentence = first?.type === 'proposed' ? first.proposal.sentence : []
          return [{ seq, proposal, deployment, proposedSentence, message: messageOf(own.at(-1)?.name) }]
        } catch {
          unreadable(`imported_proposals ${seq}`)
          return []
        }
      })
    },
  }
}
