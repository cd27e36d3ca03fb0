import { describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { contract as appContract } from '#contract/index.ts'
import { command, feed, query, sensitive } from '#contract/procedure.ts'
import { AppError, toWireError } from '#main/kernel/errors.ts'
import { connect, RemoteError } from '#rpc/connect.ts'
import { serve, type Context, type Handlers, type Limits } from '#rpc/serve.ts'
import { memoryPair, type AnswerFrame } from '#rpc/wire.ts'

const Numbers = z.object({ from: z.number().int() })
const contract = {
  math: { double: query(z.object({ value: z.number() }), z.object({ value: z.number() })) },
  fail: command(z.object({ how: z.string() }), z.object({})),
  wait: command(z.object({}), z.object({})),
  badOutput: query(z.object({}), z.object({ count: z.number() })),
  save: sensitive(command(z.object({ value: z.string().max(3) }), z.object({}))),
  count: feed(Numbers, z.object({ value: z.number() })),
} as const

type Logged = readonly [string, string, Readonly<Record<string, unknown>> | undefined]
const principal = { host: 'cli', id: 'test' } as const

function world(overrides: Partial<Handlers<typeof contract>> = {}, limits: Partial<Limits> = {}) {
  const pair = memoryPair()
  const logged: Logged[] = []
  const contexts: Context[] = []
  const untilAborted = (context: Context) =>
    new Promise<never>((_, reject) => {
      contexts.push(context)
      context.signal.addEventListener('abort', () => reject(new AppError('cancelled', 'Cancelled.')))
    })
  const handlers: Handlers<typeof contract> = {
    math: { double: async ({ value }) => ({ value: value * 2 }) },
    fail: async ({ how }) => {
      throw how === 'typed' ? new AppError('changed', 'Look again.', { data: { revision: 7 } }) : new Error(how)
    },
    wait: (_, context) => untilAborted(context),
    badOutput: async () => ({ count: 'three' as unknown as number }),
    save: async () => ({}),
    count: async function* ({ from }, context) {
      for (let value = from; value < from + 3; value += 1) yield { value }
      await untilAborted(context)
    },
    ...overrides,
  }
  const stop = serve(contract, handlers, pair.server, {
    principal,
    log: (...entry) => void logged.push(entry as unknown as Logged),
    toWireError,
    limits,
  })
  return { pair, logged, contexts, stop, client: connect(contract, pair.client) }
}

/** The bare frames the server answers, for callers that do not behave. */
function raw(limits: Partial<Limits> = {}) {
  const it = world({}, limits)
  const answers: AnswerFrame[] = []
  it.pair.client.onFrame((frame) => answers.push(frame as AnswerFrame))
  const send = it.pair.client.send as (frame: unknown) => void
  return { ...it, answers, send }
}

const failure = async (promise: Promise<unknown>): Promise<RemoteError> => {
  const error = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(RemoteError)
  return error as RemoteError
}

describe('calls', () => {
  test('an answer comes back, typed and parsed', async () => {
    expect(await world().client.math.double({ value: 21 })).toEqual({ value: 42 })
  })

  test('a typed failure keeps code, message and data, and no stack', async () => {
    const it = raw()
    const error = await failure(it.client.fail({ how: 'typed' }))
    expect([error.code, error.message, error.data]).toEqual(['changed', 'Look again.', { revision: 7 }])
    expect(JSON.stringify(it.answers)).not.toMatch(/stack|\.ts:/)
  })

  test('an unforeseen failure says nothing of its message, but is logged', async () => {
    const it = world()
    const error = await failure(it.client.fail({ how: 'customer Ada, card 4111' }))
    expect(error.code).toBe('internal')
    expect(error.message).not.toContain('Ada')
    expect(it.logged.at(-1)).toMatchObject(['error', 'rpc.failed', { path: 'fail', code: 'internal' }])
  })

  test('input of the wrong shape is refused with the path of the field', async () => {
    const error = await failure(world().client.math.double({ value: 'x' } as unknown as { value: number }))
    expect(error.code).toBe('invalid_input')
    expect(error.data).toMatchObject({ fields: [{ path: 'value' }] })
  })

  test('output of the wrong shape never leaves', async () => {
    expect((await failure(world().client.badOutput({}))).code).toBe('internal')
  })

  test('input of a sensitive procedure reaches no log, refused or not', async () => {
    const it = world({
      save: async ({ value }) => {
        throw new Error(`could not write ${value}`)
      },
    })
    await failure(it.client.save({ value: 'abc' }))
    await failure(it.client.save({ value: 'canary-key' }))
    expect(it.logged).toHaveLength(2)
    expect(
      JSON.stringify(it.logged, (_, value: unknown) => (value instanceof Error ? value.message : value)),
    ).not.toMatch(/abc|canary/)
  })

  test('an aborted call rejects at once and aborts the handler', async () => {
    const it = world()
    const controller = new AbortController()
    const call = it.client.wait({}, { signal: controller.signal })
    await vi.waitFor(() => expect(it.contexts).toHaveLength(1))
    controller.abort()
    expect((await failure(call)).code).toBe('cancelled')
    await vi.waitFor(() => expect(it.contexts[0]?.signal.aborted).toBe(true))
    expect(it.contexts[0]?.principal).toEqual(principal)
  })

  test('a handler nobody wrote is found before anything is served', () => {
    const { save: _, ...rest } = { save: 1 }
    expect(() =>
      serve(contract, rest as unknown as Handlers<typeof contract>, memoryPair().server, {
        principal,
        log: () => {},
        toWireError,
      }),
    ).toThrow('Nothing handles math.double.')
  })
})

describe('S10 junk and limits', () => {
  test.each(['nope', 'math', 'math.double.kind', '__proto__', 'constructor', 'math.constructor', 'toString', ''])(
    'unknown path %j is refused',
    async (path) => {
      const it = raw()
      it.send({ type: 'call', id: 5, path, input: {} })
      await vi.waitFor(() => expect(it.answers).toHaveLength(1))
      expect(it.answers[0]).toMatchObject({ type: 'end', id: 5, error: { code: 'unknown_procedure' } })
    },
  )

  test.each([
    null,
    7,
    'call',
    [],
    {},
    { type: 'call' },
    { type: 'ok', id: 'x' },
    { type: 'stop' },
    { type: 'took', id: -1 },
  ])('frame %j is dropped and the wire goes on', async (frame) => {
    const it = raw()
    it.send(frame)
    expect(await it.client.math.double({ value: 1 })).toEqual({ value: 2 })
    expect(it.logged).toMatchObject([['warn', 'rpc.bad_frame', {}]])
  })

  test('a malformed frame with an id is answered', async () => {
    const it = raw()
    it.send({ type: 'call', id: 9, path: 12 })
    await vi.waitFor(() => expect(it.answers).toHaveLength(1))
    expect(it.answers[0]).toMatchObject({ type: 'end', id: 9, error: { code: 'invalid_input' } })
  })

  test('a frame over the limit is refused unread', async () => {
    const error = await failure(world({}, { frameCharacters: 200 }).client.fail({ how: 'x'.repeat(300) }))
    expect(error.code).toBe('too_large')
  })

  test('calls over the in-flight limit are refused, and a stopped one counts until its handler has ended', async () => {
    let release = () => {}
    const it = world({ wait: () => new Promise((resolve) => (release = () => resolve({}))) }, { inFlight: 1 })
    const controller = new AbortController()
    const first = it.client.wait({}, { signal: controller.signal })
    expect((await failure(it.client.math.double({ value: 1 }))).code).toBe('busy')
    controller.abort()
    await failure(first)
    expect((await failure(it.client.math.double({ value: 1 }))).code).toBe('busy')
    release()
    await vi.waitFor(async () => expect(await it.client.math.double({ value: 1 })).toEqual({ value: 2 }))
  })

  test('every procedure of the real contract refuses junk with a typed error', async () => {
    const refuseAll: unknown = new Proxy(() => Promise.reject(new AppError('conflict', 'reached')), {
      get: () => refuseAll,
      getOwnPropertyDescriptor: () => ({ configurable: true, enumerable: true, value: 1 }),
      has: () => true,
    })
    const pair = memoryPair()
    serve(appContract, refuseAll as Handlers<typeof appContract>, pair.server, {
      principal,
      log: () => {},
      toWireError,
    })
    const answers = new Map<number, AnswerFrame>()
    pair.client.onFrame((frame) => answers.set((frame as AnswerFrame).id, frame as AnswerFrame))
    const paths = Object.entries(appContract).flatMap(([group, members]) =>
      Object.keys(members).map((name) => `${group}.${name}`),
    )
    const junk = [null, 3, 'x', [], [[]]]
    const sent = paths.flatMap((path) => junk.map((input) => ({ path, input })))
    sent.forEach(({ path, input }, index) => pair.client.send({ type: 'call', id: index + 1, path, input }))
    await vi.waitFor(() => expect(answers.size).toBe(sent.length))
    expect(paths.length).toBeGreaterThan(25)
    for (const answer of answers.values()) {
      expect(answer).toMatchObject({ type: 'end', error: { code: 'invalid_input' } })
    }
  })
})

describe('feeds', () => {
  test('events arrive in order and leaving the loop stops the handler', async () => {
    const it = world()
    const seen: number[] = []
    for await (const { value } of it.client.count({ from: 4 })) {
      seen.push(value)
      if (seen.length === 3) break
    }
    expect(seen).toEqual([4, 5, 6])
    await vi.waitFor(() => expect(it.contexts[0]?.signal.aborted).toBe(true))
  })

  test('an aborted feed just ends', async () => {
    const controller = new AbortController()
    const seen: number[] = []
    for await (const { value } of world().client.count({ from: 0 }, { signal: controller.signal })) {
      seen.push(value)
      if (value === 2) controller.abort()
    }
    expect(seen).toEqual([0, 1, 2])
  })

  test('a failing feed throws what its handler threw', async () => {
    const it = world({
      count: async function* () {
        yield { value: 1 }
        throw new AppError('not_found', 'Gone.')
      },
    })
    const reader = it.client.count({ from: 0 })[Symbol.asyncIterator]()
    expect(await reader.next()).toEqual({ done: false, value: { value: 1 } })
    expect((await failure(reader.next())).code).toBe('not_found')
  })

  test('a reader who falls behind gets a fresh snapshot, and memory stays bounded', async () => {
    let started = 0
    let produced = 0
    const it = world(
      {
        count: async function* (_, { signal }) {
          started += 1
          for (let value = started * 1_000_000; !signal.aborted; value += 1) {
            produced += 1
            yield { value }
            await new Promise((resolve) => setImmediate(resolve))
          }
        },
      },
      { window: 32 },
    )
    let frames = 0
    it.pair.client.onFrame(() => (frames += 1))
    const reader = it.client.count({ from: 0 })[Symbol.asyncIterator]()
    expect(await reader.next()).toEqual({ done: false, value: { value: 1_000_000 } })
    await vi.waitFor(() => expect(produced).toBe(33))
    for (let turn = 0; turn < 100; turn += 1) await new Promise((resolve) => setImmediate(resolve))
    expect([started, frames, produced]).toEqual([1, 32, 33])
    let next = await reader.next()
    while (next.done !== true && next.value.value < 2_000_000) next = await reader.next()
    expect(next).toEqual({ done: false, value: { value: 2_000_000 } })
    await reader.return?.()
  })
})

describe('closing', () => {
  test('closing a wire aborts everything it began and rejects everything that waits', async () => {
    const it = world()
    const call = it.client.wait({})
    const reader = it.client.count({ from: 0 })[Symbol.asyncIterator]()
    await reader.next()
    await vi.waitFor(() => expect(it.contexts).toHaveLength(2))
    it.pair.close()
    expect((await failure(call)).code).toBe('timed_out')
    await reader.next()
    await reader.next()
    expect((await failure(reader.next())).code).toBe('unreachable')
    expect(it.contexts.map((context) => context.signal.aborted)).toEqual([true, true])
    expect((await failure(it.client.math.double({ value: 1 }))).code).toBe('unreachable')
  })

  test('stop aborts what is under way and answers nothing more', async () => {
    const it = raw()
    it.send({ type: 'call', id: 1, path: 'wait', input: {} })
    await vi.waitFor(() => expect(it.contexts).toHaveLength(1))
    it.stop()
    expect(it.contexts[0]?.signal.aborted).toBe(true)
    it.send({ type: 'call', id: 2, path: 'math.double', input: { value: 1 } })
    await new Promise((resolve) => setImmediate(resolve))
    expect(it.answers).toEqual([])
  })

  test('a send that fails leaves nothing pending', async () => {
    let closed = () => {}
    const client = connect(contract, {
      send: () => {
        throw new Error('full')
      },
      onFrame: () => {},
      onClose: (listener) => (closed = listener),
    })
    expect((await failure(client.wait({}))).code).toBe('unreachable')
    closed()
  })
})
