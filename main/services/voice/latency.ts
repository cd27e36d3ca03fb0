import type { TurnLatency } from '#contract/call.ts'

/**
 * Where the time of a turn went, from the end of speech to the first sound of its answer. A stage nobody saw begin counts as no
 * time; a turn without an audible answer is none.
 */
export type Latency = {
  readonly speechEnded: (at: number) => void
  readonly committed: (at: number) => void
  readonly arrived: (at: number) => void
  readonly given: (at: number) => void
  /** The whole turn, once. */
  readonly audible: (at: number) => TurnLatency | null
  /** The turn got no answer, or another one began. */
  readonly forget: () => void
  readonly summary: () => {
    readonly last: TurnLatency | null
    readonly p50: number | null
    readonly p95: number | null
    readonly turns: number
  }
}

type Marks = { ended: number | null; committed: number | null; arrived: number | null; given: number | null }

const none = (): Marks => ({ ended: null, committed: null, arrived: null, given: null })
/** Of a long call, the newest turns say how it is. */
const keptTurns = 500

export function percentile(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? null
}

export function createLatency(): Latency {
  let marks = none()
  let last: TurnLatency | null = null
  let turns = 0
  const totals: number[] = []

  return {
    speechEnded: (at) => {
      marks = { ...none(), ended: at }
    },
    committed: (at) => {
      marks.ended ??= at
      marks.committed ??= at
    },
    arrived: (at) => {
      if (marks.committed !== null) marks.arrived ??= at
    },
    given: (at) => {
      if (marks.arrived !== null) marks.given ??= at
    },
    audible: (at) => {
      const { ended, committed, arrived } = marks
      if (ended === null || committed === null || arrived === null) return null
      const given = marks.given ?? arrived
      const heard = Math.max(given, at)
      marks = none()
      last = {
        captureMs: Math.max(0, committed - ended),
        serviceMs: Math.max(0, arrived - committed),
        bufferMs: Math.max(0, given - arrived),
        playbackMs: heard - given,
        totalMs: Math.max(0, heard - ended),
      }
      turns += 1
      totals.push(last.totalMs)
      if (totals.length > keptTurns) totals.shift()
      return last
    },
    forget: () => {
      marks = none()
    },
    summary: () => ({ last, p50: percentile(totals, 0.5), p95: percentile(totals, 0.95), turns }),
  }
}
