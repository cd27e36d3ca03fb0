import type { Log } from '#main/kernel/ports.ts'
import type { Lanes } from '#main/services/lanes.ts'
import type { Storage } from '#main/services/storage/storage.ts'

/**
 * While the disk or the database is unwell the desk stands still: no lane begins, nothing is polled, no deadline passes. When it is well
 * again what was left is taken up by itself, beginning with what the last stop left where that was not put right yet.
 */
export type Standstill = {
  /** Begins to work, or, where the disk does not allow it yet, as soon as it does. */
  readonly start: () => Promise<void>
  /** To be called whenever the storage may have changed. */
  readonly look: () => void
  readonly stop: () => Promise<void>
}

type Parts = {
  readonly storage: Pick<Storage, 'isWell'>
  readonly lanes: Pick<Lanes, 'start' | 'hold'>
  /** Puts right what the last stop left; once. */
  readonly putRight: () => Promise<void>
  /** Looks again at whatever may have been left. */
  readonly takeUp: (when: 'at start' | 'later') => Promise<void>
  /** What the desk does by itself, until the signal aborts. */
  readonly run: (signal: AbortSignal) => Promise<void>
  readonly changed: () => void
  readonly log: Log
}

export function createStandstill({ storage, lanes, putRight, takeUp, run, changed, log }: Parts): Standstill {
  let phase: 'new' | 'started' | 'stopped' = 'new'
  let isPutRight = false
  let release: (() => void) | null = null
  let running = new AbortController()
  let ran: Promise<void> = Promise.resolve()
  let resuming: Promise<void> = Promise.resolve()
  let taken: Promise<void> = Promise.resolve()
  const noted = (error: unknown) => log('error', 'standstill.not_ended', { error })

  const begin = async (): Promise<void> => {
    if (phase !== 'started' || !storage.isWell()) return
    const when = isPutRight ? 'later' : 'at start'
    if (!isPutRight) await putRight()
    if (!isPutRight) lanes.start()
    isPutRight = true
    taken = taken.then(() => takeUp(when)).catch(noted)
    if (running.signal.aborted) running = new AbortController()
    const { signal } = running
    ran = ran.then(() => run(signal)).catch(noted)
  }

  const look = () => {
    if (!storage.isWell() && release === null) {
      release = lanes.hold()
      running.abort()
    } else if (storage.isWell() && release !== null) {
      release()
      release = null
      resuming = resuming.then(begin).catch(noted)
    }
    changed()
  }

  return {
    start: async () => {
      phase = 'started'
      look()
      const begun = resuming.then(begin)
      resuming = begun.catch(() => {})
      await begun.catch((thrown: unknown) => {
        // Met the trouble itself: it is waited out like any other.
        if (storage.isWell()) throw thrown
      })
    },
    look,
    stop: async () => {
      phase = 'stopped'
      running.abort()
      await Promise.all([ran, resuming, taken])
    },
  }
}
