import type { Rule } from '#contract/policy.ts'
import type { Outcomes, Simulation, Spread } from '#contract/policy-simulation.ts'
import type { ArgumentCondition, Condition } from '#contract/policy-condition.ts'
import { currencyOf } from '#main/domain/sentence.ts'
import type { Decided } from '#main/domain/policy/simulation.ts'
import { compilePointer, resolvePointer } from '#main/domain/pointer.ts'

/** How past decisions lie along the number that a rule bounds, and how far it could go without a conflict. */
type Bound = Extract<ArgumentCondition, { op: 'lt' | 'lte' | 'gt' | 'gte' | 'between' }>
type Point = { readonly value: number; readonly inside: boolean; readonly outcome: keyof Outcomes }

const bounds = new Set(['lt', 'lte', 'gt', 'gte', 'between'])
const isBound = (condition: Condition): condition is Bound => condition.field === 'argument' && bounds.has(condition.op)

/** The pointer of the first number that the rule bounds, and the rule's other conditions. */
export function boundOf(rule: Rule): { readonly pointer: string; readonly rest: readonly Condition[] } | null {
  const first = rule.when.find(isBound)
  if (first === undefined) return null
  const { pointer } = first
  return { pointer, rest: rule.when.filter((one) => !(isBound(one) && one.pointer === pointer)) }
}

export function valueAt({ facts }: Decided, pointer: string): number | null {
  const value = facts.arguments === undefined ? null : resolvePointer(facts.arguments, pointer)
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

export const outcomeOf = ({ verb, undone }: Decided): keyof Outcomes =>
  verb === 'reject'
    ? 'rejected'
    : verb === 'answer'
      ? 'answered'
      : verb === 'edit'
        ? 'edited'
        : undone
          ? 'undone'
          : 'unchanged'

const mostBins = 60

export function createSpread(rule: Rule, pointer: string) {
  const points: Point[] = []
  const look = compilePointer(pointer)
  const currencies = new Set<string | null>()
  let isMoney = false
  return {
    add: (decided: Decided, inside: boolean): void => {
      const { arguments: args } = decided.facts
      const value = args === undefined ? null : look(args)
      isMoney ||= decided.facts.money?.includes(pointer) === true
      if (args === undefined || typeof value !== 'number' || !Number.isFinite(value)) return
      points.push({ value, inside, outcome: outcomeOf(decided) })
      currencies.add(currencyOf(args))
    },
    result: (): Spread => ({
      pointer,
      money: isMoney,
      currency: currencies.size === 1 ? ([...currencies][0] ?? null) : null,
      ...fill(points, upperBound(rule, pointer)),
    }),
    free: (): Simulation['free'] => freeBound(points, rule, pointer),
  }
}

function upperBound(rule: Rule, pointer: string): number | null {
  const found = rule.when.flatMap((one) =>
    !isBound(one) || one.pointer !== pointer
      ? []
      : one.op === 'between'
        ? [one.to]
        : one.op === 'lt' || one.op === 'lte'
          ? [one.value]
          : [],
  )
  return found.length === 0 ? null : Math.min(...found)
}

/** 1, 2 or 5 times a power of ten, and no more bins than fit on the screen. */
function stepFor(range: number): number {
  const rough = Math.max(range, 1e-6) / mostBins
  const power = 10 ** Math.floor(Math.log10(rough))
  const factor = [1, 2, 5, 10].find((one) => one * power >= rough) ?? 10
  return tidy(factor * power)
}

const tidy = (value: number): number => Number(value.toPrecision(12))

function fill(points: readonly Point[], bound: number | null): Pick<Spread, 'bins' | 'beyond'> {
  if (points.length === 0) return { bins: [], beyond: 0 }
  const values = points.map(({ value }) => value).toSorted((a, b) => a - b)
  const low = Math.min(0, values[0] ?? 0)
  // A few very large ones would press all the others into one column.
  const usual = values[Math.floor((values.length - 1) * 0.98)] ?? 0
  const high = Math.max(usual, bound ?? 0)
  const step = stepFor(high - low)
  const bins = new Map<string, Spread['bins'][number]>()
  let beyond = 0
  for (const { value, inside, outcome } of points) {
    if (value > high) {
      beyond += 1
      continue
    }
    // A value on a line belongs to the bin it ends: "up to 20" then fills whole bins.
    const place = Math.max(Math.floor(low / step), Math.ceil(tidy(value / step)) - 1)
    const key = `${place} ${inside}`
    const bin = bins.get(key) ?? {
      from: tidy(place * step),
      to: tidy((place + 1) * step),
      inside,
      outcomes: { ...none },
    }
    bin.outcomes[outcome] += 1
    bins.set(key, bin)
  }
  return { bins: [...bins.values()].toSorted((a, b) => a.from - b.from || Number(b.inside) - Number(a.inside)), beyond }
}

const none: Outcomes = { unchanged: 0, edited: 0, rejected: 0, undone: 0, answered: 0 }

const isConflict = ({ outcome }: Point): boolean =>
  outcome === 'edited' || outcome === 'rejected' || outcome === 'undone'

/** As round as it can be below the smallest conflict and not below what it is to keep. */
function freeBound(points: readonly Point[], rule: Rule, pointer: string): Simulation['free'] {
  const bound = upperBound(rule, pointer)
  if (rule.verdict !== 'allow' || bound === null) return null
  const inside = points.filter((one) => one.inside)
  const worst = Math.min(...inside.filter(isConflict).map(({ value }) => value))
  const kept = inside.filter(({ value }) => value < worst)
  if (!Number.isFinite(worst) || kept.length === 0) return null
  const largest = Math.max(...kept.map(({ value }) => value))
  const steps = [1000, 500, 100, 50, 20, 10, 5, 2, 1, 0.5, 0.1]
  const round = steps.map((step) => tidy(Math.floor(tidy(worst / step)) * step))
  const value = round.find((one) => one >= largest && one < worst) ?? largest
  return value < bound ? { value, matched: kept.length } : null
}
