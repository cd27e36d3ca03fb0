import type { PolicyFacts, Rule } from '#contract/policy.ts'
import type { Condition } from '#contract/policy-condition.ts'
import { resolvePointer } from '#main/domain/pointer.ts'

/**
 * A rule for proposals like one that was made, narrow on purpose: its tool, tier, agent, environment and channel, and no
 * more money than it asked for. What cannot be undone only ever asks.
 */
export function draftRule(facts: PolicyFacts, taken: readonly string[]): Rule {
  const base = `like.${facts.tool.replaceAll(/[^A-Za-z0-9_.:-]/g, '-').slice(0, 80)}`
  const id = taken.includes(base) ? `${base}.${freeNumber(base, taken)}` : base
  return {
    id,
    name: `Like this one: ${facts.tool}`.slice(0, 200),
    enabled: true,
    when: scopeOf(facts),
    verdict: facts.risk === 4 ? 'ask' : 'allow',
    with: facts.risk === 4 ? {} : { sampleRate: 0.1 },
    suspended: null,
    source: 'person',
    createdAt: 0,
    createdBy: '',
  }
}

function freeNumber(base: string, taken: readonly string[]): number {
  let number = 2
  while (taken.includes(`${base}.${number}`)) number += 1
  return number
}

function scopeOf({ tool, risk, agent, environment, channel, money = [], arguments: args }: PolicyFacts): Condition[] {
  const amounts = money.flatMap((pointer): Condition[] => {
    const value = args === undefined ? null : resolvePointer(args, pointer)
    return typeof value === 'number' && value >= 0
      ? [{ field: 'argument', pointer, op: 'between', from: 0, to: value }]
      : []
  })
  return [
    { field: 'tool', in: [tool] },
    ...amounts,
    ...(risk === undefined ? [] : [{ field: 'risk' as const, in: [risk] }]),
    ...(agent === undefined ? [] : [{ field: 'agent' as const, in: [agent] }]),
    ...(environment === undefined ? [] : [{ field: 'environment' as const, in: [environment] }]),
    ...(channel === undefined ? [] : [{ field: 'channel' as const, in: [channel] }]),
  ]
}
