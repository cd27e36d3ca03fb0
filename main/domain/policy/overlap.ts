import type { PolicyDocument, PolicyPreview, Rule } from '#contract/policy.ts'
import type { ArgumentCondition, Condition } from '#contract/policy-condition.ts'
import { verdicts } from '#contract/verdict.ts'

/**
 * Rules that may apply to the same proposal. Two conditions count as exclusive only where that can be proven; everything
 * else may meet, and is shown.
 */
export function findOverlaps(rule: Rule, document: PolicyDocument): PolicyPreview['overlaps'] {
  const others = document.rules.filter((other) => other.id !== rule.id && other.enabled && !areExclusive(rule, other))
  return others.map(({ id, name, verdict }) => {
    const difference = verdicts.indexOf(rule.verdict) - verdicts.indexOf(verdict)
    return { id, name, verdict, wins: difference > 0 ? 'this' : difference < 0 ? 'other' : 'same' }
  })
}

const areExclusive = (a: Rule, b: Rule): boolean => a.when.some((one) => b.when.some((two) => excludes(one, two)))

function excludes(a: Condition, b: Condition): boolean {
  if (a.field === 'argument' && b.field === 'argument') return a.pointer === b.pointer && excludesValue(a, b)
  if (a.field === 'guardrail' && b.field === 'guardrail') return a.hit !== b.hit
  const [one, two] = [single(a), single(b)]
  return one !== null && two !== null && a.field === b.field && !one.some((value) => two.includes(value))
}

/** What a proposal has exactly one of. */
function single(condition: Condition): readonly (string | number)[] | null {
  switch (condition.field) {
    case 'tool':
    case 'agent':
    case 'environment':
    case 'channel':
    case 'risk':
      return condition.in
    default:
      return null
  }
}

function excludesValue(a: ArgumentCondition, b: ArgumentCondition): boolean {
  if (a.op === 'absent' || b.op === 'absent') return a.op !== b.op && !isMaybeAbsent(a.op === 'absent' ? b : a)
  const [one, two] = [listed(a), listed(b)]
  if (one !== null && two !== null) return !one.some((value) => two.includes(value))
  const [first, second] = [range(a), range(b)]
  if (first === null || second === null) return false
  const [low, high] = first.from <= second.from ? [first, second] : [second, first]
  if (low.to !== high.from) return low.to < high.from && low.from <= low.to
  return low.openTo || high.openFrom
}

const isMaybeAbsent = ({ op }: ArgumentCondition): boolean => op === 'absent' || op === 'ne'

const listed = (condition: ArgumentCondition): readonly unknown[] | null =>
  condition.op === 'eq' ? [condition.value] : condition.op === 'in' ? condition.values : null

type Range = { readonly from: number; readonly to: number; readonly openFrom: boolean; readonly openTo: boolean }

function range(condition: ArgumentCondition): Range | null {
  const all = { from: -Infinity, to: Infinity, openFrom: false, openTo: false }
  switch (condition.op) {
    case 'eq':
      return typeof condition.value === 'number' ? { ...all, from: condition.value, to: condition.value } : null
    case 'lt':
      return { ...all, to: condition.value, openTo: true }
    case 'lte':
      return { ...all, to: condition.value }
    case 'gt':
      return { ...all, from: condition.value, openFrom: true }
    case 'gte':
      return { ...all, from: condition.value }
    case 'between':
      return { ...all, from: condition.from, to: condition.to }
    default:
      return null
  }
}
