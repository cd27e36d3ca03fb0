import type { Person } from '#main/clients/helpdesk/helpdesk.ts'
import { asAppError } from '#main/kernel/errors.ts'
import type { Clock, Log } from '#main/kernel/ports.ts'

/** Names of admins and teams by id, kept for an hour. Who cannot be looked up has no name; nothing else fails for it. */
export type Names = {
  readonly of: (id: string) => string | null
  readonly learn: (signal: AbortSignal) => Promise<void>
}

const freshMs = 3_600_000
const retryMs = 600_000

export function createNames(ports: {
  readonly read: (signal: AbortSignal) => Promise<readonly Person[]>
  readonly clock: Pick<Clock, 'now'>
  readonly log: Log
}): Names {
  const { read, clock, log } = ports
  let known: ReadonlyMap<string, string> = new Map()
  let nextAt = -Infinity
  return {
    of: (id) => known.get(id) ?? null,
    learn: async (signal) => {
      if (clock.now() < nextAt) return
      nextAt = clock.now() + retryMs
      try {
        known = new Map((await read(signal)).map(({ id, name }) => [id, name]))
        nextAt = clock.now() + freshMs
      } catch (thrown) {
        const { code } = asAppError(thrown)
        if (code === 'cancelled') nextAt = -Infinity
        else log('warn', 'helpdesk.names_unknown', { code })
      }
    },
  }
}
