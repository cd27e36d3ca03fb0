/**
 * Time that passes as soon as nobody has anything left to do: whoever sleeps is woken in the order of their moments, at exactly
 * that moment. Seconds pass in no time, and always in the same way.
 */
export type VirtualClock = {
  readonly monotonic: () => number
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>
}

type Sleeper = { readonly at: number; readonly wake: () => void }

export function virtualClock(): VirtualClock {
  let now = 1000
  let pumping = false
  const sleepers: Sleeper[] = []

  const pump = () => {
    const next = sleepers.toSorted((left, right) => left.at - right.at)[0]
    pumping = next !== undefined
    if (next === undefined) return
    sleepers.splice(sleepers.indexOf(next), 1)
    now = Math.max(now, next.at)
    next.wake()
    setImmediate(pump)
  }

  return {
    monotonic: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted === true) return reject(signal.reason as Error)
        const sleeper = { at: now + ms, wake: resolve }
        sleepers.push(sleeper)
        signal?.addEventListener('abort', () => {
          const place = sleepers.indexOf(sleeper)
          if (place >= 0) sleepers.splice(place, 1)
          reject(signal.reason as Error)
        })
        if (!pumping) setImmediate(pump)
        pumping = true
      }),
  }
}
