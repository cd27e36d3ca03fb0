import { afterEach, beforeEach, expect, test } from 'vitest'
import type { FaultInput } from '#main/sandbox/faults.ts'
import type { Sandbox } from '#main/sandbox/index.ts'
import { startSandbox } from '#main/sandbox/index.ts'
import type { PlainSocket } from '#test/support/voice.ts'
import { openPlain } from '#test/support/voice.ts'

/** Bad days of the voice service, each as a test can ask for it. */
let sandbox: Sandbox
let plain: PlainSocket | null = null
beforeEach(async () => {
  sandbox = await startSandbox({ directory: null, life: 'off', controlToken: null })
  sandbox.control.voice({ voice: 'tones', deltaMs: 0 })
})
afterEach(async () => {
  plain?.socket.terminate()
  await sandbox.stop()
})

type Trouble = FaultInput extends infer Fault
  ? Fault extends unknown
    ? Omit<Fault, 'service' | 'path'>
    : never
  : never
async function connect(...faults: readonly Trouble[]): Promise<PlainSocket> {
  for (const fault of faults) sandbox.control.fault({ ...fault, service: 'xai', path: '/v1/realtime' } as FaultInput)
  plain = await openPlain(`${sandbox.baseUrls.xai.replace('http', 'ws')}/realtime`, {
    authorization: `Bearer ${sandbox.keys.xai}`,
  })
  return plain
}
function hello(to: PlainSocket): void {
  const content = [{ type: 'input_text', text: 'Hello' }]
  to.say({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content } })
  to.say({ type: 'response.create' })
}
const deltas = (of: PlainSocket): unknown[] =>
  of.got.filter((event) => event['type'] === 'response.output_audio.delta').map((event) => event['delta'])

test.each([
  ['not_base64', (delta: unknown) => String(delta).includes('~')],
  ['odd_bytes', (delta: unknown) => Buffer.from(String(delta), 'base64').length % 2 === 1],
  ['huge', (delta: unknown) => Buffer.from(String(delta), 'base64').length === 60 * 48_000],
  ['missing', (delta: unknown) => delta === undefined],
] as const)('a piece of sound that is none: %s', async (how, holds) => {
  const socket = await connect({ kind: 'bad_sound', after: 1, how })
  hello(socket)
  await socket.wait('response.done')
  expect(deltas(socket).map(holds).slice(0, 3)).toEqual([false, true, false])
})

test('an event that comes late', async () => {
  const socket = await connect({ kind: 'out_of_order', after: 4, by: 4 })
  hello(socket)
  await socket.wait('response.done')
  const types = socket.got.map((event) => event['type'])
  expect(types.indexOf('response.created')).toBeGreaterThan(types.indexOf('response.content_part.added'))
  expect(types.filter((type) => type === 'response.created')).toHaveLength(1)
})

test('a service that takes everything and never answers; one that falls silent', async () => {
  const mute = await connect({ kind: 'no_answer' })
  hello(mute)
  mute.say({ type: 'session.update', session: {} })
  await mute.wait('session.updated')
  expect(mute.got.some((event) => event['type'] === 'response.created')).toBe(false)
  mute.socket.terminate()
  const silent = await connect({ kind: 'silent', after: 4 })
  hello(silent)
  silent.say({ type: 'session.update', session: {} })
  await silent.wait('conversation.item.added')
  expect(silent.got).toHaveLength(4)
})

test('a response that fails, calls told twice or only at the end, pings', async () => {
  const call = { name: 'lookup_order', arguments: { order_id: '1' } }
  sandbox.control.voice({
    pingMs: 20,
    calls: 'twice',
    turns: [{ hears: 'Hello', says: 'Well', calls: [call], fails: 'The model is overloaded' }],
  })
  const socket = await connect()
  hello(socket)
  expect(await socket.wait('response.done')).toMatchObject({
    response: { status: 'failed', status_details: { error: { message: 'The model is overloaded' } } },
  })
  const done = 'response.function_call_arguments.done'
  expect(socket.got.filter((event) => event['type'] === done)).toHaveLength(2)
  sandbox.control.voice({ calls: 'end' })
  hello(socket)
  const last = await socket.wait('response.done', 1)
  expect(socket.got.filter((event) => event['type'] === done)).toHaveLength(2)
  expect((last['response'] as { output: unknown[] }).output).toHaveLength(2)
  await socket.wait('ping', 2)
})
