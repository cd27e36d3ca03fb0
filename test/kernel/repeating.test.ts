import { expect, test } from 'vitest'
import { createRepeating } from '#main/kernel/repeating.ts'
import { virtualClock } from '#test/support/virtual-clock.ts'

test('a wake-up ends the sleep, and one during a pass the sleep that follows it', async () => {
  const clock = virtualClock()
  const repeating = createRepeating(clock)
  const stopping = new AbortController()
  const began: number[] = []
  const first = clock.monotonic()
  const running = repeating.run(stopping.signal, async () => {
    began.push(clock.monotonic() - first)
    if (began.length === 2) repeating.wake()
    if (began.length === 3) void clock.sleep(10).then(repeating.wake)
    if (began.length === 5) stopping.abort()
    return 100
  })
  await running
  expect(began).toEqual([0, 100, 100, 110, 210])
})
