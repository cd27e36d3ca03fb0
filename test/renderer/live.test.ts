import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Counts } from '#contract/queue.ts'
import { countItems } from '#test/support/fake-data.ts'

const counts = (all: number, checking = 0): Counts => ({ ...countItems([]), all, checking })

/** What is said politely, in order; each test hears a page that has just begun. */
async function listen() {
  vi.resetModules()
  const { announce, say, useLive } = await import('#renderer/state/live.ts')
  const [polite, urgent]: [string[], string[]] = [[], []]
  useLive.subscribe((now, before) => {
    if (now.polite !== before.polite) polite.push(now.polite)
    if (now.urgent !== before.urgent) urgent.push(now.urgent)
  })
  return { announce, say, polite, urgent }
}

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }))
afterEach(() => void vi.useRealTimers())

test('counts are said politely, the newest one, and at most every ten seconds', async () => {
  const { announce, polite, urgent } = await listen()
  announce(counts(3))
  vi.advanceTimersByTime(10_000)
  expect(polite).toEqual([])
  for (let all = 4; all < 40; all += 1) {
    announce(counts(all))
    vi.advanceTimersByTime(1000)
  }
  vi.advanceTimersByTime(60_000)
  expect(polite.length).toBeLessThanOrEqual(5)
  expect(polite.at(-1)).toBe('39 decisions wait')
  expect(urgent).toEqual([])
})

test('a count that is the same again says nothing', async () => {
  const { announce, polite } = await listen()
  announce(counts(3))
  vi.advanceTimersByTime(10_000)
  announce(counts(4))
  announce(counts(3))
  vi.advanceTimersByTime(20_000)
  expect(polite).toEqual([])
})

test('only an outcome nobody knows interrupts, once for each, and is silent when it is settled', async () => {
  const { announce, urgent } = await listen()
  announce(counts(3))
  announce(counts(4, 1))
  announce(counts(5, 1))
  announce(counts(5, 2))
  announce(counts(3, 0))
  expect(urgent).toEqual(['1 action needs checking.', '2 actions need checking.', ''])
})
