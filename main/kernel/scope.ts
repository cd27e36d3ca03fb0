import { AppError } from '#main/kernel/errors.ts'
import type { Clock, Log } from '#main/kernel/ports.ts'

/** Everything begun in a scope ends with it: work, timers and child scopes. */
export type Scope = {
  readonly signal: AbortSignal
  /** Runs work whose result somebody waits for. Refused once the scope is closing. */
  readonly run: <T>(name: string, work: (signal: AbortSignal) => Promise<T>) => Promise<T>
  /** Runs work nobody waits for; a failure is logged, an abort is not. */
  readonly start: (name: string, work: (signal: AbortSignal) => Promise<void>) => void
  readonly after: (ms: number, name: string, work: (signal: AbortSignal) => Promise<void>) => void
  readonly child: (name: string) => Scope
  /** Aborts all, waits at most `ms`, and names what had not ended by then. Later calls wait for the same end. */
  readonly close: (ms: number) => Promise<readonly string[]>
}

export function createScope(name: string, clock: Clock, log: Log): Scope {
  const controller = new AbortController()
  const { signal } = controller
  const running = new Map<Promise<unknown>, string>()
  const children = new Set<Scope>()

  const run: Scope['run'] = async (workName, work) => {
    if (signal.aborted) throw new AppError('cancelled', `${name} is stopping.`)
    const promise = work(signal)
    running.set(promise, `${name}/${workName}`)
    try {
      return await promise
    } finally {
      running.delete(promise)
    }
  }
  const start: Scope['start'] = (workName, work) => {
    run(workName, work).catch((error: unknown) => {
      if (!signal.aborted) log('error', 'scope.failed', { scope: name, work: workName, error })
    })
  }
  const closeOnce = async (ms: number): Promise<readonly string[]> => {
    controller.abort(new AppError('cancelled', `${name} is stopping.`))
    const ended = new AbortController()
    const settled = Promise.allSettled(running.keys()).then(() => ended.abort())
    const left = await Promise.all([
      ...[...children].map((child) => child.close(ms)),
      Promise.race([settled, clock.sleep(ms, ended.signal).catch(() => {})]).then(() => [...running.values()]),
    ])
    ended.abort()
    return left.flat()
  }
  let closing: Promise<readonly string[]> | undefined

  return {
    signal,
    run,
    start,
    after: (ms, workName, work) =>
      start(workName, async (current) => {
        await clock.sleep(ms, current)
        await work(current)
      }),
    child: (childName) => {
      const child = createScope(`${name}/${childName}`, clock, log)
      if (signal.aborted) void child.close(0)
      children.add(child)
      child.signal.addEventListener('abort', () => signal.aborted || children.delete(child), { once: true })
      return child
    },
    close: (ms) => (closing ??= closeOnce(ms)),
  }
}
