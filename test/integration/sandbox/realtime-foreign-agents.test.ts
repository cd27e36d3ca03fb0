import { OpenAIRealtimeWebSocket, RealtimeAgent, RealtimeSession, tool } from '@openai/agents-realtime'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import type { Sandbox } from '#main/sandbox/index.ts'
import { startSandbox } from '#main/sandbox/index.ts'
import { until } from '#test/support/until.ts'
import { makeSpeech, toBase64 } from '#test/support/voice.ts'

/** Agents of a toolkit that nobody here wrote, over its own socket: a tool is run, sound goes both ways, and it is interrupted. */
let sandbox: Sandbox
beforeEach(async () => {
  sandbox = await startSandbox({ directory: null, life: 'off', controlToken: null })
})
afterEach(() => sandbox.stop())

const bytesOf = (samples: Int16Array): ArrayBuffer => Int16Array.from(samples).buffer

type Detection = { type: 'server_vad'; threshold: number; silenceDurationMs: number; interruptResponse: boolean } | null

async function open(turnDetection: Detection) {
  const asked: string[] = []
  const lookUp = tool({
    name: 'lookup_order',
    description: 'Finds one order.',
    parameters: z.object({ order_id: z.string() }),
    execute: async ({ order_id }) => {
      asked.push(order_id)
      return 'shipped on Monday'
    },
  })
  const agent = new RealtimeAgent({ name: 'Desk', instructions: 'Help with orders.', tools: [lookUp] })
  const address = `${sandbox.baseUrls.xai.replace('http', 'ws')}/realtime?model=grok-voice-latest`
  const transport = new OpenAIRealtimeWebSocket({ url: address })
  const session = new RealtimeSession(agent, {
    transport,
    tracingDisabled: true,
    config: { audio: { input: { turnDetection, transcription: { model: 'grok-transcribe' } } } },
  })
  const seen = { sound: 0, interruptions: 0, errors: [] as unknown[], asked, types: [] as string[] }
  session.on('audio', (event) => (seen.sound += event.data.byteLength))
  session.on('audio_interrupted', () => (seen.interruptions += 1))
  session.on('error', (error) => seen.errors.push(error))
  session.on('transport_event', (event) => seen.types.push(event.type))
  await session.connect({ apiKey: sandbox.keys.xai ?? '' })
  const count = (type: string): number => seen.types.filter((one) => one === type).length
  const wait = (type: string, times = 1): Promise<true> =>
    until(`${type} ${times}`, () => (count(type) >= times ? true : null), 8)
  await wait('session.updated')
  /** What was said, by whom, as its own history has it. */
  const history = (): string[] =>
    session.history.flatMap((item) =>
      item.type === 'message'
        ? item.content.map((part) => `${item.role}: ${'text' in part ? part.text : (part.transcript ?? '')}`)
        : [],
    )
  return { session, seen, wait, history }
}

test('typed and spoken, its tool is run and its answer spoken', async () => {
  const speech = makeSpeech(4, 1)
  const utterances = [{ text: 'Where is order 10433?', audio: toBase64(speech) }]
  sandbox.control.voice({ voice: 'tones', deltaMs: 0, utterances })
  const { session, seen, wait, history } = await open(null)
  try {
    session.sendMessage('Hello there')
    await wait('response.done')
    await until('sound', () => (seen.sound > 24_000 ? true : null), 8)
    session.sendAudio(bytesOf(speech), { commit: true })
    await wait('input_audio_buffer.committed')
    session.transport.requestResponse?.()
    await wait('response.done', 3)
    expect(seen.asked).toEqual(['10433'])
    expect(sandbox.control.voiceCounters()).toMatchObject({
      heard: ['Where is order 10433?'],
      outputs: [{ output: 'shipped on Monday' }],
    })
    await until('history', () => (history().length >= 5 ? true : null), 8)
    expect(history()).toEqual([
      'user: Hello there',
      'assistant: You said: Hello there',
      'user: Where is order 10433?',
      'assistant: One moment, please.',
      'assistant: The system answers: shipped on Monday.',
    ])
    expect(seen.errors).toEqual([])
  } finally {
    session.close()
  }
})

test('hands free it hears when somebody speaks over it, and truncates what was not heard', async () => {
  sandbox.control.voice({ voice: 'tones', deltaMs: 20 })
  const { session, seen, wait } = await open({
    type: 'server_vad',
    threshold: 0.5,
    silenceDurationMs: 300,
    interruptResponse: true,
  })
  try {
    session.sendMessage('Tell me a long story about the mountains and the rivers and the sea')
    await wait('response.output_audio.delta', 3)
    const speech = makeSpeech(6, 0.6)
    for (let at = 0; at < speech.length; at += 2400) session.sendAudio(bytesOf(speech.slice(at, at + 2400)))
    await wait('input_audio_buffer.speech_started')
    await wait('conversation.item.truncated')
    await wait('response.done')
    expect(seen.interruptions).toBe(1)
    expect(sandbox.control.voiceCounters().truncations).toHaveLength(1)
    expect(seen.errors).toEqual([])
  } finally {
    session.close()
  }
})
