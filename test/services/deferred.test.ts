import { expect, test } from 'vitest'
import { RunInputSchema } from '#contract/playground.ts'
import { AppError } from '#main/kernel/errors.ts'
import { createDeferredAnswers } from '#main/services/playground/deferred.ts'
import type { TextEngines } from '#main/services/playground/text-requests.ts'
import type { DeferredRow, DeferredStore } from '#main/store/deferred.ts'

const answer = JSON.stringify({ id: 'c', choices: [{ index: 0, message: { content: 'Yes' }, finish_reason: 'stop' }] })

const input = RunInputSchema.parse({ model: 'm', items: [{ kind: 'message', role: 'user', text: 'Can you?' }] })
const never = () => Promise.reject(new AppError('internal', 'Not here.'))
const soon = () => new Promise<void>((resolve) => setImmediate(resolve))

type Fetch = TextEngines['chat']['deferred']['fetch']

function begin(fetch: Fetch, options: { full?: number; sleep?: (ms: number) => Promise<void> } = {}) {
  let full = options.full ?? 0
  const rows = new Map<string, DeferredRow>()
  const found = (id: string): DeferredRow => rows.get(id) ?? expect.fail(id)
  const store: DeferredStore = {
    list: async () => [...rows.values()],
    get: async (id) => found(id),
    waiting: async () => [...rows.values()].filter(({ state }) => state === 'waiting'),
    add: async (row) => void rows.set(row.id, row),
    change: async (id, change) => {
      if (change.state === 'done' && full-- > 0) throw new AppError('disk_full', 'The disk is full.')
      const row = { ...found(id), ...change }
      rows.set(id, row)
      return row
    },
    remove: async (id) => void rows.delete(id),
  }
  const engines: TextEngines = {
    responses: { run: never, body: () => null, retrieve: never, remove: never },
    chat: { run: never, body: () => null, deferred: { begin: async () => 'r_1', fetch } },
  }
  const start = () =>
    createDeferredAnswers({
      store,
      engines: () => engines,
      list: async () => ({ models: [], at: null, trouble: null }),
      clock: { now: () => 1_000, monotonic: () => 0, sleep: options.sleep ?? soon },
      random: { id: (prefix) => `${prefix}1`, fraction: () => 0 },
      log: () => {},
    })
  return { rows, start }
}

const ask = async (deferred: ReturnType<typeof createDeferredAnswers>) =>
  (await deferred.begin(input, { waitSeconds: 60, conversationId: null }, new AbortController().signal)).id

test('a stop lets a question that is out come home, and keeps what it brings', async () => {
  const reply = Promise.withResolvers<string>()
  let asked = false
  const fetch: Fetch = (_, signal) => {
    asked = true
    signal.addEventListener('abort', () => reply.reject(new AppError('cancelled', 'Cancelled.')))
    return reply.promise
  }
  // Nobody's patience ends here: the reply comes first.
  const { rows, start } = begin(fetch, { sleep: () => new Promise(() => {}) })
  const deferred = start()
  const id = await ask(deferred)
  await expect.poll(() => asked, { interval: 5 }).toBe(true)
  const stopped = deferred.stop()
  reply.resolve(answer)
  await stopped
  expect(rows.get(id)).toMatchObject({ state: 'done', body: answer })
})

test('where no reply came before the stop, it still waits, says what is not known, and is lost only when it is gone', async () => {
  let times = 0
  const fetch: Fetch = (_, signal) => {
    times += 1
    if (times > 1) return Promise.reject(new AppError('not_found', 'It was fetched before.'))
    return new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(new AppError('cancelled', 'Cancelled.')))
    })
  }
  const { rows, start } = begin(fetch)
  const deferred = start()
  const id = await ask(deferred)
  await expect.poll(() => times, { interval: 5 }).toBe(1)
  await deferred.stop()
  expect(rows.get(id)).toMatchObject({ state: 'waiting', trouble: expect.stringContaining('not known') })
  const next = start()
  await next.run()
  await expect.poll(() => rows.get(id)?.state, { interval: 5 }).toBe('lost')
  expect(rows.get(id)?.trouble).toContain('not known')
  await next.stop()
})

test('an answer that could not be kept at once is kept later, and not fetched a second time', async () => {
  let fetched = 0
  const fetch: Fetch = async () => {
    fetched += 1
    if (fetched > 1) throw new AppError('not_found', 'It was fetched before.')
    return answer
  }
  const { rows, start } = begin(fetch, { full: 2 })
  const deferred = start()
  const id = await ask(deferred)
  await expect.poll(() => rows.get(id)?.state, { interval: 5 }).toBe('done')
  expect(fetched).toBe(1)
  expect((await deferred.result(id)).text).toBe('Yes')
  await deferred.stop()
})
