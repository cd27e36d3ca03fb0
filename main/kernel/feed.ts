/** A happening and its place in the order of happenings. */
type Numbered<T> = { readonly seq: number; readonly value: T }

export type Topic<T> = {
  /** Number of the newest event; 0 before the first. */
  readonly last: () => number
  readonly publish: (value: T) => number
  readonly subscribe: (listener: (event: Numbered<T>) => void) => () => void
}

/** Tells every subscriber of every event, in order, numbered from 1. A subscriber that throws does not hurt the others. */
export function createFeed<T>(): Topic<T> {
  const listeners = new Set<(event: Numbered<T>) => void>()
  let seq = 0
  return {
    last: () => seq,
    publish: (value) => {
      const event = { seq: (seq += 1), value }
      for (const listener of listeners) {
        try {
          listener(event)
        } catch {
          listeners.delete(listener)
        }
      }
      return event.seq
    },
    subscribe: (listener) => {
      // A wrapper of its own, so that the same function may subscribe twice.
      const own = (event: Numbered<T>) => listener(event)
      listeners.add(own)
      return () => void listeners.delete(own)
    },
  }
}

/** What happens from the first question on, in its order and without a gap, until the signal aborts. */
export async function* follow<T>(topic: Topic<T>, signal: AbortSignal): AsyncGenerator<T, void, undefined> {
  const waiting: T[] = []
  let wake = () => {}
  const rouse = () => wake()
  const unsubscribe = topic.subscribe(({ value }) => {
    waiting.push(value)
    wake()
  })
  signal.addEventListener('abort', rouse)
  try {
    while (!signal.aborted) {
      const next = waiting.shift()
      if (next !== undefined) yield next
      else await new Promise<void>((resolve) => (wake = resolve))
    }
  } finally {
    unsubscribe()
    signal.removeEventListener('abort', rouse)
  }
}

/**
 * How something is, then what happens to it until its topic says null, then how it ended. What happens while it is read the first
 * time comes after that; `isOver` is asked then, for an end that was said before anybody listened.
 */
export async function* followToEnd<E extends object>(
  signal: AbortSignal,
  now: () => Promise<E>,
  topic: Topic<E | null>,
  isOver: () => boolean,
): AsyncGenerator<E, void, undefined> {
  const ending = new AbortController()
  const events = follow(topic, AbortSignal.any([signal, ending.signal]))
  const first = events.next()
  yield await now()
  if (isOver()) ending.abort()
  for (let next = await first; next.done !== true && next.value !== null; next = await events.next()) yield next.value
  ending.abort()
  if (!signal.aborted) yield await now()
}

const defaultLimit = 1000

/**
 * A snapshot, then what happened since, until the signal aborts. Nothing is missed between the two; what happened while
 * the snapshot was read may be in both, so events must say how things are, not how they changed. `pick` turns a happening
 * into the reader's event, or null where it is not the reader's business. When more than `limit` events wait, all are
 * dropped and a fresh snapshot is read.
 */
export async function* snapshotThenEvents<T, E>(
  signal: AbortSignal,
  snapshot: (seq: number) => E | Promise<E>,
  topic: Topic<T>,
  pick: (value: T, seq: number) => E | null,
  limit: number = defaultLimit,
): AsyncGenerator<E, void, undefined> {
  let waiting: Numbered<T>[] = []
  let behind = true
  let wake = () => {}
  const rouse = () => wake()
  const unsubscribe = topic.subscribe((event) => {
    if (waiting.length >= limit) behind = true
    if (!behind || waiting.length < limit) waiting.push(event)
    wake()
  })
  signal.addEventListener('abort', rouse)
  try {
    while (!signal.aborted) {
      if (behind) {
        behind = false
        waiting = []
        yield await snapshot(topic.last())
        continue
      }
      const event = waiting.shift()
      if (event === undefined) {
        await new Promise<void>((resolve) => (wake = resolve))
        continue
      }
      const picked = pick(event.value, event.seq)
      if (picked !== null) yield picked
    }
  } finally {
    unsubscribe()
    signal.removeEventListener('abort', rouse)
  }
}
