import { expect, test } from 'vitest'
import { systemClock, systemRandom } from '#main/kernel/clock.ts'
import type { Clock, Log } from '#main/kernel/ports.ts'
import { createScope } from '#main/kernel/scope.ts'

/** Time that passes only when told to. */
function handClock() {
  const sleepers: { readonly ms: number; readonly wake: () => void }[] = []
  const clock: Clock = {
    now: () => 0,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        sleepers.push({ ms, wake: resolve })
        signal?.addEventListener('abort', () => reject(signal.reason))
      }),
  }
  return { clock, sleepers }
}
const silent: Log = () => {}
const untilAborted = (signal: AbortSignal) =>
  new Promise<void>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))

test('closing aborts work, timers and children, and waits for their end', async () => {
  const { clock } = handClock()
  const scope = createScope('desk', clock, silent)
  const child = scope.child('inbox')
  const ended: string[] = []
  scope.start('poll', (signal) => untilAborted(signal).finally(() => ended.push('poll')))
  child.start('watch', (signal) => untilAborted(signal).finally(() => ended.push('watch')))
  let fired = false
  scope.after(1000, 'later', async () => void (fired = true))
  expect(await scope.close(5000)).toEqual([])
  expect(ended.toSorted()).toEqual(['poll', 'watch'])
  expect([fired, child.signal.aborted]).toEqual([false, true])
})

test('what does not end in time is named, and the wait is over', async () => {
  const { clock, sleepers } = handClock()
  const scope = createScope('desk', clock, silent)
  scope.child('agent').start('stuck', () => new Promise(() => {}))
  const closing = scope.close(5000)
  for (const sleeper of sleepers) sleeper.wake()
  expect(await closing).toEqual(['desk/agent/stuck'])
})

test('a closing scope takes no new work', async () => {
  const scope = createScope('desk', handClock().clock, silent)
  const first = scope.close(10)
  await expect(scope.run('late', async () => 1)).rejects.toMatchObject({ code: 'cancelled' })
  expect(scope.child('late').signal.aborted).toBe(true)
  expect(await scope.close(10)).toBe(await first)
})

test('a failure nobody waits for is logged; a result somebody waits for is returned', async () => {
  const logged: unknown[] = []
  const scope = createScope('desk', handClock().clock, (...entry) => void logged.push(entry))
  scope.start('bad', () => Promise.reject(new Error('boom')))
  expect(await scope.run('good', async () => 7)).toBe(7)
  expect(logged).toMatchObject([['error', 'scope.failed', { scope: 'desk', work: 'bad' }]])
  await scope.close(1)
})

test('the system clock sleeps until its signal aborts, and rejects with the reason', async () => {
  const controller = new AbortController()
  const sleep = systemClock.sleep(60_000, controller.signal)
  controller.abort('enough')
  await expect(sleep).rejects.toBe('enough')
  await expect(systemClock.sleep(60_000, AbortSignal.abort('before'))).rejects.toBe('before')
  await expect(systemClock.sleep(1)).resolves.toBeUndefined()
})

test('ids are prefix and twenty letters or digits, and differ', () => {
  const ids = Array.from({ length: 500 }, () => systemRandom.id('p_'))
  for (const id of ids) expect(id).toMatch(/^p_[a-z0-9]{20}$/)
  expect(new Set(ids).size).toBe(ids.length)
  const fractions = Array.from({ length: 500 }, systemRandom.fraction)
  expect(fractions.every((fraction) => fraction >= 0 && fraction < 1)).toBe(true)
})
