import type { PolicyFacts } from '#contract/policy.ts'
import type { Proposal } from '#contract/proposal.ts'
import type { Decided } from '#main/domain/policy/simulation.ts'
import { isLeaving } from '#main/domain/proposal.ts'
import { guarded, type Connection } from '#main/store/database.ts'

type DecisionRow = {
  readonly proposal: number
  readonly tool: string
  readonly verb: Decided['verb']
  readonly by_rule: number
  readonly undone: number
  readonly at: number
}
export type HistoryRow = DecisionRow & { readonly facts: string }
type Mark = Pick<Decided, 'verb' | 'by' | 'undone' | 'at'>

const longestArguments = 8192
/** How far back anybody looks for a row of equal decisions. */
const streakWindow = 5000

/**
 * What the rules saw of each proposal, and what became of it; moved inside the transaction that moves the proposal, under
 * its row number.
 */
export function createPolicyHistory(db: Connection) {
  const insert = db.prepare<[number, string, string]>(
    'insert into policy_facts(proposal, tool, facts) values (?, ?, ?)',
  )
  const decide = db.prepare<[string, number, number, number, number]>(`
    insert into policy_decisions(proposal, tool, verb, by_rule, undone, at)
    select proposal, tool, ?, ?, ?, ? from policy_facts where proposal = ?
    on conflict(proposal) do update set verb = excluded.verb, by_rule = excluded.by_rule, undone = excluded.undone,
      at = excluded.at`)
  const undecide = db.prepare<[number]>('delete from policy_decisions where proposal = ?')
  const use = db.prepare<[number, number]>(`
    insert or ignore into tool_uses(tool, schema_hash, at)
    select tool, coalesce(facts ->> '$.schemaHash', ''), ? from policy_facts where proposal = ?`)
  const used = db
    .prepare<[string, string], number>(`select 1 from tool_uses where tool = ? and schema_hash in (?, '') limit 1`)
    .pluck()
  const adopt = db.prepare<[string, string]>(`
    update or replace tool_uses set schema_hash = ? where tool = ? and schema_hash = ''`)
  const hasUnversioned = db.prepare<[], number>(`select 1 from tool_uses where schema_hash = '' limit 1`).pluck()
  const factsOf = db
    .prepare<[string], string>(
      'select f.facts from policy_facts f join proposals p on p.seq = f.proposal where p.id = ?',
    )
    .pluck()
  const facts = db.prepare<[number], string>('select facts from policy_facts where proposal = ?').pluck()
  const newest = db.prepare<[number], DecisionRow>(
    'select * from policy_decisions where by_rule = 0 order by proposal desc limit ?',
  )

  return {
    add(row: number, proposal: Proposal, seen: PolicyFacts): void {
      insert.run(row, proposal.tool, JSON.stringify(compact(seen)))
      mark(row, null, proposal)
    },
    mark,
    facts: (proposalId: string): PolicyFacts | null =>
      guarded(() => {
        const text = factsOf.get(proposalId)
        return text === undefined ? null : (JSON.parse(text) as PolicyFacts)
      }),
    /** A person has approved a call of this version of the tool. */
    isUsed: (tool: string, schemaHash: string): boolean => guarded(() => used.get(tool, schemaHash) === 1),
    hasUnversioned: (): boolean => guarded(() => hasUnversioned.get() === 1),
    /** What was approved before versions were written down counts for the version there is now. */
    adopt: (tool: string, schemaHash: string): void => void adopt.run(schemaHash, tool),
    /** For each tool whose newest `length` decisions by people are approvals of what was proposed: those, newest first. */
    streaks: (length: number): readonly (readonly Decided[])[] =>
      guarded(() => {
        const byTool = Map.groupBy(newest.all(streakWindow), ({ tool }) => tool)
        return [...byTool.values()]
          .map((rows) => rows.slice(0, length))
          .filter(
            (rows) => rows.length === length && rows.every(({ verb, undone }) => verb === 'approve' && undone === 0),
          )
          .map((rows) => rows.map((row) => toDecided({ ...row, facts: facts.get(row.proposal) ?? '{}' })))
      }),
  }

  /** Most commits change nothing of this. */
  function mark(row: number, before: Proposal | null, after: Proposal): void {
    const [was, is] = [before === null ? null : markOf(before), markOf(after)]
    if (was?.verb === is?.verb && was?.at === is?.at && was?.undone === is?.undone) return
    if (is === null) {
      undecide.run(row)
      return
    }
    const isKnown = decide.run(is.verb, is.by === 'rule' ? 1 : 0, is.undone ? 1 : 0, is.at, row).changes > 0
    if (isKnown && is.by === 'person' && (is.verb === 'approve' || is.verb === 'edit')) use.run(is.at, row)
  }
}

/** A rehearsal is no evidence, nor is what can still be taken back: it is written down with what became of it. */
function markOf(proposal: Proposal): Mark | null {
  const { decision, state, revision } = proposal
  if (decision === null || state === 'dry_run' || isLeaving(proposal)) return null
  const undone = state === 'undo_pending' || state === 'undone' || state === 'undo_failed'
  const isYes = decision.verb !== 'reject' && decision.verb !== 'answer'
  const verb = isYes ? (revision > 0 ? 'edit' : 'approve') : decision.verb
  return { verb: verb as Decided['verb'], by: decision.signer.by, undone, at: Math.floor(decision.at) }
}

/** Long texts would fill the table twice over; a rule that asks about them later hears that they are not known. */
function compact(seen: PolicyFacts): PolicyFacts {
  if (JSON.stringify(seen.arguments ?? {}).length <= longestArguments) return seen
  const { arguments: _, ...rest } = seen
  return rest
}

export const toDecided = (row: HistoryRow): Decided => ({
  proposal: row.proposal,
  verb: row.verb,
  by: row.by_rule === 1 ? 'rule' : 'person',
  undone: row.undone === 1,
  at: row.at,
  facts: JSON.parse(row.facts) as PolicyFacts,
})
