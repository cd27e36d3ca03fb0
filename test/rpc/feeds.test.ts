import { describe, expect, test, vi } from 'vitest'
import { AppError } from '#main/kernel/errors.ts'
import { connect } from '#rpc/connect.ts'
import { contract, failure, raw, world } from '#test/support/rpc-world.ts'

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
