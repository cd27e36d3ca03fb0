/** One at a time for each key, in the order of asking; different keys do not wait for each other. */
export type Turnstile = <T>(key: string, work: () => Promise<T>) => Promise<T>

export function createTurnstile(): Turnstile {
  const last = new Map<string, Promise<unknown>>()
  return async (key, work) => {
    const before = last.get(key)
    const mine = (before ?? Promise.resolve()).then(work, work)
    last.set(key, mine)
    try {
      return await mine
    } finally {
      if (last.get(key) === mine) last.delete(key)
    }
  }
}
