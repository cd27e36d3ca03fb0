import type { Outcomes, Spread } from '#contract/policy-simulation.ts'
import type { Rule } from '#contract/policy.ts'

/** Dots over a number line: one column for each bin, and in it what was approved as proposed below what was not. */
export type Look = 'kept' | 'outside' | 'other' | 'edited' | 'rejected'
export type Column = { readonly from: number; readonly to: number; readonly dots: readonly Look[] }
export type Dots = {
  readonly columns: readonly Column[]
  /** How many decisions one dot stands for. */
  readonly each: number
  readonly low: number
  readonly high: number
  readonly bound: number | null
}

const mostDots = 18

const boundOf = (rule: Rule, pointer: string): number | null => {
  const found = rule.when.flatMap((one) => {
    if (one.field !== 'argument' || one.pointer !== pointer) return []
    if (one.op === 'between') return [one.to]
    return one.op === 'lt' || one.op === 'lte' ? [one.value] : []
  })
  return found.length === 0 ? null : Math.min(...found)
}

/** What speaks against the rule: changed by a person where it permits, approved by one where it refuses. */
function looks(outcomes: Outcomes, inside: boolean, verdict: Rule['verdict'], each: number): readonly Look[] {
  const times = (count: number, look: Look): Look[] => Array.from({ length: Math.ceil(count / each) }, () => look)
  const { unchanged, edited, rejected, undone, answered } = outcomes
  if (!inside) return [...times(unchanged, 'outside'), ...times(edited + rejected + undone + answered, 'other')]
  if (verdict === 'allow')
    return [
      ...times(unchanged, 'kept'),
      ...times(answered, 'other'),
      ...times(edited + undone, 'edited'),
      ...times(rejected, 'rejected'),
    ]
  const isRefused = verdict === 'deny'
  return [
    ...times(rejected + (isRefused ? 0 : unchanged), 'kept'),
    ...times(answered + undone + (isRefused ? 0 : edited), 'other'),
    ...times(isRefused ? unchanged + edited : 0, 'edited'),
  ]
}

const total = (outcomes: Outcomes): number => Object.values(outcomes).reduce((sum, count) => sum + count, 0)

export function dotsOf(spread: Spread, rule: Rule): Dots | null {
  const [first] = spread.bins
  const last = spread.bins.at(-1)
  if (first === undefined || last === undefined) return null
  const froms = [...new Set(spread.bins.map(({ from }) => from))]
  const at = (from: number) => spread.bins.filter((bin) => bin.from === from)
  const highest = Math.max(...froms.map((from) => at(from).reduce((sum, { outcomes }) => sum + total(outcomes), 0)))
  const each = Math.max(1, Math.ceil(highest / mostDots))
  const bound = boundOf(rule, spread.pointer)
  return {
    columns: froms.map((from) => ({
      from,
      to: at(from)[0]?.to ?? from,
      dots: at(from).flatMap(({ outcomes, inside }) => looks(outcomes, inside, rule.verdict, each)),
    })),
    each,
    low: Math.min(0, first.from),
    high: Math.max(last.to, bound ?? last.to),
    bound,
  }
}

/** Round numbers for the axis, about six of them. */
export function ticksOf(low: number, high: number): readonly number[] {
  const rough = (high - low) / 6 || 1
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = ([1, 2, 5, 10].find((one) => one * power >= rough) ?? 10) * power
  const count = Math.floor((high - low) / step + 1e-9)
  return Array.from({ length: count + 1 }, (_, at) =>
    Number((Math.ceil(low / step) * step + at * step).toPrecision(10)),
  )
}
