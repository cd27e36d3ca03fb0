import type { StorageStatus } from '#contract/storage.ts'
import { asAppError, type AppError } from '#main/kernel/errors.ts'
import type { Clock, Disk, Log } from '#main/kernel/ports.ts'
import { damaged } from '#main/services/storage/guarded-store.ts'

/**
 * Whether the desk can write. While it cannot, nothing that leaves traces begins; whether it can again is found out by
 * writing. Damage does not pass: only another start, or another database, ends it.
 */
export type Storage = {
  readonly now: () => StorageStatus
  /** Work may begin. */
  readonly isWell: () => boolean
  /** Resolves when it is not. */
  readonly unwell: (signal: AbortSignal) => Promise<AppError>
  /** Takes note of what a read or write threw. */
  readonly failed: (thrown: unknown) => void
  /**
   * Brings to disk what is true already, however long that takes. Rejects where the disk is not what fails, or when the
   * desk stops before it could be written.
   */
  readonly keep: <T>(record: () => Promise<T>, stopping: AbortSignal) => Promise<T>
  /** Looks how much room there is, until the signal aborts. */
  readonly watch: (signal: AbortSignal) => Promise<void>
}

export type StorageParts = {
  readonly clock: Clock
  readonly log: Log
  readonly disk: Pick<Disk, 'space' | 'soundness'>
  /** Commits something and takes it back. */
  readonly probe: () => Promise<void>
  /** Ends what looks whether the disk is well again. */
  readonly stopping: AbortSignal
  readonly changed: () => void
}

type Trouble = { readonly state: 'full' | 'read_only'; readonly since: number; readonly error: AppError }

const lookMs = 30_000
const firstProbeMs = 1_000
const longestProbeMs = 30_000
const firstRetryMs = 500
const longestRetryMs = 10_000
const lowBytes = 1_000_000_000
const lowShare = 0.05
/** With less than this a disk that refuses to be written is called full. */
const leastRoom = 1024 * 1024

/** The disk or the database is at fault, and not what was to be written. */
export const isStorageTrouble = ({ code }: Pick<AppError, 'code'>): boolean =>
  code === 'disk_full' || code === 'database_damaged'

const sqliteCode = ({ data }: AppError): unknown => data?.['sqlite']

export function createStorage({ clock, log, disk, probe, stopping, changed }: StorageParts): Storage {
  let trouble: Trouble | null = null
  let damagedAt = disk.soundness.isDamaged() ? clock.now() : null
  let low: { readonly since: number } | null = null
  let free: number | null = null
  let unrecorded = 0
  let recovered = new AbortController()
  let waiting: ((error: AppError) => void)[] = []

  const troubleOf = (met: AppError, since: number): Trouble => {
    const isFull = sqliteCode(met) === 'SQLITE_FULL' || (free !== null && free < leastRoom)
    return { state: isFull ? 'full' : 'read_only', since, error: met }
  }
  const error = (): AppError | null => (damagedAt === null ? (trouble?.error ?? null) : damaged())
  const tell = () => {
    const because = error()
    if (because !== null) {
      waiting.forEach((resolve) => resolve(because))
      waiting = []
    }
    changed()
  }

  const look = async (): Promise<void> => {
    const space = await disk.space().catch(() => null)
    const isLow = space !== null && space.total > 0 && (space.free < lowBytes || space.free / space.total < lowShare)
    const [wasFree, wasLow] = [free, low !== null]
    free = space?.free ?? null
    low = isLow ? (low ?? { since: clock.now() }) : null
    if (trouble !== null) trouble = troubleOf(trouble.error, trouble.since)
    if (isLow !== wasLow || (error() !== null && free !== wasFree)) tell()
  }

  /** Ends when something could be written, or there is damage. */
  const recover = async (): Promise<void> => {
    for (let wait = firstProbeMs; ; wait = Math.min(wait * 2, longestProbeMs)) {
      await clock.sleep(wait, stopping)
      await look()
      if (damagedAt !== null) return
      try {
        await probe()
        break
      } catch (thrown) {
        const met = asAppError(thrown)
        if (met.code === 'database_damaged') disk.soundness.report(met)
        else if (met.code === 'disk_full' && trouble !== null) trouble = troubleOf(met, trouble.since)
      }
    }
    log('info', 'storage.recovered', { state: trouble?.state, ms: clock.now() - (trouble?.since ?? 0) })
    trouble = null
    recovered.abort()
    recovered = new AbortController()
    tell()
  }

  const failed = (thrown: unknown): void => {
    const met = asAppError(thrown)
    if (met.code === 'database_damaged') disk.soundness.report(met)
    if (met.code !== 'disk_full' || trouble !== null) return
    trouble = troubleOf(met, clock.now())
    log('error', 'storage.failed', { state: trouble.state, sqlite: sqliteCode(met) })
    tell()
    void look()
    recover().catch(() => {})
  }

  disk.soundness.onChange(() => {
    damagedAt = disk.soundness.isDamaged() ? (damagedAt ?? clock.now()) : null
    tell()
  })

  const state = (): StorageStatus['state'] => {
    if (damagedAt !== null) return 'damaged'
    return trouble?.state ?? (low === null ? 'ok' : 'low')
  }

  return {
    now: () => ({
      state: state(),
      since: damagedAt ?? trouble?.since ?? low?.since ?? null,
      freeBytes: free,
      unrecorded,
    }),
    isWell: () => error() === null,
    unwell: (signal) => {
      const because = error()
      if (because !== null) return Promise.resolve(because)
      return new Promise((resolve) => {
        waiting.push(resolve)
        signal.addEventListener('abort', () => (waiting = waiting.filter((one) => one !== resolve)), { once: true })
      })
    },
    failed,
    keep: async (record, until) => {
      let isCounted = false
      const count = (by: 1 | -1) => {
        unrecorded += by
        isCounted = by === 1
        tell()
      }
      try {
        for (let wait = firstRetryMs; ; wait = Math.min(wait * 2, longestRetryMs)) {
          try {
            return await record()
          } catch (thrown) {
            const met = asAppError(thrown)
            if (!isStorageTrouble(met) && met.code !== 'busy') throw thrown
            failed(met)
            if (until.aborted) throw thrown
            if (!isCounted) count(1)
            // A desk that stops tries once more.
            await clock.sleep(wait, AbortSignal.any([until, recovered.signal])).catch(() => {})
          }
        }
      } finally {
        if (isCounted) count(-1)
      }
    },
    watch: async (signal) => {
      while (!signal.aborted) {
        await look()
        await clock.sleep(lookMs, signal).catch(() => {})
      }
    },
  }
}
