import type { PolicyDocument, Rule, Suggestion } from '#contract/policy.ts'
import type { Condition } from '#contract/policy-condition.ts'
import { resolvePointer } from '#main/domain/pointer.ts'
import { compilePolicy, permissions } from '#main/domain/policy/judge.ts'
import type { Decided } from '#main/domain/policy/simulation.ts'
import { ruleText } from '#main/domain/policy/words.ts'

/** How many approvals in a row, unchanged, earn a tool the suggestion of a rule. */
export const earnedBy = 40

/**
 * The rule that the newest decisions of people about one tool speak for, or null. Its scope is what those decisions were
 * about and nothing wider: the same agent, environment and tier, and no more money than was approved.
 */
export function suggestRule(newest: readonly Decided[], document: PolicyDocument, at: number): Suggestion | null {
  const [first] = newest
  const risk = first?.facts.risk
  if (first === undefined || risk === undefined || newest.length < earnedBy) return null
  if (document.floor.risks.includes(risk) || !newest.every((one) => isUnchanged(one) && one.facts.risk === risk))
    return null
  const bound = moneyBound(newest)
  if (bound === undefined || (risk >= 3 && bound === null)) return null
  const rule: Rule = {
    id: `earned.${first.facts.tool.replaceAll(/[^A-Za-z0-9_.:-]/g, '-').slice(0, 80)}`,
    name: `Earned: ${first.facts.tool}`.slice(0, 200),
    enabled: true,
    when: [...scopeOf(newest, risk), ...(bound === null ? [] : [bound])],
    verdict: 'allow',
    with: { sampleRate: 0.1 },
    suspended: null,
    source: 'person',
    createdAt: 0,
    createdBy: '',
  }
  // Known already, or known and not wanted at present.
  if (document.rules.some(({ id }) => id === rule.id)) return null
  if (permissions(compilePolicy(document, 0), first.facts, at).length > 0) return null
  return { tool: first.facts.tool, risk, approved: newest.length, of: newest.length, rule, text: ruleText(rule) }
}

const isUnchanged = ({ verb, undone, by }: Decided): boolean => verb === 'approve' && by === 'person' && !undone

function scopeOf(decided: readonly Decided[], risk: NonNullable<Decided['facts']['risk']>): readonly Condition[] {
  const same = <T>(look: (one: Decided) => T | undefined): T | undefined => {
    const values = new Set(decided.map(look))
    return values.size === 1 ? [...values][0] : undefined
  }
  const [tool, agent, environment] = [
    same((one) => one.facts.tool),
    same((one) => one.facts.agent),
    same((one) => one.facts.environment),
  ]
  return [
    ...(tool === undefined ? [] : [{ field: 'tool' as const, in: [tool] }]),
    { field: 'risk', in: [risk] },
    ...(agent === undefined ? [] : [{ field: 'agent' as const, in: [agent] }]),
    ...(environment === undefined ? [] : [{ field: 'environment' as const, in: [environment] }]),
  ]
}

/** Null: the tool moves no money. Undefined: it does, and it cannot be said how much. */
function moneyBound(decided: readonly Decided[]): Condition | null | undefined {
  const pointer = decided.find(({ facts }) => (facts.money ?? []).length > 0)?.facts.money?.[0]
  if (pointer === undefined) return null
  const amounts = decided.map(({ facts }) =>
    facts.arguments === undefined ? null : resolvePointer(facts.arguments, pointer),
  )
  if (!amounts.every((amount): amount is number => typeof amount === 'number' && amount >= 0)) return undefined
  return { field: 'argument', pointer, op: 'between', from: 0, to: Math.max(...amounts) }
}
