import { guarded, type Connection } from '#main/store/database.ts'

/** Runs `work` in a transaction; resolves when it is on disk, rejects when none of it is. */
export type Write = <T>(work: () => T) => Promise<T>

type Job = { readonly run: () => void; readonly resolve: () => void; readonly reject: (error: unknown) => void }

const none: ReadonlyMap<Job, unknown> = new Map()

/**
 * Commits what many callers ask for in the same turn of the event loop together: the disk is waited for once. Each keeps
 * its own savepoint, so one that fails takes nobody with it; nobody is answered before the common commit is durable.
 */
export function createGroup(db: Connection): { readonly write: Write; readonly flush: () => void } {
  let waiting: Job[] = []
  const savepoint = db.transaction((work: () => void) => work())

  const begin = db.prepare('begin immediate')
  const commit = db.prepare('commit')
  const rollback = db.prepare('rollback')

  const runEach = (jobs: readonly Job[]): ReadonlyMap<Job, unknown> => {
    const failed = new Map<Job, unknown>()
    for (const job of jobs) {
      try {
        guarded(() => savepoint(job.run))
      } catch (error) {
        // A full disk ends the whole transaction, not only this part of it.
        if (!db.inTransaction) throw error
        failed.set(job, error)
      }
    }
    return failed
  }

  /** Those that failed, each for itself; throws where nothing at all was committed. */
  const commitTogether = (jobs: readonly Job[]): ReadonlyMap<Job, unknown> => {
    begin.run()
    try {
      const [only] = jobs
      const failed = jobs.length === 1 ? only?.run() : runEach(jobs)
      commit.run()
      return failed ?? none
    } catch (error) {
      if (db.inTransaction) rollback.run()
      throw error
    }
  }

  const flush = () => {
    const jobs = waiting
    waiting = []
    if (jobs.length === 0) return
    try {
      const failed = guarded(() => commitTogether(jobs))
      for (const job of jobs) {
        if (failed.has(job)) job.reject(failed.get(job))
        else job.resolve()
      }
    } catch (error) {
      jobs.forEach((job) => job.reject(error))
    }
  }

  const write: Write = <T>(work: () => T) =>
    new Promise<T>((resolve, reject) => {
      let value: T
      if (waiting.length === 0) setImmediate(flush)
      waiting.push({ run: () => void (value = work()), resolve: () => resolve(value), reject })
    })

  return { write, flush }
}
