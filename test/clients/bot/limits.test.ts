import { expect, test } from 'vitest'
import { createBotPace, type BotPriority } from '#main/clients/bot/limits.ts'
import { virtualClock } from '#test/support/virtual-clock.ts'

const { signal } = new AbortController()
const begin = Date.UTC(2026, 0, 20, 0, 0, 0, 700)
/** How long the first request is on its way, and the others: the window of the service begins when the first one arrives. */
const firstWayMs = 60
const otherWayMs = 10

/** A service that takes so many a minute, and a line of people and work in front of it. */
function rig(perMinute: number) {
  const virtual = virtualClock()
  const clock = { ...virtual, now: () => begin + virtual.monotonic() }
  const pace = createBotPace(clock)
  const served: { readonly at: number; readonly as: BotPriority; readonly status: number }[] = []
  let window = { began: -Infinity, used: 0 }
  const ask = async (as: BotPriority): Promise<void> => {
    const turn = await pace.take(as, 'query', signal)
    const wayMs = window.used === 0 ? firstWayMs : otherWayMs
    await clock.sleep(wayMs)
    if (clock.now() >= window.began + 60_000) window = { began: clock.now(), used: 0 }
    const isFull = window.used >= perMinute
    if (!isFull) window.used += 1
    const headers = {
      'x-ratelimit-limit': String(perMinute),
      'x-ratelimit-remaining': String(perMinute - window.used),
      'x-ratelimit-reset': String(Math.ceil((window.began + 60_000) / 1000)),
    }
    await clock.sleep(300 - wayMs)
    served.push({ at: clock.now() - begin, as, status: isFull ? 429 : 200 })
    if (isFull) turn.refused(1_000)
    turn.done(headers)
  }
  return { pace, clock, served, ask }
}

test('four minutes of work use nearly every request the limit allows, and meet no 429', async () => {
  const { served, ask, clock } = rig(40)
  const began = clock.now()
  const work = async () => {
    for (let asked = 0; asked < 40; asked += 1) await ask('background')
  }
  await Promise.all([work(), work(), work(), work()])
  expect(served.filter(({ status }) => status === 429)).toHaveLength(0)
  const windows = Math.ceil((clock.now() - began) / 60_000)
  expect(served.length / (windows * 40)).toBeGreaterThanOrEqual(0.95)
})

test('a person goes before work that came earlier, also where the work has used what it may', async () => {
  const { served, ask } = rig(60)
  const work = Array.from({ length: 70 }, () => ask('background'))
  const person = ask('person')
  await Promise.all([...work, person])
  const place = served.findIndex(({ as }) => as === 'person')
  expect(served[place]?.at).toBeLessThan(5_000)
  expect(served.every(({ status }) => status === 200)).toBe(true)
})

test('a quota that is used up closes what counts against it until it opens, also for who stands in line', async () => {
  const { pace, clock } = rig(60)
  const turn = await pace.take('person', 'query', signal)
  turn.exhausted('query', clock.now() + 60_000)
  turn.done(null)
  await expect(pace.take('person', 'query', signal)).rejects.toMatchObject({ code: 'quota_exhausted' })
  const read = await pace.take('person', null, signal)
  read.done(null)
  pace.opened('query')
  const again = await pace.take('person', 'query', signal)
  again.done(null)
  expect(pace.now().exhausted).toEqual([])
})

test('whoever stops waiting leaves the line', async () => {
  const { pace } = rig(60)
  const turn = await pace.take('person', null, signal)
  turn.refused(3_600_000)
  turn.done(null)
  const stop = new AbortController()
  const waiting = pace.take('person', null, stop.signal)
  stop.abort()
  await expect(waiting).rejects.toMatchObject({ code: 'cancelled' })
  expect(pace.now().waiting).toBe(0)
  pace.forget()
})

test('a clock that is set back does not keep anybody waiting for longer than the window', async () => {
  const virtual = virtualClock()
  let set = 0
  const clock = { ...virtual, now: () => begin + virtual.monotonic() + set }
  const pace = createBotPace(clock)
  pace.learn(2)
  for (let asked = 0; asked < 2; asked += 1) (await pace.take('person', null, signal)).done(null)
  set = -24 * 3_600_000
  const before = clock.monotonic()
  ;(await pace.take('person', null, signal)).done(null)
  expect(clock.monotonic() - before).toBeLessThanOrEqual(61_000)
})

test('who stands in line for another key is sent away, and takes nothing of the new one', async () => {
  const clock = { ...virtualClock(), now: () => begin }
  const pace = createBotPace(clock)
  pace.learn(2)
  for (let asked = 0; asked < 2; asked += 1) (await pace.take('person', null, signal)).done(null)
  const late = pace.take('background', null, signal)
  pace.forget()
  await expect(late).rejects.toMatchObject({ code: 'cancelled', data: { sent: false } })
  expect(pace.now()).toMatchObject({ remaining: null, waiting: 0 })
})
