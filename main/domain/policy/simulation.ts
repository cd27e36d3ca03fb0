import type { PolicyDocument, PolicyFacts, Rule } from '#contract/policy.ts'
import type { Simulation } from '#contract/policy-simulation.ts'
import type { Configuration } from '#contract/settings.ts'
import { addUp, type Claim } from '#main/domain/policy/budget.ts'
import { compileAll, toolsOf } from '#main/domain/policy/condition.ts'
import { compilePolicy, decide } from '#main/domain/policy/judge.ts'
import { boundOf, createSpread, valueAt } from '#main/domain/policy/spread.ts'

/**
 * A rule over decisions that were made: what it would have taken, and where a person had thought otherwise. Decisions go in
 * in the order they were made, so that budgets fill and empty as they would have.
 */
export type Decided = {
  /** Its row number. */
  readonly proposal: number
  readonly verb: 'approve' | 'edit' | 'reject' | 'answer'
  readonly by: 'person' | 'rule'
  readonly undone: boolean
  readonly at: number
  readonly facts: PolicyFacts
}

/** Without ids and titles: those are looked up for what is shown. */
export type Rehearsal = Omit<Simulation, 'conflicts'> & {
  readonly conflicts: readonly (Omit<Simulation['conflicts'][number], 'title' | 'proposalId' | 'became'> & {
    readonly proposal: number
  })[]
}

const conflictsShown = 200
const reasonsShown = 10
const daysShown = 366
const dayMs = 86_400_000

export function createSimulation(options: {
  readonly rule: Rule
  readonly document: PolicyDocument
  readonly defaults: Configuration['defaultDecisions']
}): {
  /** Names the rule's tools where it names any: decisions about others need not be read. */
  readonly tools: readonly string[] | null
  readonly add: (decided: Decided) => void
  readonly result: (considered: number) => Rehearsal
} {
  const rule: Rule = {
    ...options.rule,
    enabled: true,
    suspended: null,
    with: { ...options.rule.with, validUntil: null },
  }
  const others = options.document.rules.filter((other) => other.id !== rule.id && mayHold(rule, other))
  const policy = compilePolicy({ ...options.document, rules: [rule, ...others] }, 0)
  const test = compileAll(rule.when)
  const spending = createSpending(rule.id)
  const held = new Map<string, number>()
  const conflicts: Rehearsal['conflicts'][number][] = []
  const counts = { scope: 0, matched: 0, wouldRun: 0, unclear: 0 }
  const bound = boundOf(rule)
  const inScope = bound === null ? test : compileAll(bound.rest)
  const spread = bound === null ? null : createSpread(rule, bound.pointer)
  const hasBudgets = rule.verdict === 'allow' && (rule.with.budgets ?? []).length > 0
  const days = new Map<number, { ran: number; stopped: number }>()
  let [from, to]: [number | null, number | null] = [null, null]

  const add = (decided: Decided) => {
    const { facts, at } = decided
    const truth = test(facts)
    if (truth === null) counts.unclear += 1
    if (truth === true || (bound !== null && inScope(facts) === true)) {
      counts.scope += 1
      from = Math.min(from ?? at, at)
      to = Math.max(to ?? at, at)
      spread?.add(decided, truth === true)
    }
    if (truth !== true) return
    counts.matched += 1
    const {
      verdict,
      rule: winner,
      ruleId,
      charges,
    } = decide(policy, {
      facts,
      at,
      deadlinesFrom: at,
      defaults: options.defaults,
      draw: 1,
      spent: (claim) => spending.spent(claim, at),
    })
    const wouldRun = verdict === 'allow'
    if (wouldRun) {
      counts.wouldRun += 1
      if (hasBudgets) dayOf(at).ran += 1
      spending.charge(charges, at)
    } else {
      held.set(winner, (held.get(winner) ?? 0) + 1)
      if (ruleId === rule.id && hasBudgets) dayOf(at).stopped += 1
    }
    const how = conflictOf(rule, decided)
    if (how !== null) conflicts.push({ ...shownOf(decided), how, at, wouldRun })
  }

  const dayOf = (at: number) => {
    const start = Math.floor(at / dayMs) * dayMs
    const day = days.get(start) ?? { ran: 0, stopped: 0 }
    days.set(start, day)
    return day
  }

  const shownOf = (decided: Decided) => ({
    proposal: decided.proposal,
    customer: decided.facts.customer?.name ?? '',
    value: bound === null ? null : valueAt(decided, bound.pointer),
  })

  return {
    tools: toolsOf(rule.when),
    add,
    result: (considered) => ({
      considered,
      ...counts,
      from,
      to,
      limitDays: [...days.values()].filter(({ stopped }) => stopped > 0).length,
      days: hasBudgets
        ? [...days]
            .map(([at, day]) => ({ at, ...day }))
            .toSorted((a, b) => a.at - b.at)
            .slice(-daysShown)
        : null,
      heldBack: [...held]
        .map(([name, count]) => ({ rule: name, count }))
        .toSorted((a, b) => b.count - a.count)
        .slice(0, reasonsShown),
      // What would have gone wrong first, and of that the newest.
      conflicts: conflicts
        .toSorted((a, b) => Number(b.wouldRun) - Number(a.wouldRun) || b.at - a.at)
        .slice(0, conflictsShown),
      conflictCount: conflicts.length,
      spread: spread?.result() ?? null,
      free: spread?.free() ?? null,
    }),
  }
}

/** Another rule can hold back what this one lets through: it restricts, or rehearses, or is suspended, and may meet it. */
function mayHold(rule: Rule, other: Rule): boolean {
  const [a, b] = [toolsOf(rule.when), toolsOf(other.when)]
  const meets = a === null || b === null || a.some((tool) => b.includes(tool))
  return meets && (other.verdict !== 'allow' || other.suspended !== null)
}

function conflictOf(rule: Rule, { verb, by, undone }: Decided): Simulation['conflicts'][number]['how'] | null {
  if (rule.verdict === 'deny') return by === 'person' && (verb === 'approve' || verb === 'edit') ? 'approved' : null
  if (rule.verdict !== 'allow') return null
  if (verb === 'reject') return 'rejected'
  if (verb === 'edit') return 'edited'
  return undone ? 'undone' : null
}

type Line = { entries: { readonly at: number; readonly amount: number }[]; start: number; sum: number }

/** Running sums of the rehearsed rule alone; budgets of other rules are taken as untouched. */
function createSpending(rule: string) {
  const lines = new Map<string, Line>()
  const lineOf = (budget: string, scope: string): Line => {
    const key = scope === '' ? budget : `${budget}\n${scope}`
    const known = lines.get(key)
    if (known !== undefined) return known
    const made: Line = { entries: [], start: 0, sum: 0 }
    lines.set(key, made)
    return made
  }
  return {
    spent: ({ charge, windowMs }: Claim, at: number): number => {
      if (charge.rule !== rule) return 0
      const line = lineOf(charge.budget, charge.scope)
      for (
        let first = line.entries[line.start];
        windowMs !== null && first !== undefined && first.at <= at - windowMs;
      ) {
        line.sum = addUp(line.sum, -first.amount)
        line.start += 1
        first = line.entries[line.start]
      }
      return line.sum
    },
    charge: (charges: readonly { rule: string; budget: string; scope: string; amount: number }[], at: number) => {
      for (const { rule: owner, budget, scope, amount } of charges) {
        if (owner !== rule) continue
        const line = lineOf(budget, scope)
        line.entries.push({ at, amount })
        line.sum = addUp(line.sum, amount)
      }
    },
  }
}
