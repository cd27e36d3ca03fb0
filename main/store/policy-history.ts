import type { PolicyFacts } from '#contract/policy.ts'
import type { Proposal } from '#contract/proposal.ts'
import type { Decided } from '#main/domain/policy/simulation.ts'
import { guarded, type Connection } from '#main/store/database.ts'

export type HistoryRow = {
  readonly seq: number
  readonly proposal_id: string
  readonly verb: Decided['verb']
  readonly by_rule: number
  readonly undone: number
  readonly decided_at: number
  readonly facts: string
}
type Mark = Pick<Decided, 'verb' | 'by' | 'undone' | 'at'>

const longestArguments = 8192

export type PolicyHistory = ReturnType<typeof createPolicyHistory>

/** What the rules saw of each proposal, and what became of it; moved inside the transaction that moves the proposal. */
export function createPolicyHistory(db: Connection) {
  const insert = db.prepare<[string, string, string]>(
    'insert into policy_history(proposal_id, tool, by_rule, undone, facts) values (?, ?, 0, 0, ?)',
  )
  const update = db.prepare<[string | null, number, number, number | null, string]>(
    'update policy_history set verb = ?, by_rule = ?, undone = ?, decided_at = ? where proposal_id = ?',
  )
  const use = db.prepare<[number, string]>(`
    insert or ignore into tool_uses(tool, schema_hash, at)
    select tool, coalesce(facts ->> '$.schemaHash', ''), ? from policy_history where proposal_id = ?`)
  const used = db
    .prepare<[string, string], number>(`select 1 from tool_uses where tool = ? and schema_hash in (?, '') limit 1`)
    .pluck()
  const adopt = db.prepare<[string, string]>(`
    update or replace tool_uses set schema_hash = ? where tool = ? and schema_hash = ''`)
  const hasUnversioned = db.prepare<[], number>(`select 1 from tool_uses where schema_hash = '' limit 1`).pluck()
  const facts = db.prepare<[string], string>('select facts from policy_history where proposal_id = ?').pluck()
  const newest = db.prepare<[string, number], HistoryRow>(`
    select * from policy_history where tool = ? and verb is not null and by_rule = 0 order by seq desc limit ?`)

  return {
    add(proposal: Proposal, seen: PolicyFacts): void {
      insert.run(proposal.id, proposal.tool, JSON.stringify(compact(seen)))
      mark(null, proposal)
    },
    mark,
    facts: (proposalId: string): PolicyFacts | null =>
      guarded(() => {
        const text = facts.get(proposalId)
        return text === undefined ? null : (JSON.parse(text) as PolicyFacts)
      }),
    /** A person has approved a call of this version of the tool. */
    isUsed: (tool: string, schemaHash: string): boolean => guarded(() => used.get(tool, schemaHash) === 1),
    hasUnversioned: (): boolean => guarded(() => hasUnversioned.get() === 1),
    /** What was approved before versions were written down counts for the version there is now. */
    adopt: (tool: string, schemaHash: string): void => void adopt.run(schemaHash, tool),
    /** Newest decisions of people about a tool. */
    newest: (tool: string, limit: number): readonly Decided[] => guarded(() => newest.all(tool, limit).map(toDecided)),
  }

  /** Most commits change nothing of this. */
  function mark(before: Proposal | null, after: Proposal): void {
    const [was, is] = [before === null ? null : markOf(before), markOf(after)]
    if (was?.verb === is?.verb && was?.at === is?.at && was?.undone === is?.undone) return
    const isKnown =
      update.run(is?.verb ?? null, is?.by === 'rule' ? 1 : 0, is?.undone === true ? 1 : 0, is?.at ?? null, after.id)
        .changes === 1
    if (isKnown && is !== null && is.by === 'person' && (is.verb === 'approve' || is.verb === 'edit')) {
      use.run(is.at, after.id)
    }
  }
}

/** A rehearsal is no evidence. */
function markOf(proposal: Proposal): Mark | null {
  const { decision, state, revision } = proposal
  if (decision === null || state === 'dry_run') return null
  const undone = state === 'undo_pending' || state === 'undone' || state === 'undo_failed'
  const isYes = decision.verb !== 'reject' && decision.verb !== 'answer'
  const verb = isYes ? (revision > 0 ? 'edit' : 'approve') : decision.verb
  return { verb: verb as Decided['verb'], by: decision.signer.by, undone, at: decision.at }
}

/** Long texts would fill the table twice over; a rule that asks about them later hears that they are not known. */
function compact(seen: PolicyFacts): PolicyFacts {
  if (JSON.stringify(seen.arguments ?? {}).length <= longestArguments) return seen
  const { arguments: _, ...rest } = seen
  return rest
}

export const toDecided = (row: HistoryRow): Decided => ({
  proposalId: row.proposal_id,
  verb: row.verb,
  by: row.by_rule === 1 ? 'rule' : 'person',
  undone: row.undone === 1,
  at: row.decided_at,
  facts: JSON.parse(row.facts) as PolicyFacts,
})
