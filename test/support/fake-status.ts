import type { Status } from '#contract/index.ts'
import { defaultKeys } from '#contract/preferences.ts'

/** What a desk says of itself on which all is well and nothing is going on. */
export function fakeStatus(now: number): Status {
  const health = { state: 'ok', message: '', lastOkAt: now, latencyMs: 312, retryAt: null } as const
  return {
    host: 'web',
    version: '0.1.0',
    workspace: 'Larch & Ledge',
    environment: 'PROD',
    agentName: 'Order Support',
    operator: 'Jo Lindqvist',
    sample: false,
    helpdesk: health,
    xai: health,
    startReport: null,
    paused: null,
    dryRun: false,
    storage: { state: 'ok', since: null, freeBytes: null, unrecorded: 0 },
    settings: { theme: 'system', density: 'comfortable', language: 'system', singleKeys: true, keys: defaultKeys },
    queue: { order: 'urgency', splits: [] },
  }
}
