import { setImmediate } from 'node:timers/promises'
import type { PolicyDocument, Rule, Simulation } from '#contract/policy.ts'
import type { Configuration } from '#contract/settings.ts'
import { createSimulation } from '#main/domain/policy/simulation.ts'
import { guarded, type Connection } from '#main/store/database.ts'
import { toDecided, type HistoryRow } from '#main/store/policy-history.ts'

export type SimulationQuery = {
  readonly rule: Rule
  readonly document: PolicyDocument
  readonly defaults: Configuration['defaultDecisions']
  /** How many decisions, the newest. */
  readonly last: number
}
export type Simulate = (query: SimulationQuery) => Promise<Simulation>

/** Rows between two pauses: a search that arrives meanwhile waits no longer than this takes. */
const slice = 1000

/** A rule over past decisions, read in slices in the order in which they were proposed. */
export function createSimulator(db: Connection): Simulate {
  const begin = db
    .prepare<[number], number>(
      'select seq from policy_history where verb is not null order by seq desc limit 1 offset ?',
    )
    .pluck()
  const count = db
    .prepare<[number], number>('select count(*) from policy_history where verb is not null and seq >= ?')
    .pluck()
  const columns = 'seq, proposal_id, verb, by_rule, undone, decided_at, facts'
  const all = db.prepare<[number, number], HistoryRow>(
    `select ${columns} from policy_history where verb is not null and seq >= ? order by seq limit ?`,
  )
  const ofTools = db.prepare<[number, string, number], HistoryRow>(`
    select ${columns} from policy_history
    where verb is not null and seq >= ? and tool in (select value from json_each(?)) order by seq limit ?`)
  const ofTool = db.prepare<[number, string, number], HistoryRow>(`
    select ${columns} from policy_history indexed by policy_history_decided
    where verb is not null and seq >= ? and tool = ? order by seq limit ?`)
  const title = db.prepare<[string], string>('select title from proposals where id = ?').pluck()

  const page = (tools: readonly string[] | null, from: number): readonly HistoryRow[] => {
    const [only = ''] = tools ?? []
    if (tools === null) return all.all(from, slice)
    return tools.length === 1 ? ofTool.all(from, only, slice) : ofTools.all(from, JSON.stringify(tools), slice)
  }

  return async ({ last, ...options }) => {
    const simulation = createSimulation(options)
    const first = guarded(() => begin.get(Math.max(0, last - 1))) ?? 0
    const considered = guarded(() => count.get(first)) ?? 0
    for (let from = first; ;) {
      const rows = guarded(() => page(simulation.tools, from))
      rows.forEach((row) => simulation.add(toDecided(row)))
      const end = rows.at(-1)
      if (end === undefined || rows.length < slice) break
      from = end.seq + 1
      await setImmediate()
    }
    const { conflicts, ...rest } = simulation.result(considered)
    return {
      ...rest,
      conflicts: guarded(() => conflicts.map((one) => ({ ...one, title: title.get(one.proposalId) ?? '' }))),
    }
  }
}
