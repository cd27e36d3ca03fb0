import type { Proposal, SentencePart } from '#contract/proposal.ts'
import { isOfDatabase, type Connection } from '#main/store/database.ts'
import { createImportedActions } from '#main/store/imported-actions.ts'
import { actionFacts, actionRow, firstImported, type ActionRow, type Around } from '#main/store/search/action-facts.ts'
import { createConversationFacts, type ConversationFacts } from '#main/store/search/conversation-facts.ts'
import { createFactStore, ofConversation } from '#main/store/search/fact-store.ts'
import type { Unreadable } from '#main/store/search/sources.ts'
import { toProposal } from '#main/store/snapshots.ts'

type ProposalRow = {
  readonly seq: number
  readonly body: string
  readonly entries: string
  readonly agent: string | null
  readonly environment: string | null
  readonly deployment: string | null
  readonly origin: 'agent' | 'person'
}
type Entry = { readonly seq: number; readonly type: string }

/** Entries that say how it ended stand for an action; otherwise its proposal does. */
const telling = new Set(['approved', 'signed', 'rejected', 'answered', 'expired', 'superseded', 'blocked', 'simulated'])

/** What follows from a conversation and its actions, kept so that filters and facets need not read them. */
export function createDerived(db: Connection, unreadable: Unreadable) {
  const facts = createFactStore(db)
  const conversationFacts = createConversationFacts(db)
  const imported = createImportedActions(db)
  const proposals = db.prepare<[number], ProposalRow>(`
    select p.seq, p.body, p.entries, f.facts ->> '$.agent' as agent, f.facts ->> '$.environment' as environment,
      t.request ->> '$.deployment_id' as deployment,
      coalesce(t.origin, 'agent') as origin
    from proposals p left join policy_facts f on f.proposal = p.seq left join turns t on t.id = p.turn_id
    where p.conversation_id = ? order by p.seq`)
  const entries = db.prepare<[string], Entry>(
    'select l.seq, l.type from json_each(?) e cross join ledger l on l.seq = e.value order by l.seq',
  )
  const firstSentence = db
    .prepare<[number], string>(`select payload -> '$.proposal.sentence' from ledger where seq = ?`)
    .pluck()
  const configuredAgent = db.prepare<[], { readonly id: string | null; readonly name: string | null }>(`
    select value ->> '$.agent.id' as id, value ->> '$.agent.name' as name from settings where key = 'configuration'`)
  const callAgent = db.prepare<[number], { readonly id: string; readonly name: string }>(`
    select body ->> '$.agent.id' as id, body ->> '$.agent.name' as name from calls where conversation_id = ?`)
  const putAction = db.prepare<[ActionRow]>(`
    insert into search_actions(proposal, conversation_id, risk, latency, edit_distance, at, entry, change)
    values (@proposal, @conversation_id, @risk, @latency, @edit_distance, @at, @entry, @change)
    on conflict(proposal) do update set conversation_id = excluded.conversation_id, risk = excluded.risk, latency = excluded.latency,
      edit_distance = excluded.edit_distance, at = excluded.at, entry = excluded.entry, change = excluded.change`)
  const knownActions = db
    .prepare<[number], number>('select proposal from search_actions where conversation_id = ?')
    .pluck()
  const removeAction = db.prepare<[number]>('delete from search_actions where proposal = ?')
  const putConversation = db.prepare<[ConversationFacts['row']]>(`
    insert into search_conversations(conversation_id, last_at, risk, duration, cost, worst_source, best_source, score, notes, call)
    values (@conversation_id, @last_at, @risk, @duration, @cost, @worst_source, @best_source, @score, @notes, @call)
    on conflict(conversation_id) do update set last_at = excluded.last_at, risk = excluded.risk,
      duration = excluded.duration, cost = excluded.cost, worst_source = excluded.worst_source,
      best_source = excluded.best_source, score = excluded.score, notes = excluded.notes, call = excluded.call`)
  const removeConversation = db.prepare<[number]>('delete from search_conversations where conversation_id = ?')

  const agentOf = (conversationId: number, { agent }: ProposalRow): Around['agent'] => {
    const call = callAgent.get(conversationId)
    if (call !== undefined || agent === null) return call ?? null
    const configured = configuredAgent.get()
    return { id: agent, name: configured?.id === agent ? configured.name : null }
  }

  const aroundOf = (conversationId: number, row: ProposalRow, isEdited: boolean): Around => {
    const known = entries.all(row.entries)
    const first = known[0]?.seq ?? null
    const sentence = isEdited && first !== null ? firstSentence.get(first) : undefined
    const { environment } = row
    return {
      seq: row.seq,
      entry: known.findLast(({ type }) => telling.has(type))?.seq ?? first,
      agent: agentOf(conversationId, row),
      environment: environment === 'PROD' ? 'prod' : environment === 'STAGING' ? 'staging' : null,
      deployment: row.deployment,
      origin: row.origin,
      proposedSentence: sentence === undefined ? [] : (JSON.parse(sentence) as readonly SentencePart[]),
    }
  }

  /** Null: it cannot be read. */
  const readAction = (conversationId: number, row: ProposalRow) => {
    try {
      const proposal = toProposal(row.body)
      return toAction(proposal, aroundOf(conversationId, row, proposal.revision > 0))
    } catch (thrown) {
      if (isOfDatabase(thrown)) throw thrown
      unreadable(`proposals ${row.seq}`)
      return null
    }
  }

  const importedActions = (conversationId: number) =>
    imported.of(conversationId, unreadable).flatMap(({ seq, proposal, message, deployment, proposedSentence }) => {
      try {
        return toAction(proposal, {
          seq: firstImported + seq,
          entry: message,
          agent: callAgent.get(conversationId) ?? null,
          environment: null,
          deployment,
          origin: 'imported',
          proposedSentence,
        })
      } catch {
        unreadable(`imported_proposals ${seq}`)
        return []
      }
    })

  return {
    forgetAll: facts.forgetAll,
    /** `wordsTakenOut`: personal data that was found before may be gone. */
    update: (conversationId: number, wordsTakenOut: boolean) => {
      const own = proposals.all(conversationId).flatMap((row) => readAction(conversationId, row) ?? [])
      const made = [...own, ...importedActions(conversationId)]
      const gone = new Set(knownActions.all(conversationId))
      for (const action of made) {
        putAction.run(action.row)
        facts.replace(action.seq, action.facts)
        gone.delete(action.seq)
      }
      for (const proposal of gone) {
        facts.replace(proposal, [])
        removeAction.run(proposal)
      }
      const subject = ofConversation(conversationId)
      const isKnown = !wordsTakenOut && facts.has(subject, 'has', 'pii')
      const all = conversationFacts(
        conversationId,
        { all: made.map(({ proposal }) => proposal), own: own.map(({ proposal }) => proposal) },
        isKnown ? 'known' : 'look',
      )
      facts.replace(subject, all?.facts ?? [])
      if (all === null) removeConversation.run(conversationId)
      else putConversation.run(all.row)
    },
  }
}

const toAction = (proposal: Proposal, around: Around) => ({
  seq: around.seq,
  proposal,
  row: actionRow(proposal, around),
  facts: actionFacts(proposal, around),
})
