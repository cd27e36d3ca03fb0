import { setImmediate } from 'node:timers/promises'
import type { GroupedBy } from '#contract/insights.ts'
import type { DecisionWord } from '#main/domain/query/ast.ts'
import { closingTool, createQueries, decisions, type Span } from '#main/domain/insights/queries.ts'
import { reportOf, type Material } from '#main/domain/insights/report.ts'
import { createTally, type EndedAction } from '#main/domain/insights/tally.ts'
import { guarded, type Connection } from '#main/store/database.ts'
import { createUsageReader } from '#main/store/insights-usage.ts'
import { foldWord } from '#main/store/search/words.ts'
import type { Keeper } from '#main/store/search/keeper.ts'

/** Days one after the other without a gap, and the period before them. */
export type InsightsQuery = {
  readonly days: readonly Span[]
  readonly before: Span
  readonly now: number
  readonly offsetMinutes: number
}
export type InsightsAnswer = ReturnType<typeof reportOf> & { readonly left: number }
export type ReadInsights = (query: InsightsQuery) => Promise<InsightsAnswer>

type Row = {
  readonly proposal: number
  readonly conversation: number
  readonly at: number
  readonly latency: number | null
  /** Field and value of each fact, as text. */
  readonly facts: string
}
type Label = { readonly value: string; readonly label: string }

const slice = 1500
const catchUpMs = 25
const usageMs = 60
const separator = '\u001F'
const fieldOf = { tool: 'tool', version: 'deploy', rule: 'rule', operator: 'by' } as const satisfies Record<
  GroupedBy,
  string
>
const folded = foldWord(closingTool)
const ends: readonly string[] = [...decisions, 'expired', 'superseded'] satisfies readonly DecisionWord[]
const isDecision = (word: string): word is DecisionWord => ends.includes(word)

/**
 * What became of actions in a time, from what the searches are answered from: a number and the query that finds what it
 * counts come from the same rows. Read in slices, so that a search that arrives meanwhile does not wait.
 */
export function createInsights(db: Connection, keeper: Pick<Keeper, 'catchUp'>): ReadInsights {
  const fieldId = db.prepare<[string], number>('select id from search_fields where name = ?').pluck()
  const rows = db.prepare<[Record<string, number>], Row>(`
    select a.proposal, a.conversation_id as conversation, a.at, a.latency, coalesce((
      select group_concat(f.field || ':' || f.value, char(31)) from search_facts f
      where f.subject = a.proposal and f.field between @first and @last), '') as facts
    from search_actions a
    where a.proposal > @after and a.at >= @from and a.at < @to
      and exists (select 1 from search_facts d where d.subject = a.proposal and d.field = @decision)
    order by a.proposal limit ${slice}`)
  const reopened = db
    .prepare<[number, number], number | null>('select min(value) from search_facts where subject = ? and field = ?')
    .pluck()
  const labels = db.prepare<[number], Label>('select value, label from search_labels where field = ?')
  const values = db.prepare<[number], string>('select distinct value from search_facts where field = ?').pluck()
  const usage = createUsageReader(db)

  const read = async ({ days, before, now, offsetMinutes }: InsightsQuery): Promise<InsightsAnswer> => {
    await setImmediate()
    const left = keeper.catchUp(catchUpMs)
    const id = (field: string): number => fieldId.get(field) ?? -1
    const names = ['decision', 'tool', 'deploy', 'state', 'rule', 'by', 'proposer'] as const
    const nameOf = new Map(names.map((name) => [String(id(name)), name]))
    const numbers = names.map(id)
    const fields = { decision: id('decision'), first: Math.min(...numbers), last: Math.max(...numbers) }
    // A rule is found by its words and by its id; it is listed by its words.
    const ruleIds = new Set(values.all(id('rule.id')))
    const comesBack = id('reopened')

    const toAction = (row: Row): EndedAction | null => {
      const facts = { decision: '', tool: '', deploy: '', state: '', proposer: '' }
      const rules: string[] = []
      const people: string[] = []
      for (const fact of row.facts.split(separator)) {
        const at = fact.indexOf(':')
        const name = nameOf.get(fact.slice(0, at))
        if (name === undefined) continue
        const value = fact.slice(at + 1)
        if (name === 'by') people.push(value)
        else if (name !== 'rule') facts[name] = value
        else if (!ruleIds.has(value)) rules.push(value)
      }
      const { decision, tool, deploy, state, proposer } = facts
      if (!isDecision(decision) || proposer !== 'agent') return null
      const closing = tool === folded && state === 'succeeded'
      return {
        conversationId: row.conversation,
        at: row.at,
        latencyMs: row.latency,
        decision,
        tool,
        version: deploy,
        rules,
        people,
        closing,
        reopenedMs: closing ? (reopened.get(-row.conversation, comesBack) ?? null) : null,
      }
    }

    const tally = createTally(days, before)
    const to = days.at(-1)?.to ?? 0
    for (let after = 0; ;) {
      const page = rows.all({ after, from: before.from, to, ...fields })
      for (const row of page) {
        const action = toAction(row)
        if (action !== null) tally.add(action)
      }
      const last = page.at(-1)
      if (last === undefined || page.length < slice) break
      after = last.proposal
      await setImmediate()
    }
    const tallied = tally.result()
    const known = new Map(
      Object.entries(fieldOf).map(([by, field]) => [
        by,
        new Map(labels.all(id(field)).map(({ value, label }) => [value, label])),
      ]),
    )
    const material: Material = {
      tallied,
      usage: await usage(tallied.whole.span, usageMs),
      usageBefore: await usage(before, usageMs),
      labelOf: (by, value) => known.get(by)?.get(value) ?? value,
      now,
    }
    return { ...reportOf(material, createQueries({ offsetMinutes })), left }
  }

  return async (query) => {
    try {
      return await read(query)
    } catch (thrown) {
      return guarded(() => {
        throw thrown
      })
    }
  }
}
