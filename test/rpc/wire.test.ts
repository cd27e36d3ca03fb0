import { expect, test, vi } from 'vitest'
import { z } from 'zod'
import { query } from '#contract/procedure.ts'
import { toWireError } from '#main/kernel/errors.ts'
import { connect } from '#rpc/connect.ts'
import { serve } from '#rpc/serve.ts'
import { fromMessagePort, fromWebSocket, memoryPair, type SocketLike } from '#rpc/wire.ts'

const contract = { echo: query(z.object({ text: z.string() }), z.object({ text: z.string() })) }
const options = { principal: { host: 'web', id: 't' }, log: () => {}, toWireError } as const

/** One end of a socket that is open, and can be closed. */
function socketDouble() {
  const target = new EventTarget()
  const sent: string[] = []
  const state = { readyState: 1 }
  const socket: SocketLike = {
    get readyState() {
      return state.readyState
    },
    send: (text) => void sent.push(text),
    addEventListener: (type, listener) => target.addEventListener(type, (event) => listener(event as MessageEvent)),
  }
  return {
    socket,
    sent,
    state,
    arrive: (data: unknown) => target.dispatchEvent(new MessageEvent('message', { data })),
    target,
  }
}

test('a contract works over a real message channel, and hears it close', async () => {
  const { port1, port2 } = new MessageChannel()
  serve(contract, { echo: async ({ text }) => ({ text }) }, fromMessagePort(port1), options)
  const client = connect(contract, fromMessagePort(port2))
  expect(await client.echo({ text: 'über' })).toEqual({ text: 'über' })
  const closed = vi.fn<() => void>()
  fromMessagePort(port2).onClose(closed)
  port1.close()
  await vi.waitFor(() => expect(closed).toHaveBeenCalledOnce())
  await expect(client.echo({ text: 'x' })).rejects.toMatchObject({ code: 'unreachable' })
})

test('a socket carries JSON text; what is not JSON arrives as nothing', () => {
  const { socket, sent, arrive } = socketDouble()
  const wire = fromWebSocket(socket)
  const frames: unknown[] = []
  wire.onFrame((frame) => frames.push(frame))
  wire.send({ type: 'stop', id: 1 })
  for (const data of ['{"a":1}', '{"a":', new ArrayBuffer(2)]) arrive(data)
  expect(sent).toEqual(['{"type":"stop","id":1}'])
  expect(frames).toEqual([{ a: 1 }, undefined, undefined])
})

test('a socket that is not open refuses at once, instead of dropping in silence', async () => {
  const { socket, state } = socketDouble()
  const client = connect(contract, fromWebSocket(socket))
  for (const readyState of [0, 2, 3]) {
    state.readyState = readyState
    await expect(client.echo({ text: 'x' })).rejects.toMatchObject({ code: 'unreachable' })
  }
})

test('an answer that is no answer is a protocol failure, and a stray one is ignored', async () => {
  const { socket, arrive } = socketDouble()
  const client = connect(contract, fromWebSocket(socket))
  const call = client.echo({ text: 'x' })
  for (const stray of ['null', '7', '{"id":99,"type":"ok"}', '{"id":"1","type":"ok"}']) arrive(stray)
  arrive('{"id":1,"type":"end","error":{"code":"made_up","stack":"x"}}')
  await expect(call).rejects.toMatchObject({ code: 'protocol' })
})

test('frames of a memory pair are copies', async () => {
  const { client, server } = memoryPair()
  const seen: unknown[] = []
  server.onFrame((frame) => seen.push(frame))
  const input = { list: [1] }
  client.send({ type: 'call', id: 1, path: 'x', input })
  input.list.push(2)
  await Promise.resolve()
  expect(seen).toEqual([{ type: 'call', id: 1, path: 'x', input: { list: [1] } }])
})
