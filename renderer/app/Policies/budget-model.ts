import type { Simulation } from '#contract/policy-simulation.ts'

/** One bar for each day from the first to the last, the quiet ones too, the newest three months of them. */
export type Bar = { readonly at: number; readonly ran: number; readonly stopped: number }

const dayMs = 86_400_000
const mostBars = 90

export function barsOf(days: NonNullable<Simulation['days']>): readonly Bar[] {
  const [first, last] = [days[0], days.at(-1)]
  if (first === undefined || last === undefined) return []
  const count = Math.min(mostBars, Math.round((last.at - first.at) / dayMs) + 1)
  const known = new Map(days.map((day) => [day.at, day]))
  return Array.from({ length: count }, (_, index) => {
    const at = last.at - (count - 1 - index) * dayMs
    return known.get(at) ?? { at, ran: 0, stopped: 0 }
  })
}
