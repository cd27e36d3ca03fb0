import { expect, test } from 'vitest'
import { armingDelay, createArming } from '#renderer/app/Inbox/dock/arming.ts'
import type { Timer } from '#renderer/app/Inbox/dock/arming.ts'

const fakeClock = (): Timer & { readonly pass: (milliseconds: number) => void } => {
  let now = 1000
  let waiting: readonly { readonly at: number; readonly run: () => void }[] = []
  return {
    now: () => now,
    after: (milliseconds, run) => {
      const entry = { at: now + milliseconds, run }
      waiting = [...waiting, entry]
      return () => {
        waiting = waiting.filter((other) => other !== entry)
      }
    },
    pass: (milliseconds) => {
      now += milliseconds
      const due = waiting.filter((entry) => entry.at <= now)
      waiting = waiting.filter((entry) => entry.at > now)
      for (const entry of due) entry.run()
    },
  }
}

test('money and irreversible acts wait twice as long', () => {
  expect([0, 1, 2, 3, 4].map((risk) => armingDelay(risk as 0))).toEqual([600, 600, 600, 1200, 1200])
})

test('inert before the first restart and until the time has passed', () => {
  const clock = fakeClock()
  let calls = 0
  const arming = createArming(clock, () => (calls += 1))
  expect(arming.armed()).toBe(false)
  arming.restart(600)
  clock.pass(599)
  expect([arming.armed(), calls]).toEqual([false, 0])
  clock.pass(1)
  expect([arming.armed(), calls]).toEqual([true, 1])
})

test('a change starts the wait again and the earlier wait never arms', () => {
  const clock = fakeClock()
  let calls = 0
  const arming = createArming(clock, () => (calls += 1))
  arming.restart(600)
  clock.pass(500)
  arming.restart(1200)
  clock.pass(700)
  expect([arming.armed(), calls]).toEqual([false, 0])
  clock.pass(500)
  expect([arming.armed(), calls]).toEqual([true, 1])
})

test('nothing arms after stop', () => {
  const clock = fakeClock()
  let calls = 0
  const arming = createArming(clock, () => (calls += 1))
  arming.restart(600)
  arming.stop()
  clock.pass(10_000)
  expect([arming.armed(), calls]).toEqual([false, 0])
})
