/**
 * One piece of work that several wait for. Each stops waiting when its own signal says so; the work itself is given up only
 * when nobody waits any more. Two runs never overlap: who comes while a run is being given up waits for its end.
 */
export type SharedWork<T> = {
  readonly join: (signal: AbortSignal) => Promise<T>
  /** Resolves when nothing runs. */
  readonly rest: () => Promise<void>
}

type Run<T> = { readonly result: Promise<T>; readonly stop: AbortController; waiting: number }

export function createSharedWork<T>(work: (signal: AbortSignal) => Promise<T>): SharedWork<T> {
  let current: Run<T> | null = null

  const begin = (): Run<T> => {
    const stop = new AbortController()
    const result = work(stop.signal).finally(() => {
      current = null
    })
    return { result, stop, waiting: 0 }
  }

  const ended = async (run: Run<T> | null): Promise<void> => {
    await run?.result.catch(() => {})
  }

  const join = async (signal: AbortSignal): Promise<T> => {
    while (current?.stop.signal.aborted === true) await ended(current)
    signal.throwIfAborted()
    const run = (current ??= begin())
    const left = Promise.withResolvers<never>()
    const leave = () => left.reject(signal.reason)
    signal.addEventListener('abort', leave, { once: true })
    run.waiting += 1
    try {
      return await Promise.race([run.result, left.promise])
    } finally {
      signal.removeEventListener('abort', leave)
      run.waiting -= 1
      if (run.waiting === 0 && current === run) run.stop.abort()
    }
  }

  return { join, rest: () => ended(current) }
}
