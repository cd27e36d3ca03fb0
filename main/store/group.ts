import { guarded, type Connection } from '#main/store/database.ts'

/** Runs `work` in a transaction; resolves when it is on disk, rejects when none of it is. */
export type Write = <T>(work: () => T) => Promise<T>

type Job = { readonly run: () => void; readonly resolve: () => void; readonly reject: (error: unknown) => void }

/**
 * Commits what many callers ask for in the same turn of the event loop together: the disk is waited for once. Each keeps
 * its own savepoint, so one that fails takes nobody with it; nobody is answered before the common commit is durable.
 */
export function createGroup(db: Connection): { readonly write: Write; readonly flush: () => void } {
  let waiting: Job[] = []
  const savepoint = db.transaction((work: () => void) => work())

  const commitTogether = db.transaction((jobs: readonly Job[]) => {
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
  })

  const flush = () => {
    const jobs = waiting
    waiting = []
    const [only] = jobs
    if (only === undefined) return
    try {
      if (jobs.length === 1) {
        guarded(() => savepoint.immediate(only.run))
        return only.resolve()
      }
      const failed = guarded(() => commitTogether.immediate(jobs))
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
