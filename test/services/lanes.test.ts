import { describe, expect, test } from 'vitest'
import { createLanes, type Signals } from '#main/services/lanes.ts'
import { quiet } from '#test/support/store.ts'

/** Work that a test lets go on, and a note of what ran. */
function stage(concurrency = 16) {
  const began: number[] = []
  const open = new Map<number, ((failure?: Error) => void)[]>()
  const signals: Signals[] = []
  const sleeps: { ms: number; wake: () => void; signal: AbortSignal }[] = []
  const lanes = createLanes({
    concurrency,
    work: (id, given) => {
      began.push(id)
      signals.push(given)
      return new Promise<void>((resolve, reject) => {
        const end = (failure?: Error) => (failure === undefined ? resolve() : reject(failure))
        open.set(id, [...(open.get(id) ?? []), end])
      })
    },
    sleep: (ms, signal) =>
      new Promise<void>((resolve, reject) => {
        sleeps.push({ ms, wake: resolve, signal })
        signal.addEventListener('abort', () => reject(new Error('aborted')))
      }),
    log: quiet,
  })
  const finish = async (id: number, failure?: Error): Promise<void> => {
    const [end, ...rest] = open.get(id) ?? []
    open.set(id, rest)
    end?.(failure)
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { lanes, began, finish, signals, sleeps }
}

describe('lanes', () => {
  test('work gathers until the start', async () => {
    const { lanes, began } = stage()
    lanes.wake(1)
    expect(began).toEqual([])
    lanes.start()
    expect(began).toEqual([1])
  })

  test('held, work gathers while what runs goes on; released twice is released once', async () => {
    const { lanes, began, finish } = stage()
    lanes.start()
    lanes.wake(1)
    const release = lanes.hold()
    const other = lanes.hold()
    lanes.wake(2)
    await finish(1)
    release()
    release()
    expect(began).toEqual([1])
    other()
    expect(began).toEqual([1, 2])
  })

  test('woken while it is held, a lane that runs comes again after the release, and only then', async () => {
    const { lanes, began, finish } = stage()
    lanes.start()
    lanes.wake(1)
    lanes.wake(2)
    const release = lanes.hold()
    lanes.wake(1)
    lanes.wake(2)
    await finish(1)
    await finish(2, new Error('broken'))
    expect(began).toEqual([1, 2])
    release()
    expect(began).toEqual([1, 2, 1, 2])
  })

  test('one conversation never runs twice at once; woken while it runs, it runs once more', async () => {
    const { lanes, began, finish } = stage()
    lanes.start()
    for (let count = 0; count < 3; count += 1) lanes.wake(1)
    lanes.wake(2)
    expect(began).toEqual([1, 2])
    await finish(1)
    expect(began).toEqual([1, 2, 1])
    await finish(1)
    expect(began).toEqual([1, 2, 1])
  })

  test('no more at once than allowed, the others in the order they came', async () => {
    const { lanes, began, finish } = stage(2)
    lanes.start()
    for (const id of [1, 2, 3, 4]) lanes.wake(id)
    expect(began).toEqual([1, 2])
    await finish(2)
    expect(began).toEqual([1, 2, 3])
  })

  test('a failing lane hurts no other and can be woken again', async () => {
    const { lanes, began, finish } = stage(1)
    lanes.start()
    lanes.wake(1)
    lanes.wake(2)
    await finish(1, new Error('broken'))
    expect(began).toEqual([1, 2])
    lanes.wake(1)
    await finish(2)
    expect(began).toEqual([1, 2, 1])
  })

  test('at rest means that nothing of these runs or waits, whatever the others do', async () => {
    const { lanes, finish } = stage(1)
    lanes.start()
    lanes.wake(1)
    lanes.wake(2)
    lanes.wake(3)
    let isResting = false
    const resting = lanes.rested([1, 2]).then(() => (isResting = true))
    await finish(1)
    expect(isResting).toBe(false)
    await finish(2)
    await resting
    await lanes.rested([1, 2, 4])
    await lanes.rested([])
    let isOver = false
    const over = lanes.rested([3]).then(() => (isOver = true))
    await lanes.rested([1])
    expect(isOver).toBe(false)
    await finish(3)
    await over
  })

  test('later is later, and never after a stop', async () => {
    const { lanes, began, sleeps } = stage()
    lanes.start()
    lanes.wakeLater(1, 5000)
    expect(began).toEqual([])
    expect(sleeps[0]?.ms).toBe(5000)
    sleeps[0]?.wake()
    await new Promise((resolve) => setImmediate(resolve))
    expect(began).toEqual([1])
  })

  test('a stop begins nothing new, waits for what runs, and gives up writes only after its patience', async () => {
    const { lanes, began, finish, signals, sleeps } = stage(1)
    lanes.start()
    lanes.wake(1)
    lanes.wake(2)
    let isStopped = false
    const stopped = lanes.stop().then(() => (isStopped = true))
    expect(signals[0]?.stopping.aborted).toBe(true)
    expect(signals[0]?.hard.aborted).toBe(false)
    lanes.wake(3)
    sleeps.at(-1)?.wake()
    await new Promise((resolve) => setImmediate(resolve))
    expect(signals[0]?.hard.aborted).toBe(true)
    expect(isStopped).toBe(false)
    await finish(1)
    await stopped
    expect(began).toEqual([1])
  })
})
