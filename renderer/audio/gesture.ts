/**
 * A browser starts sound only once a person has done something on the page. Whoever opens sound waits here for that, each until its
 * own context runs or is not wanted any more; while anybody waits, the page says what it needs.
 */
export type GestureWait = {
  /** Resolves when the context runs; throws when the signal says that it is not wanted. */
  readonly until: (context: Waking, signal: AbortSignal) => Promise<void>
}

type Waking = EventTarget & { readonly state: string; readonly resume: () => Promise<void> }

export function createGestureWait(page: EventTarget, waits: (isWaiting: boolean) => void): GestureWait {
  let waiting = 0
  const count = (change: 1 | -1) => {
    waiting += change
    waits(waiting > 0)
  }
  // One that was closed meanwhile cannot be resumed, and says so.
  const wake = (context: Waking) => void context.resume().catch(() => {})

  return {
    until: (context, wanted) =>
      new Promise<void>((resolve, reject) => {
        if (wanted.aborted) return reject(wanted.reason as Error)
        const over = new AbortController()
        const { signal } = over
        const end = () => {
          over.abort()
          count(-1)
        }
        const woken = () => {
          if (context.state !== 'running' || signal.aborted) return
          end()
          resolve()
        }
        const unwanted = () => {
          end()
          reject(wanted.reason as Error)
        }
        count(1)
        wanted.addEventListener('abort', unwanted, { signal })
        context.addEventListener('statechange', woken, { signal })
        for (const gesture of ['pointerdown', 'keydown'])
          page.addEventListener(gesture, () => wake(context), { signal, capture: true })
        wake(context)
        woken()
      }),
  }
}
