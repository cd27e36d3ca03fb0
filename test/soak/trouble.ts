import type { ExecutionPoint } from '#main/kernel/ports.ts'
import type { FaultInput } from '#main/sandbox/faults.ts'
import type { Chance } from '#test/soak/chance.ts'

/** What goes wrong in a round, and when. The seed decides; how far the desk has come by then, the machine. */
export type Trouble = { readonly atMs: number } & (
  | { readonly what: 'fault'; readonly fault: FaultInput }
  | { readonly what: 'kill' }
  | { readonly what: 'die'; readonly at: ExecutionPoint; readonly count: number }
  | { readonly what: 'clock'; readonly how: 'suspend' | 'advance'; readonly ms: number }
  | { readonly what: 'pause'; readonly ms: number }
  | { readonly what: 'cut_lines' }
  | { readonly what: 'cut_calls'; readonly forgets: boolean }
  | { readonly what: 'disk'; readonly how: 'full' | 'read_only'; readonly ms: number; readonly kill: boolean }
)

const points: readonly [ExecutionPoint, ...ExecutionPoint[]] = [
  'before_attempt',
  'attempt_committed',
  'sent',
  'answered',
  'receipt_committed',
  'agent_answered',
]
const [second, minute, hour] = [1000, 60_000, 3_600_000]
const jumps = [-3 * hour, -5 * second, 10 * second, 10 * minute, 9 * hour, 26 * hour] as const

/** What the services do to whoever asks them. */
function faultFrom(chance: Chance): FaultInput {
  const times = chance.between(1, 3)
  const agents: readonly [FaultInput, ...FaultInput[]] = [
    { service: 'xai', kind: 'cut_stream', after: chance.between(0, 4), times },
    { service: 'xai', kind: 'status', status: 429, retryAfter: '1', times },
    { service: 'xai', kind: 'status', status: 500, times },
    { service: 'xai', kind: 'malformed', times: 1 },
    { service: 'xai', kind: 'reset', times },
    { service: 'xai', kind: 'error_200', times: 1 },
  ]
  const reads: readonly [FaultInput, ...FaultInput[]] = [
    { service: 'helpdesk', method: 'GET', kind: 'status', status: 503, times },
    { service: 'helpdesk', method: 'GET', kind: 'status', status: 429, retryAfter: '1', times },
    { service: 'helpdesk', method: 'GET', kind: 'cut_stream', after: 1, times },
    { service: 'helpdesk', method: 'POST', path: '/conversations/search', kind: 'malformed', times },
    { service: 'helpdesk', kind: 'slow_answer', ms: chance.between(200, 3000), times },
    { service: 'helpdesk', method: 'GET', path: '/*conversations/*', kind: 'jumbled', times: 3 * times },
    { service: 'helpdesk', method: 'POST', path: '/conversations/search', kind: 'jumbled', times: 3 * times },
  ]
  const writes: readonly [FaultInput, ...FaultInput[]] = (['helpdesk', 'company'] as const).flatMap(
    (service): FaultInput[] => {
      const where = service === 'helpdesk' ? { path: '/*/conversations/*' } : {}
      const post = { service, method: 'POST', ...(chance.is(0.5) ? where : {}), times }
      return [
        { ...post, kind: 'lost_response' },
        { ...post, kind: 'reset' },
        { ...post, kind: 'status', status: 500 },
        { ...post, kind: 'status', status: 429, retryAfter: '1' },
        { ...post, kind: 'status_after', status: 502 },
        { ...post, kind: 'slow_answer', ms: chance.between(500, 4000) },
        { ...post, kind: 'latency', ms: chance.between(100, 2000) },
        { ...post, kind: 'malformed' },
      ]
    },
  ) as [FaultInput, ...FaultInput[]]
  return chance.one(chance.is(0.5) ? writes : chance.is(0.5) ? agents : reads)
}

export type RoundShape = {
  readonly ms: number
  /** Whether the process may be killed in it. */
  readonly kills: boolean
  readonly disk: readonly ('full' | 'read_only')[]
}

/** At least one kill where kills are allowed, and at least one fault in any case. */
export function planTrouble(chance: Chance, { ms, kills, disk }: RoundShape): readonly Trouble[] {
  const at = (): number => chance.between(0, ms)
  const planned: Trouble[] = Array.from({ length: chance.between(2, 6) }, () => ({
    atMs: at(),
    what: 'fault',
    fault: faultFrom(chance),
  }))
  if (kills) {
    planned.push({ atMs: at(), what: 'kill' })
    if (chance.is(0.7)) planned.push({ atMs: at(), what: 'die', at: chance.one(points), count: chance.between(1, 3) })
  }
  if (chance.is(0.5))
    planned.push({ atMs: at(), what: 'clock', how: chance.is(0.3) ? 'advance' : 'suspend', ms: chance.one(jumps) })
  if (chance.is(0.2)) planned.push({ atMs: at(), what: 'pause', ms: chance.between(200, 1500) })
  if (chance.is(0.2)) planned.push({ atMs: at(), what: 'cut_lines' })
  if (chance.is(0.3)) planned.push({ atMs: at(), what: 'cut_calls', forgets: chance.is(0.5) })
  const [first, ...others] = disk
  if (first !== undefined && chance.is(0.35))
    planned.push({
      atMs: at(),
      what: 'disk',
      how: chance.one([first, ...others]),
      ms: chance.between(300, 2000),
      kill: kills && chance.is(0.3),
    })
  return planned
    .map((one) => (one.what === 'clock' && one.how === 'advance' ? { ...one, ms: Math.abs(one.ms) } : one))
    .toSorted((one, other) => one.atMs - other.atMs)
}
