import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Sandbox } from '#main/sandbox/index.ts'
import { startSandbox } from '#main/sandbox/index.ts'
import { decodeG711, encodeG711 } from '#main/domain/voice/g711.ts'
import { toBytes, toSamples } from '#main/sandbox/realtime/sound.ts'
import type { PlainSocket } from '#test/support/voice.ts'
import { appendsOf, makeSpeech, openPlain, toBase64 } from '#test/support/voice.ts'

/** The voice service of the sandbox, by hand: what the reference says a client may meet. */
let sandbox: Sandbox
let open: PlainSocket[] = []
beforeEach(async () => {
  sandbox = await startSandbox({ directory: null, life: 'off', controlToken: null })
  sandbox.control.voice({ voice: 'tones', deltaMs: 1 })
})
afterEach(async () => {
  open.forEach(({ socket }) => socket.terminate())
  open = []
  await sandbox.stop()
})

const url = (query = ''): string => `${sandbox.baseUrls.xai.replace('http', 'ws')}/realtime${query}`
const authorised = (): Record<string, string> => ({ authorization: `Bearer ${sandbox.keys.xai}` })
async function connect(query = '', headers = authorised(), protocols: string[] = []): Promise<PlainSocket> {
  const plain = await openPlain(url(query), headers, protocols)
  open.push(plain)
  return plain
}
const types = (plain: PlainSocket): string[] => plain.got.map((event) => String(event['type']))
const message = (text: string) => ({
  type: 'conversation.item.create',
  item: { type: 'message', role: 'user', content: [{ type: 'input_text', text }] },
})

describe('who may connect', () => {
  test('a key, a secret in the header, a secret as a protocol; nobody else', async () => {
    await expect(connect('', {})).rejects.toThrow(/401/)
    await expect(connect('', { authorization: 'Bearer wrong' })).rejects.toThrow(/401/)
    await (await connect()).wait('session.created')
    const post = (body: unknown, headers = authorised()): Promise<Response> =>
      fetch(`${sandbox.baseUrls.xai}/realtime/client_secrets`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      })
    expect((await post({}, { authorization: 'Bearer wrong' })).status).toBe(400)
    expect((await post({ expires_after: { seconds: 4000 } })).status).toBe(400)
    const { value, expires_at } = (await (await post({})).json()) as { value: string; expires_at: number }
    expect(expires_at - Date.now() / 1000).toBeGreaterThan(590)
    await (await connect('', { authorization: `Bearer ${value}` })).wait('session.created')
    const browser = await connect('', {}, [`xai-client-secret.${value}`])
    expect(browser.socket.protocol).toBe(`xai-client-secret.${value}`)
    expect((await connect('', {}, ['realtime', `openai-insecure-api-key.${value}`])).socket.protocol).toBe('realtime')
    expect(sandbox.control.voiceCounters()).toMatchObject({ connections: 4, refused: 2 })
  })

  test('faults refuse before there is a socket', async () => {
    sandbox.control.fault({ service: 'xai', path: '/v1/realtime', kind: 'status', status: 429, retryAfter: '2' })
    await expect(connect()).rejects.toThrow(/429/)
    sandbox.control.fault({ service: 'xai', path: '/v1/realtime', kind: 'reset' })
    await expect(connect()).rejects.toThrow()
    await expect(openPlain(url().replace('/realtime', '/nothing'), authorised())).rejects.toThrow(/404/)
  })
})

test('a typed turn gives the recorded sequence, with usage at the top', async () => {
  const plain = await connect()
  await plain.wait('ping')
  expect(types(plain)).toEqual(['session.created', 'conversation.created', 'ping'])
  plain.say(message('Hello'))
  plain.say({ type: 'response.create' })
  const done = await plain.wait('response.done')
  const order = types(plain)
    .slice(3)
    .filter((type, place, all) => all[place - 1] !== type && !type.endsWith('.delta'))
  expect(order).toEqual([
    'conversation.item.added',
    'response.created',
    'response.output_item.added',
    'conversation.item.added',
    'response.content_part.added',
    'response.output_audio_transcript.done',
    'response.content_part.done',
    'response.output_audio.done',
    'response.output_item.done',
    'response.done',
  ])
  expect(done).toMatchObject({ response: { status: 'completed', usage: {} }, usage: { output_tokens: 3 } })
  const words = plain.got.filter((event) => event['type'] === 'response.output_audio_transcript.delta')
  expect(words.map((event) => event['delta']).join('')).toBe('You said: Hello')
  const bytes = plain.got
    .filter((event) => event['type'] === 'response.output_audio.delta')
    .reduce((sum, event) => sum + Buffer.from(String(event['delta']), 'base64').length, 0)
  const seconds = (done['usage'] as { output_audio_seconds: number }).output_audio_seconds
  expect(bytes / 48_000).toBeCloseTo(seconds, 1)
})

test('what is wrong is an error event, and the session lives on', async () => {
  const plain = await connect()
  const bad = [
    '{"type":',
    { type: 'nonsense' },
    { type: 'input_audio_buffer.commit', event_id: 'c7' },
    { type: 'response.cancel' },
    { type: 'input_audio_buffer.append', audio: '***' },
    { type: 'input_audio_buffer.append', audio: 'AAAA' },
    { type: 'conversation.item.truncate', item_id: 'no', content_index: 0, audio_end_ms: 5 },
    { type: 'session.update', session: { tools: [{ type: 'function' }] } },
  ]
  bad.forEach(plain.say)
  plain.say({ type: 'session.update', session: {} })
  await plain.wait('session.updated')
  const errors = plain.got.flatMap((event) =>
    event['type'] === 'error' ? [event['error'] as Record<string, unknown>] : [],
  )
  expect(errors.map((error) => error['code'])).toEqual([
    'invalid_json',
    'unknown_event',
    'input_audio_buffer_commit_empty',
    'response_cancel_not_active',
    'invalid_value',
    'invalid_value',
    'item_not_found',
    'invalid_value',
  ])
  expect(errors[2]).toMatchObject({ event_id: 'c7', message: 'buffer is empty' })
})

test('hands free: speech is found by its energy, interim transcripts grow, the answer comes by itself and stops for speech', async () => {
  const speech = makeSpeech(3, 1)
  const utterances = [{ text: 'Where is my order?', audio: toBase64(speech) }]
  sandbox.control.voice({ utterances, repeats: true, deltaMs: 40 })
  const plain = await connect()
  const audio = { input: { transcription: { model: 'grok-transcribe' } } }
  plain.say({
    type: 'session.update',
    session: { turn_detection: { type: 'server_vad', threshold: 0.5, silence_duration_ms: 300 }, audio },
  })
  const pause = appendsOf(new Int16Array(12_000))
  for (const append of [...pause, ...appendsOf(speech), ...pause]) plain.say(append)
  await plain.wait('response.created')
  const transcripts = plain.got.filter((event) => String(event['type']).includes('transcription'))
  expect(transcripts.map((event) => event['transcript'])).toEqual([
    'Where',
    'Where is',
    'Where is my',
    'Where is my order?',
    'Where is my order?',
  ])
  const started = await plain.wait('input_audio_buffer.speech_started')
  expect(Number(started['audio_start_ms'])).toBeGreaterThan(550)
  expect(Number(started['audio_start_ms'])).toBeLessThan(700)
  await plain.wait('response.output_audio.delta')
  for (const append of appendsOf(speech)) plain.say(append)
  expect(await plain.wait('response.done')).toMatchObject({ response: { status: 'cancelled' } })
})

test('a session reaches its limit; a conversation can be taken up again', async () => {
  sandbox.control.fault({ service: 'xai', path: '/v1/realtime', kind: 'session_cap', ms: 60 })
  const plain = await connect()
  plain.say(message('Remember this'))
  const closed = new Promise<string>((resolve) =>
    plain.socket.on('close', (code, reason) => resolve(`${code} ${reason.toString()}`)),
  )
  expect(await plain.wait('error')).toMatchObject({ error: { type: 'max_duration' } })
  expect(await closed).toBe('1000 max_duration')
  const { conversation } = (await plain.wait('conversation.created')) as { conversation: { id: string } }
  const again = await connect(`?conversation_id=${conversation.id}`)
  expect(await again.wait('conversation.item.added')).toMatchObject({ item: { replayed: true, role: 'user' } })
  expect(await again.wait('conversation.created')).toMatchObject({ conversation })
})

test('two independent readings of G.711 agree on every code and every sample', () => {
  const codes = Uint8Array.from({ length: 256 }, (_, code) => code)
  const samples = Int16Array.from({ length: 65_536 }, (_, place) => place - 32_768)
  for (const [type, law] of [
    ['audio/pcmu', 'mu'],
    ['audio/pcma', 'a'],
  ] as const) {
    const format = { type, rate: 8000 }
    expect(toSamples(Buffer.from(codes), format)).toEqual(decodeG711(codes, law))
    expect(toBytes(samples, format).equals(encodeG711(samples, law))).toBe(true)
  }
})
