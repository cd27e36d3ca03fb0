import { connect } from 'node:net'
import { OpenAI } from 'openai'
import { OpenAIRealtimeWS } from 'openai/realtime/ws'
import { expect, test } from 'vitest'
import { startSandbox } from '#main/sandbox/index.ts'
import { makeSpeech, toBase64 } from '#test/support/voice.ts'
import { until } from '#test/support/until.ts'

/** A client that nobody here wrote talks with the sandbox's voice service: typed, spoken, and through a function call. */
test('the realtime client of the openai package', async () => {
  const sandbox = await startSandbox({ directory: null, life: 'off', controlToken: null })
  const speech = makeSpeech(4, 1)
  sandbox.control.voice({
    voice: 'tones',
    deltaMs: 1,
    utterances: [{ text: 'Where is order 10433?', audio: toBase64(speech) }],
  })
  const { port } = new URL(sandbox.baseUrls.xai)
  const client = new OpenAI({ apiKey: sandbox.keys.xai ?? '', baseURL: sandbox.baseUrls.xai })
  // It insists on wss; the sandbox is on the loopback without TLS.
  const options = { createConnection: () => connect(Number(port), '127.0.0.1') }
  const realtime = new OpenAIRealtimeWS({ model: 'grok-voice-latest', options }, client)
  const seen: { readonly type: string }[] = []
  const errors: unknown[] = []
  realtime.on('event', (event) => seen.push(event))
  realtime.on('error', (error) => errors.push(error))
  const count = (type: string): number => seen.filter((event) => event.type === type).length
  const wait = (type: string, times = 1): Promise<true> =>
    until(`${type} ${times}`, () => (count(type) >= times ? true : null), 8)
  try {
    let spoken = ''
    let bytes = 0
    let callId = ''
    realtime.on('response.output_audio_transcript.delta', (event) => (spoken += event.delta))
    realtime.on('response.output_audio.delta', (event) => (bytes += Buffer.from(event.delta, 'base64').length))
    realtime.on('response.function_call_arguments.done', (event) => (callId = event.call_id))
    await wait('session.created')
    const tools = [{ type: 'function' as const, name: 'lookup_order', parameters: { type: 'object' } }]
    const format = { type: 'audio/pcm' as const, rate: 24_000 as const }
    const audio = { input: { format }, output: { format, voice: 'marin' } }
    realtime.send({ type: 'session.update', session: { type: 'realtime', instructions: 'Help.', tools, audio } })
    await wait('session.updated')
    const content = [{ type: 'input_text' as const, text: 'Hello there' }]
    realtime.send({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content } })
    realtime.send({ type: 'response.create' })
    await wait('response.done')
    expect(spoken).toBe('You said: Hello there')
    expect(bytes).toBeGreaterThan(24_000)

    realtime.send({ type: 'input_audio_buffer.append', audio: toBase64(speech) })
    realtime.send({ type: 'input_audio_buffer.commit' })
    realtime.send({ type: 'response.create' })
    await wait('response.done', 2)
    const output = { type: 'function_call_output' as const, call_id: callId, output: 'shipped' }
    realtime.send({ type: 'conversation.item.create', item: output })
    realtime.send({ type: 'response.create' })
    await wait('response.done', 3)
    expect(spoken).toContain('The system answers: shipped.')
    expect(errors).toEqual([])
    expect(sandbox.control.voiceCounters()).toMatchObject({ heard: ['Where is order 10433?'], outputs: [{ callId }] })
  } finally {
    realtime.close()
    await sandbox.stop()
  }
})
