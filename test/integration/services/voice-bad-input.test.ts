import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import { toBase64 } from '#test/support/voice.ts'
import { callWish, type EngineRig, startEngine } from '#test/support/voice-engine.ts'

/** A service that says what no service should: the call goes on or ends with a reason, and is never hurt by it. */
let server: WebSocketServer
let rig: EngineRig
let onMessage: (event: Record<string, unknown>, socket: WebSocket) => void
beforeEach(async () => {
  onMessage = () => undefined
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  server.on('connection', (socket) => {
    socket.on('message', (data) => {
      const event = JSON.parse((data as Buffer).toString('utf8')) as Record<string, unknown>
      if (event['type'] === 'session.update') socket.send(JSON.stringify({ type: 'session.updated', session: {} }))
      onMessage(event, socket)
    })
  })
  await new Promise((resolve) => server.once('listening', resolve))
  rig = startEngine({ times: { firstWaitMs: 20, readyMs: 150, attempts: 2 } })
})
afterEach(async () => {
  await rig.end()
  for (const client of server.clients) client.terminate()
  await new Promise((resolve) => server.close(resolve))
})

const callId = 'call_1'
const wish = (more: Parameters<typeof callWish>[3] = {}) => {
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  const named = { xai: address, helpdesk: address, company: address, bot: address, management: address }
  return callWish({ baseUrls: named, keys: { xai: 'key' } }, callId, {}, more)
}
async function open(): Promise<void> {
  await rig.client.open(wish())
  await rig.events.wait('now', ({ now }) => now.line.state === 'ready' && now.output !== null)
}
const place = { response_id: 'r1', item_id: 'i1', content_index: 0 }
const sound = (delta: string) => ({ type: 'response.output_audio.delta', ...place, delta })
const say = (socket: WebSocket, ...events: readonly unknown[]): void =>
  events.forEach((event) => socket.send(typeof event === 'string' ? event : JSON.stringify(event)))

describe('an answer', () => {
  test('with sound that is none is heard as far as it is sound', async () => {
    onMessage = ({ type }, socket) => {
      if (type !== 'response.create') return
      say(
        socket,
        { type: 'response.created', response: { id: 'r1' } },
        'half a {',
        sound('not base64!'),
        sound(Buffer.alloc(481).toString('base64')),
        sound('A'.repeat(12 * 1024 * 1024)),
        { type: 'response.output_audio.delta', ...place },
        { type: 'something.nobody.knows', depth: [1] },
        sound(toBase64(new Int16Array(12_000).fill(500))),
        { type: 'response.output_audio_transcript.delta', ...place, delta: 'Here.', start_time: 0 },
        { type: 'response.done', response: { id: 'r1', status: 'completed', output: [] } },
      )
    }
    await open()
    await rig.client.type({ callId, text: 'Hello' })
    await rig.events.wait('unknown_event', ({ name }) => name === 'something.nobody.knows')
    await rig.events.wait('now', ({ now }) => now.agentSpeaking)
    await rig.events.wait('line', ({ line }) => line.heard === 'Here.')
    const codes = rig.events.of('problem').map(({ code }) => code)
    expect(codes).toEqual(['protocol', 'protocol', 'protocol', 'too_large', 'protocol'])
    expect(rig.events.of('ended')).toEqual([])
  })

  test('in a wrong order is put together all the same; a call of a tool without a name is told', async () => {
    onMessage = ({ type }, socket) => {
      if (type !== 'response.create') return
      say(
        socket,
        { type: 'response.done', response: { id: 'other', status: 'completed', output: [] } },
        { type: 'response.output_audio_transcript.delta', ...place, delta: 'Good ' },
        { type: 'response.function_call_arguments.done', response_id: 'r1', call_id: 'c1', arguments: '{"a":1' },
        { type: 'response.created', response: { id: 'r1' } },
        { type: 'response.output_audio_transcript.delta', ...place, delta: 'day.' },
        { type: 'response.function_call_arguments.done', response_id: 'r1', call_id: 'c1', arguments: '{"a":1' },
        { type: 'response.done', response: { id: 'r1', status: 'completed', output: [] } },
      )
    }
    await open()
    await rig.client.type({ callId, text: 'Hello' })
    await rig.events.wait('line', ({ line }) => line.heard === 'Good day.')
    expect(await rig.events.wait('tool')).toMatchObject({ functionCallId: 'c1', name: '', arguments: '{"a":1' })
    expect(rig.events.of('tool')).toHaveLength(1)
  })
})

test('a service that opens a socket and says nothing ends the call with a reason', async () => {
  server.removeAllListeners('connection')
  await rig.client.open(wish())
  const ended = await rig.events.wait('ended')
  expect(ended).toMatchObject({ why: 'failed', message: 'The voice service opened a socket and said nothing.' })
})

test('an agent that cannot be read is refused before anything is opened', async () => {
  await expect(rig.client.open(wish({ agent: { tools: 7 } }))).rejects.toMatchObject({ code: 'invalid_input' })
  await expect(rig.client.release({ callId })).rejects.toMatchObject({ code: 'not_found' })
})

test('one microphone is one call; a call without sound needs none', async () => {
  await open()
  await expect(rig.client.open(wish())).rejects.toMatchObject({ code: 'conflict' })
  await expect(rig.client.open({ ...wish(), callId: 'call_2' })).rejects.toMatchObject({ code: 'busy' })
  await rig.client.open({ ...wish({ medium: 'text' }), callId: 'call_3' })
  await rig.client.close({ callId })
  await rig.client.open({ ...wish(), callId: 'call_4' })
})
