import type { Job, JobResult } from '#contract/exchange.ts'
import { AppError, asAppError } from '#main/kernel/errors.ts'
import { createFeed, snapshotThenEvents } from '#main/kernel/feed.ts'
import type { Log, Random } from '#main/kernel/ports.ts'

/** Things that take their time, one after the other; each goes on while nobody watches, and can be ended. */
export type Jobs = {
  readonly begin: (what: string, work: Work) => Job
  readonly isBusy: () => boolean
  readonly watch: (id: string, signal: AbortSignal) => AsyncGenerator<Job, void, undefined>
  readonly cancel: (id: string) => void
}
export type Work = (
  tell: (how: Partial<Pick<Job, 'what' | 'done' | 'total' | 'cancellable'>>) => void,
  signal: AbortSignal,
) => Promise<JobResult | null>

type Ports = { readonly random: Random; readonly log: Log; readonly stopping: AbortSignal }

/** Ended ones that can still be asked about. */
const remembered = 20

export function createJobs({ random, log, stopping }: Ports): Jobs {
  const jobs = new Map<string, Job>()
  const changed = createFeed<Job>()
  let running: { readonly id: string; readonly controller: AbortController } | null = null

  const put = (job: Job) => {
    jobs.set(job.id, job)
    changed.publish(job)
  }
  const known = (id: string): Job => {
    const job = jobs.get(id)
    if (job === undefined) throw new AppError('not_found', 'Nothing of that name is under way.')
    return job
  }
  const run = async (id: string, work: Work, signal: AbortSignal): Promise<void> => {
    const tell: Parameters<Work>[0] = (how) => put({ ...known(id), ...how })
    try {
      const result = await work(tell, signal)
      put({ ...known(id), state: result === null ? 'cancelled' : 'done', result })
    } catch (thrown) {
      const { code, message } = asAppError(thrown)
      const isCancelled = signal.aborted
      if (!isCancelled) log('warn', 'job.failed', { what: known(id).what, code })
      put({ ...known(id), state: isCancelled ? 'cancelled' : 'failed', failure: isCancelled ? null : message })
    } finally {
      running = null
    }
  }

  return {
    begin: (what, work) => {
      if (running !== null) throw new AppError('busy', `${known(running.id).what}. One thing after the other.`)
      for (const old of [...jobs.keys()].slice(0, -remembered)) jobs.delete(old)
      const id = random.id('job')
      const controller = new AbortController()
      put({ id, state: 'running', what, done: 0, total: null, result: null, failure: null, cancellable: true })
      running = { id, controller }
      void run(id, work, AbortSignal.any([controller.signal, stopping]))
      return known(id)
    },
    isBusy: () => running !== null,
    watch: async function* (id, signal) {
      const own = snapshotThenEvents(
        signal,
        () => known(id),
        changed,
        (job) => (job.id === id ? job : null),
      )
      for await (const job of own) {
        yield job
        if (job.state !== 'running') return
      }
    },
    cancel: (id) => {
      const { state, cancellable } = known(id)
      if (state === 'running' && cancellable && running?.id === id) running.controller.abort()
    },
  }
}
