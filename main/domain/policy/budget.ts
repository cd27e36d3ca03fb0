import type { Budget, PolicyFacts, Rule } from '#contract/policy.ts'
import { canonicalJson } from '#main/domain/canonical.ts'
import { resolvePointer } from '#main/domain/pointer.ts'

/**
 * Budgets of rules. What has been spent is a list of charges, one for each budget of each rule that let a proposal through,
 * and an hour or a day looks back from now: no full hour gives it anew.
 */
export type Charge = {
  readonly rule: string
  /** The budget without its limit: raising a limit forgets nothing. */
  readonly budget: string
  /** "": everything by this rule · otherwise one conversation or one customer. */
  readonly scope: string
  readonly amount: number
}

/** A charge, and what it has to stay within. */
export type Claim = {
  readonly charge: Charge
  readonly limit: number
  readonly windowMs: number | null
  readonly words: string
}

const windows = { conversation: null, customer: null, hour: 3_600_000, day: 86_400_000 } as const

/** What the rule's budgets would be charged with; null in the place of one that cannot be counted. */
export function claimsOf(rule: Rule, facts: PolicyFacts): readonly (Claim | { readonly uncountable: string })[] {
  return (rule.with.budgets ?? []).map((budget) => {
    const scope = scopeOf(budget, facts)
    const amount = amountOf(budget, facts)
    const { words, key } = fixedOf(budget)
    if (scope === null || amount === null) return { uncountable: words }
    const charge = { rule: rule.id, budget: key, scope, amount }
    return { charge, limit: budget.limit, windowMs: windows[budget.per], words }
  })
}

type Fixed = { readonly words: string; readonly key: string }
const known = new WeakMap<Budget, Fixed>()

/** What of a budget is the same for every proposal. */
function fixedOf(budget: Budget): Fixed {
  const held = known.get(budget)
  if (held !== undefined) return held
  const { limit: _, ...rest } = budget
  const made = { words: budgetWords(budget), key: canonicalJson(rest) }
  known.set(budget, made)
  return made
}

/** Sums of money in floating point: to a millionth, so that three times 0.1 is 0.3. */
export const addUp = (a: number, b: number): number => Math.round((a + b) * 1e6) / 1e6

export const fits = (claim: Claim, spent: number): boolean => addUp(spent, claim.charge.amount) <= claim.limit

function scopeOf(budget: Budget, facts: PolicyFacts): string | null {
  switch (budget.per) {
    case 'conversation':
      return facts.conversation === undefined ? null : `conversation:${facts.conversation}`
    case 'customer':
      return facts.customer === undefined || facts.customer.id === '' ? null : `customer:${facts.customer.id}`
    case 'hour':
    case 'day':
      return ''
  }
}

/** A sum takes numbers from zero up: anything else would give room instead of taking it. */
function amountOf(budget: Budget, facts: PolicyFacts): number | null {
  if (budget.measure === 'count') return 1
  const value = facts.arguments === undefined ? undefined : resolvePointer(facts.arguments, budget.pointer)
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null
}

export const pointerWords = (pointer: string): string =>
  pointer
    .slice(1)
    .split('/')
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
    .join('.')

export const budgetWords = (budget: Budget): string =>
  budget.measure === 'count'
    ? `${budget.limit} per ${budget.per}`
    : `${pointerWords(budget.pointer)} ${budget.limit} per ${budget.per}`
