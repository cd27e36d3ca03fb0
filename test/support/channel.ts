/** A feed for doubles: first what is, then what listeners are told, until the signal aborts. */

export type Listener<E> = (event: E) => void
export async function* channel<E>(first: E, listeners: Set<Listener<E>>, signal: AbortSignal): AsyncGenerator<E> {
  const waiting: E[] = []
  let wake = () => {}
  const listener = (event: E) => (waiting.push(event), wake())
  listeners.add(listener)
  signal.addEventListener('abort', () => wake(), { once: true })
  try {
    yield first
    while (!signal.aborted) {
      const event = waiting.shift()
      if (event !== undefined) yield event
      else await new Promise<void>((resolve) => (wake = resolve))
    }
  } finally {
    listeners.delete(listener)
  }
}
