import { describe, expect, test, vi } from 'vitest'
import { contract as appContract } from '#contract/index.ts'
import { AppError, toWireError } from '#main/kernel/errors.ts'
import { serve, type Handlers } from '#rpc/serve.ts'
import { memoryPair, type AnswerFrame } from '#rpc/wire.ts'
import { contract, failure, principal, raw, world } from '#test/support/rpc-world.ts'

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
