/** Asks again until the answer is not null; fails after `seconds` with what was waited for. */
export async function until<T>(what: string, ask: () => Promise<T | null> | T | null, seconds = 20): Promise<T> {
  const end = performance.now() + seconds * 1000
  while (performance.now() < end) {
    const answer = await ask()
    if (answer !== null) return answer
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error(`Waited ${seconds} s for ${what}.`)
}
