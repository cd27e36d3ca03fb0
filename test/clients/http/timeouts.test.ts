import { expect, test } from 'vitest'
import { createTimeouts } from '#main/clients/http/timeouts.ts'
import { movingClock } from '#test/support/moving-clock.ts'

/** Lets what a woken sleeper does happen. */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

function world() {
  const clock = movingClock()
  const sleeping: AbortSignal[] = []
  const rung: string[] = []
  const timeouts = createTimeouts({
    now: clock.now,
    monotonic: clock.monotonic,
    sleep: (ms, signal) => {
      if (signal !== undefined) sleeping.push(signal)
      return clock.sleep(ms, signal)
    },
  })
  const add = (name: string, ms: number) => timeouts.add(ms, () => rung.push(name))
  const pass = async (ms: number) => {
    clock.advance(ms)
    await turn()
  }
  return { timeouts, add, pass, rung, sleeping }
}

test('each rings at its time, whatever the order they were added in, and once', async () => {
  const { timeouts, add, pass, rung } = world()
  add('second', 60_000)
  add('first', 10_000)
  add('third', 90_000)
  await pass(9_000)
  expect(rung).toEqual([])
  await pass(1_500)
  expect(rung).toEqual(['first'])
  await pass(50_000)
  expect(rung).toEqual(['first', 'second'])
  await pass(100_000)
  expect(rung).toEqual(['first', 'second', 'third'])
  await pass(1_000_000)
  expect(rung).toHaveLength(3)
  timeouts.close()
})

test('one taken back does not ring; the others do', async () => {
  const { timeouts, add, pass, rung } = world()
  const takeBack = add('first', 10_000)
  add('second', 20_000)
  takeBack()
  await pass(15_000)
  expect(rung).toEqual([])
  await pass(10_000)
  expect(rung).toEqual(['second'])
  timeouts.close()
})

test('a thousand calls of the same patience share one timer; closing ends it', async () => {
  const { timeouts, add, pass, rung, sleeping } = world()
  for (let call = 0; call < 1000; call += 1) add(`${call}`, 60_000 + call)()
  expect(sleeping).toHaveLength(1)
  add('open', 60_000)
  timeouts.close()
  expect(sleeping.at(-1)?.aborted).toBe(true)
  await pass(100_000)
  expect(rung).toEqual([])
})

test('a timeout added when a ring is over gets a timer of its own', async () => {
  const { timeouts, add, pass, rung } = world()
  add('first', 1_000)
  await pass(2_000)
  add('second', 1_000)
  await pass(2_000)
  expect(rung).toEqual(['first', 'second'])
  timeouts.close()
})
