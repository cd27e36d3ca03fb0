import { asAppError } from '#main/kernel/errors.ts'
import type { Desk } from '#main/services/desk.ts'

/**
 * Listens where a helpdesk tells of changes by itself, and comes back when the line is cut. It only makes the next look at the
 * list come sooner, and names conversations to be read: whatever it misses is found by looking.
 */
export type LiveUpdates = {
  /** Until the signal aborts. */
  readonly run: (signal: AbortSignal) => Promise<void>
  /** The connection changed: whoever is listened to now. */
  readonly restart: () => void
}

const firstWaitMs = 1_000
const longestWaitMs = 60_000
/** A line that stood so long was a good one: the next is tried at once. */
const steadyMs = 30_000

export function createLiveUpdates(
  desk: Desk,
  hear: {
    /** It listens from now on: what came before has to be looked for. */
    readonly opened: () => void
    readonly changed: (externalId: string) => void
  },
): LiveUpdates {
  let restarted = new AbortController()

  /** Ends with the line; the wait before the next one. */
  const listen = async (failures: number, signal: AbortSignal): Promise<number> => {
    let openedAt: number | null = null
    const opened = () => {
      openedAt = desk.clock.monotonic()
      desk.log('info', 'live.opened')
      hear.opened()
    }
    try {
      await desk.connections().helpdesk?.live?.({ opened, changed: hear.changed }, signal)
    } catch (thrown) {
      const { code, message } = asAppError(thrown)
      if (!signal.aborted) desk.log('warn', 'live.ended', { code, message })
    }
    const stood = openedAt === null ? 0 : desk.clock.monotonic() - openedAt
    return stood >= steadyMs ? 0 : failures + 1
  }

  return {
    restart: () => restarted.abort(),
    run: async (signal) => {
      let failures = 0
      while (!signal.aborted) {
        restarted = new AbortController()
        const either = AbortSignal.any([signal, restarted.signal])
        const isLive = (desk.connections().helpdesk?.live ?? null) !== null
        if (isLive) failures = await listen(failures, either)
        else failures = 0
        const wait = isLive ? Math.min(longestWaitMs, firstWaitMs * 2 ** failures) : longestWaitMs
        const spread = isLive ? 0.8 + desk.random.fraction() * 0.4 : 1
        await desk.clock.sleep(wait * spread, either).catch(() => {})
      }
    },
  }
}
