import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Sandbox } from '#main/sandbox/index.ts'
import { startSandbox } from '#main/sandbox/index.ts'
import { makeSpeech, openPlain, toBase64 } from '#test/support/voice.ts'

/** A recording is sent up and comes back as text, with the time of each word. */
let sandbox: Sandbox
beforeEach(async () => {
  sandbox = await startSandbox({ directory: null, life: 'off', controlToken: null })
})
afterEach(() => sandbox.stop())

type Word = { readonly text: string; readonly start: number; readonly end: number }
type Answer = {
  readonly text: string
  readonly duration: number
  readonly words: readonly Word[]
  readonly channels?: readonly { readonly index: number; readonly text: string; readonly words: readonly Word[] }[]
}

function wav(left: Int16Array, right: Int16Array): Uint8Array<ArrayBuffer> {
  const samples = Int16Array.from(
    { length: left.length * 2 },
    (_, place) => (place % 2 === 0 ? left : right)[place >> 1] ?? 0,
  )
  const header = Buffer.alloc(44)
  header.write('RIFF\0\0\0\0WAVEfmt ', 'latin1')
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(2, 22)
  header.writeUInt32LE(24_000, 24)
  header.writeUInt16LE(4, 32)
  header.writeUInt16LE(16, 34)
  header.write('data', 36)
  header.writeUInt32LE(samples.length * 2, 40)
  return Uint8Array.from([...header, ...Buffer.from(samples.buffer)])
}

async function send(
  fields: Readonly<Record<string, string>>,
  file: Uint8Array<ArrayBuffer> | null,
  key = `Bearer ${sandbox.keys.xai}`,
): Promise<{ readonly status: number; readonly body: Answer & { readonly error?: string } }> {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  if (file !== null) form.append('file', new Blob([file]), 'call.wav')
  const answer = await fetch(`${sandbox.baseUrls.xai}/stt`, {
    method: 'POST',
    headers: key === '' ? {} : { authorization: key },
    body: form,
  })
  return { status: answer.status, body: (await answer.json()) as Answer }
}

/** Speech set into silence, `at` seconds from the beginning. */
function place(seconds: number, ...pieces: readonly (readonly [at: number, speech: Int16Array])[]): Int16Array {
  const whole = new Int16Array(seconds * 24_000)
  for (const [at, speech] of pieces) whole.set(speech, at * 24_000)
  return whole
}

test('both channels of a call: the caller by ear, the agent by what it said, the rest by its length', async () => {
  const question = makeSpeech(3, 1.2)
  sandbox.control.voice({
    voice: 'tones',
    deltaMs: 0,
    utterances: [{ text: 'Where is my order?', audio: toBase64(question) }],
    turns: [{ hears: 'Hello', says: 'Your order shipped today.' }],
  })
  const plain = await openPlain(`${sandbox.baseUrls.xai.replace('http', 'ws')}/realtime`, {
    authorization: `Bearer ${sandbox.keys.xai}`,
  })
  const content = [{ type: 'input_text', text: 'Hello' }]
  plain.say({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content } })
  plain.say({ type: 'response.create' })
  await plain.wait('response.done')
  const answer = Buffer.concat(
    plain.got.flatMap((event) =>
      event['type'] === 'response.output_audio.delta' ? [Buffer.from(String(event['delta']), 'base64')] : [],
    ),
  )
  plain.socket.terminate()
  const said = new Int16Array(answer.buffer.slice(answer.byteOffset, answer.byteOffset + answer.length))

  const file = wav(
    place(8, [0.5, question], [6, makeSpeech(9, 0.8)]),
    place(8, [2.5, said], [5, said.slice(0, 14_400)]),
  )
  const { status, body } = await send({ multichannel: 'true', channels: '2' }, file)
  expect([status, body.duration]).toEqual([200, 8])
  expect(body.channels?.map((channel) => channel.text)).toEqual([
    'Where is my order? [audio 0.8 s]',
    expect.stringMatching(/^Your order shipped today\. Your order/) as string,
  ])
  const [caller, agent] = body.channels ?? []
  expect(caller?.words[0]).toMatchObject({ text: 'Where', start: 0.5 })
  expect(caller?.words[3]?.end).toBeCloseTo(1.7, 1)
  expect(agent?.words.map((word) => word.start)).toEqual(
    agent?.words.map((word) => word.start).toSorted((a, b) => a - b),
  )
  expect(agent?.words[0]?.start).toBeCloseTo(2.5, 1)
  // Cut off after 600 ms: what lies behind is not there.
  expect(agent?.words.at(-1)?.end).toBeLessThan(5.7)
})

test('bare samples, and everything that is refused', async () => {
  const speech = makeSpeech(4, 1)
  sandbox.control.voice({ utterances: [{ text: 'Thank you', audio: toBase64(speech) }] })
  const bare = Uint8Array.from(Buffer.from(speech.buffer))
  const pcm = { audio_format: 'pcm', sample_rate: '24000' }
  expect((await send(pcm, bare)).body).toMatchObject({ text: 'Thank you', duration: 1, language: 'en' })
  const status = async (...given: Parameters<typeof send>): Promise<number> => (await send(...given)).status
  expect(await status({}, null)).toBe(400)
  expect(await status({}, bare)).toBe(400)
  expect(await status({ ...pcm, sample_rate: '12345' }, bare)).toBe(400)
  expect(await status({ ...pcm, audio_format: 'opus' }, bare)).toBe(400)
  expect(await status({ ...pcm, multichannel: 'true', channels: '9' }, bare)).toBe(400)
  expect(await status({ ...pcm, format: 'true' }, bare)).toBe(400)
  expect(await status(pcm, bare, '')).toBe(401)
  const plain = await fetch(`${sandbox.baseUrls.xai}/stt`, {
    method: 'POST',
    headers: { authorization: `Bearer ${sandbox.keys.xai}`, 'content-type': 'application/json' },
    body: '{}',
  })
  expect(plain.status).toBe(400)
  sandbox.control.fault({ service: 'xai', path: '/v1/stt', kind: 'status', status: 429 })
  expect(await status(pcm, bare)).toBe(429)
})
