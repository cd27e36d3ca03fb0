import type { ConnectionHealth } from '#contract/index.ts'
import { assertNever, type AppError } from '#main/kernel/errors.ts'
import type { Clock } from '#main/kernel/ports.ts'
import { isStorageTrouble } from '#main/services/storage/storage.ts'

export type Service = 'helpdesk' | 'xai'

/** How the connections fare, as the last calls showed it. */
export type Health = {
  readonly ok: (service: Service, latencyMs: number) => void
  readonly failed: (service: Service, error: AppError) => void
  readonly reset: (service: Service, connected: boolean) => void
  readonly of: (service: Service) => ConnectionHealth
}

const slowMs: Record<Service, number> = { helpdesk: 3_000, xai: 15_000 }

const none: ConnectionHealth = {
  state: 'none',
  message: 'Not connected',
  lastOkAt: null,
  latencyMs: null,
  retryAt: null,
}

export function createHealth(clock: Clock, changed: () => void): Health {
  const health: Record<Service, ConnectionHealth> = { helpdesk: none, xai: none }
  const set = (service: Service, next: ConnectionHealth) => {
    health[service] = next
    changed()
  }
  return {
    ok: (service, latencyMs) =>
      set(service, {
        state: latencyMs > slowMs[service] ? 'slow' : 'ok',
        message: '',
        lastOkAt: clock.now(),
        latencyMs: Math.round(latencyMs),
        retryAt: null,
      }),
    failed: (service, error) => {
      // What this machine could not write says nothing about the other side.
      if (isStorageTrouble(error)) return
      const retryAfter = error.data?.['retryAfterMs']
      set(service, {
        ...health[service],
        state: stateOf(error),
        message: error.message,
        retryAt: typeof retryAfter === 'number' ? clock.now() + retryAfter : null,
      })
    },
    reset: (service, connected) => set(service, connected ? { ...none, state: 'ok', message: 'Not asked yet' } : none),
    of: (service) => health[service],
  }
}

/** Nobody answered, or asked for patience: the same request is worth making later. */
export function isTroubleOfTheWay(error: AppError): boolean {
  const wasCut = error.code === 'remote_failed' && typeof error.data?.['status'] !== 'number'
  return wasCut || ['unreachable', 'timed_out', 'rate_limited'].includes(error.code)
}

function stateOf(error: AppError): ConnectionHealth['state'] {
  if (error.code !== 'rate_limited' && isTroubleOfTheWay(error)) return 'offline'
  switch (error.code) {
    case 'unauthorised':
    case 'forbidden':
    case 'missing_secret':
      return 'refused'
    case 'rate_limited':
    case 'quota_exhausted':
      return 'limited'
    case 'unreachable':
    case 'timed_out':
    case 'egress_refused':
      return 'offline'
    case 'invalid_input':
    case 'unknown_procedure':
    case 'too_large':
    case 'not_found':
    case 'already_decided':
    case 'changed':
    case 'illegal_transition':
    case 'same_person':
    case 'blocked':
    case 'conflict':
    case 'vault_refused':
    case 'remote_invalid':
    case 'remote_failed':
    case 'protocol':
    case 'cancelled':
    case 'busy':
    case 'database_newer':
    case 'database_damaged':
    case 'disk_full':
    case 'internal':
      return 'slow'
    default:
      return assertNever(error.code)
  }
}
