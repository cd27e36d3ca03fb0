import { expect, test, vi } from 'vitest'
import type { AppContract, Status } from '#contract/index.ts'
import { createCondition, withCondition } from '#main/hosts/condition.ts'
import { createFeed, snapshotThenEvents } from '#main/kernel/feed.ts'
import type { Json } from '#contract/tool.ts'
import type { Context, Handlers } from '#rpc/serve.ts'

const day = 24 * 60 * 60 * 1000

function world(problems: readonly string[] = []) {
  const kept = new Map<string, Json>()
  const asked: number[] = []
  const logged: string[] = []
  let now = 1_700_000_000_000
  const parts = {
    store: {
      check: async () => {
        asked.push(now)
        return problems
      },
      settings: {
        get: async (key: string) => kept.get(key) ?? null,
        put: async (key: string, value: Json) => void kept.set(key, value),
      },
    },
    clock: { now: () => now, monotonic: () => now, sleep: async () => {} },
    log: (_: string, event: string) => void logged.push(event),
    recovery: null,
  }
  return { parts, asked, logged, pass: (ms: number) => void (now += ms) }
}

const signal = new AbortController().signal

test('a clean start is not checked before the week is over', async () => {
  const { parts, asked, pass } = world()
  const start = async () => (await createCondition({ ...parts, wasClean: true })).check(signal)
  await start()
  pass(6 * day)
  await start()
  expect(asked).toHaveLength(0)
  pass(day)
  await start()
  await start()
  expect(asked).toHaveLength(1)
})

test('an unclean stop is checked, even by a later start, and only once', async () => {
  const { parts, asked } = world()
  await createCondition({ ...parts, wasClean: false })
  const later = await createCondition({ ...parts, wasClean: true })
  await later.check(signal)
  await later.check(signal)
  expect(asked).toHaveLength(1)
  expect(later.now()).toBeNull()
})

test('damage is said, and asked about again until it is gone', async () => {
  const { parts, asked, logged } = world(['row 3 missing from index', 'page 7 is never used'])
  const condition = await createCondition({ ...parts, wasClean: false })
  const changed = condition.changed()
  await condition.check(signal)
  await changed
  expect(condition.now()).toContain('2 problems, the first: row 3 missing from index')
  await condition.check(signal)
  expect(asked).toHaveLength(2)
  expect(logged).toContain('database.checked')
})

test('damage that was found is known at the next start, until a check finds none', async () => {
  const { parts } = world(['page 7 is never used'])
  const first = await createCondition({ ...parts, wasClean: false })
  await first.check(signal)
  expect(first.isDamaged()).toBe(true)
  const sound = { ...parts, store: { ...parts.store, check: async () => [] } }
  const later = await createCondition({ ...sound, wasClean: true })
  const told: boolean[] = []
  later.onChange(() => told.push(later.isDamaged()))
  expect(later.isDamaged()).toBe(true)
  expect(later.now()).toContain('before the last stop')
  await later.check(signal)
  expect(later.now()).toBeNull()
  expect(told).toEqual([false])
  expect((await createCondition({ ...sound, wasClean: true })).isDamaged()).toBe(false)
})

test('damage that work met is said at once, looked into, and stays whatever a check finds', async () => {
  const { parts, asked, logged } = world([])
  const condition = await createCondition({ ...parts, wasClean: true })
  let told = 0
  condition.onChange(() => (told += 1))
  condition.report(new Error('A page could not be read.'))
  condition.report(new Error('Another one.'))
  expect(condition.isDamaged()).toBe(true)
  expect(condition.now()).toContain('The database is damaged.')
  expect(told).toBe(1)
  await vi.waitFor(() => expect(logged).toContain('database.checked'))
  expect(asked).toHaveLength(1)
  expect(condition.isDamaged()).toBe(true)
})

test('a check that fails is written down, one that is called off is not', async () => {
  const { parts, logged } = world()
  const fails = { ...parts.store, check: async () => Promise.reject(new Error('The thread died.')) }
  const condition = await createCondition({ ...parts, store: fails, wasClean: false })
  await condition.check(AbortSignal.abort())
  expect(logged).toEqual([])
  await condition.check(signal)
  expect(logged).toEqual(['database.check_failed'])
})

test('screens hear of it when it is found, beside what else changes', async () => {
  const { parts } = world(['page 7 is never used'])
  const condition = await createCondition({ ...parts, wasClean: false })
  const topic = createFeed<Status>()
  const status = { workspace: 'One' } as Status
  const context: Context = { signal, principal: { host: 'web', id: 'test' }, gone: signal }
  const app = {
    get: async () => status,
    status: (_: object, { signal: until }: Context) =>
      snapshotThenEvents(
        until,
        () => status,
        topic,
        (value) => value,
      ),
  } as unknown as Handlers<AppContract>['app']
  const seen = withCondition(app, condition).status({}, context)
  const statuses = (seen as AsyncIterable<Status>)[Symbol.asyncIterator]()
  const next = async () => (await statuses.next()).value as Status
  expect(await next()).toEqual({ workspace: 'One', database: null })
  const told = next()
  await condition.check(signal)
  expect(await told).toMatchObject({ workspace: 'One', database: expect.stringContaining('page 7') })
  topic.publish({ workspace: 'Two' } as Status)
  expect(await next()).toMatchObject({ workspace: 'Two', database: expect.stringContaining('page 7') })
  expect(await withCondition(app, condition).get({}, context)).toMatchObject({
    workspace: 'One',
    database: condition.now(),
  })
})
