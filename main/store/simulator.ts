import { setImmediate } from 'node:timers/promises'
import type { PolicyDocument, Rule } from '#contract/policy.ts'
import type { Simulation } from '#contract/policy-simulation.ts'
import type { Configuration } from '#contract/settings.ts'
import type { Arguments } from '#contract/tool.ts'
import { emptyDocument } from '#main/domain/policy/document.ts'
import { createSimulation } from '#main/domain/policy/simulation.ts'
import { resolvePointer } from '#main/domain/pointer.ts'
import { guarded, type Connection } from '#main/store/database.ts'
import { toDecided, type HistoryRow } from '#main/store/policy-history.ts'

export type SimulationQuery = {
  readonly rule: Rule
  readonly defaults: Configuration['defaultDecisions']
  /** How many decisions, the newest. */
  readonly last: number
}
export type Simulate = (query: SimulationQuery) => Promise<Simulation>

/** Rows between two pauses: a search that arrives meanwhile waits no longer than this takes. */
const slice = 1000

/** A rule over past decisions, under the policy in force, read in slices in the order in which they were proposed. */
export function createSimulator(db: Connection): Simulate {
  const begin = db
    .prepare<[number], number>('select proposal from policy_decisions order by proposal desc limit 1 offset ?')
    .pluck()
  const count = db.prepare<[number], number>('select count(*) from policy_decisions where proposal >= ?').pluck()
  const rows = (where: string) => `
    select d.*, f.facts from policy_decisions d cross join policy_facts f on f.proposal = d.proposal
    where d.proposal >= ? ${where} order by d.proposal limit ?`
  const all = db.prepare<[number, number], HistoryRow>(rows(''))
  const ofTools = db.prepare<[number, string, number], HistoryRow>(
    rows('and d.tool in (select value from json_each(?))'),
  )
  const newest = db.prepare<[], string>('select body from policy_versions order by version desc limit 1').pluck()
  const current = (): PolicyDocument => {
    const body = newest.get()
    return body === undefined ? emptyDocument : (JSON.parse(body) as PolicyDocument)
  }
  const shown = db.prepare<[number], { readonly id: string; readonly title: string; readonly signed: string | null }>(
    `select id, title, body ->> '$.arguments' as signed from proposals where seq = ?`,
  )

  return async ({ last, ...options }) => {
    const simulation = createSimulation({ ...options, document: guarded(current) })
    const first = guarded(() => begin.get(Math.max(0, last - 1))) ?? 0
    const considered = guarded(() => count.get(first)) ?? 0
    for (let from = first; ;) {
      const page = guarded(() =>
        simulation.tools === null ? all.all(from, slice) : ofTools.all(from, JSON.stringify(simulation.tools), slice),
      )
      page.forEach((row) => simulation.add(toDecided(row)))
      const end = page.at(-1)
      if (end === undefined || page.length < slice) break
      from = end.proposal + 1
      await setImmediate()
    }
    const { conflicts, ...rest } = simulation.result(considered)
    return {
      ...rest,
      conflicts: guarded(() =>
        conflicts.flatMap(({ proposal, ...one }) => {
          const known = shown.get(proposal)
          if (known === undefined) return []
          const became = one.how === 'edited' ? numberAt(known.signed, rest.spread?.pointer) : null
          return [{ ...one, proposalId: known.id, title: known.title, became }]
        }),
      ),
    }
  }
}

function numberAt(signed: string | null, pointer: string | undefined): number | null {
  if (signed === null || pointer === undefined) return null
  const value = resolvePointer(JSON.parse(signed) as Arguments, pointer)
  return typeof value === 'number' ? value : null
}
