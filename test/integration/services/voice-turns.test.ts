import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { encodeSound } from '#main/domain/voice/framing.ts'
import type { Sandbox } from '#main/sandbox/index.ts'
import { startSandbox } from '#main/sandbox/index.ts'
import type { VoiceScriptInput } from '#main/sandbox/realtime/script.ts'
import { defaultVoiceFormat } from '#contract/voice.ts'
import { until } from '#test/support/until.ts'
import { makeSpeech, toBase64 } from '#test/support/voice.ts'
import { callWish, type EngineRig, startEngine } from '#test/support/voice-engine.ts'

/** Whole turns through the engine and the sandbox's voice service, over a real socket. */
let sandbox: Sandbox
let rig: EngineRig
beforeEach(async () => {
  sandbox = await startSandbox({ directory: null, life: 'off', controlToken: null })
  script({})
  rig = startEngine()
})
afterEach(async () => {
  await rig.end()
  await sandbox.stop()
})

const script = (change: VoiceScriptInput): void => sandbox.control.voice({ voice: 'tones', deltaMs: 1, ...change })
const counters = () => sandbox.control.voiceCounters()
const callId = 'call_1'
const speech = makeSpeech(3, 1)
const question = 'Where is my order 12345?'

async function open(settings: Parameters<typeof callWish>[2] = {}): Promise<void> {
  await rig.client.open(callWish(sandbox, callId, settings))
  await rig.events.wait(
    'now',
    ({ now }) => now.line.state === 'ready' && now.talk.phase === 'armed' && now.output !== null,
  )
}
const press = (): Promise<unknown> => rig.client.press({ callId, repeat: false })
const release = (): Promise<unknown> => rig.client.release({ callId })
async function sayOnce(): Promise<void> {
  await press()
  await rig.sound.speak(speech)
  await release()
}

describe('a held turn', () => {
  test('arrives to the bit, with the moment before the press, and is answered', async () => {
    script({
      utterances: [{ text: question, audio: toBase64(speech) }],
      turns: [{ hears: question, says: 'It left on Monday.' }],
    })
    await open()
    await until('a pre-roll', () => (rig.sound.delivered.length > 20 ? true : null))
    await sayOnce()
    const answer = await rig.events.wait('line', ({ line }) => line.lane === 'agent' && line.state === 'final')
    expect(answer.line.heard).toBe('It left on Monday.')
    const asked = await rig.events.wait('line', ({ line }) => line.lane === 'caller' && line.state === 'final')
    expect(asked.line.heard).toBe(question)
    expect(asked.line.endMs - asked.line.startMs).toBeGreaterThan(1000)
    expect(asked.line.words.map(({ text }) => text)).toEqual(question.split(' '))
    expect(counters().heard).toEqual([question])
    expect(counters().order.slice(0, 4)).toEqual([
      'session.update',
      'input_audio_buffer.clear',
      'input_audio_buffer.commit',
      'response.create',
    ])
    const { soundBytes, soundDigest } = counters()
    const frames = rig.sound.delivered.map(({ samples }) =>
      Buffer.from(encodeSound(defaultVoiceFormat, samples), 'base64'),
    )
    const count = soundBytes / 960
    const digests = frames.map((_, from) =>
      frames
        .slice(from, from + count)
        .reduce((hash, frame) => hash.update(frame), createHash('sha256'))
        .digest('hex'),
    )
    expect(digests).toContain(soundDigest)
    // Pre-roll, a second of speech, the tail.
    expect(soundBytes / 48).toBeGreaterThan(1450)
    const { turn } = await rig.events.wait('latency')
    expect(turn.captureMs).toBeGreaterThan(150)
    expect(turn.totalMs).toBeCloseTo(turn.captureMs + turn.serviceMs + turn.bufferMs + turn.playbackMs, 3)
  })

  test('a tool is asked for once; its one answer and one request to go on follow', async () => {
    script({ utterances: [{ text: question, audio: toBase64(speech) }] })
    await open()
    await sayOnce()
    const tool = await rig.events.wait('tool')
    expect(tool).toMatchObject({ name: 'get_order', arguments: '{"order_id":"12345"}' })
    await rig.client.say({ callId, text: 'One moment, I am asking.', tag: 'hold', interruptible: true })
    const spoken = await rig.events.wait('spoken')
    expect(spoken).toMatchObject({ tag: 'hold', whole: true })
    expect(spoken.heardMs).toBeGreaterThan(500)
    await rig.client.answerTool({ callId, functionCallId: tool.functionCallId, output: 'shipped' })
    await rig.client.answerTool({ callId, functionCallId: tool.functionCallId, output: 'shipped twice' })
    await rig.events.wait('line', ({ line }) => line.heard === 'The system answers: shipped.')
    expect(counters().outputs).toEqual([{ callId: tool.functionCallId, output: 'shipped' }])
    expect(counters().received['response.create']).toBe(2)
    expect(rig.events.of('tool')).toHaveLength(1)
    await expect(rig.client.answerTool({ callId, functionCallId: 'nobody', output: '' })).rejects.toMatchObject({
      code: 'not_found',
    })
  })

  test('a press silences first, then cancels, then truncates to what was heard', async () => {
    script({
      utterances: [{ text: question, audio: toBase64(speech) }],
      turns: [
        { hears: question, says: 'A long answer that goes on and on and on and will never be heard to its end.' },
      ],
      deltaMs: 20,
    })
    await open()
    await sayOnce()
    await rig.events.wait('now', ({ now }) => now.agentSpeaking)
    await until('half a second of it', () => {
      const heard = rig.sound.speaker.kept().reduce((sum, { samples }) => sum + samples.length, 0)
      return heard > 12_000 ? true : null
    })
    await press()
    const barge = await rig.events.wait('barge_in')
    const heard = rig.sound.speaker.kept().reduce((sum, { samples }) => sum + samples.length, 0) / 24
    expect(Math.abs(barge.heardMs - heard)).toBeLessThanOrEqual(20)
    expect(barge).toMatchObject({ by: 'press' })
    expect(barge.stoppedInMs).toBeLessThan(120)
    await rig.sound.speak(speech)
    await release()
    await until('the truncation', () => counters().truncations[0] ?? null)
    expect(counters().truncations).toEqual([barge.heardMs])
    const cancelled = counters().order.indexOf('response.cancel')
    expect(cancelled).toBeGreaterThan(0)
    expect(cancelled).toBeLessThan(counters().order.indexOf('conversation.item.truncate'))
    const { line } = await rig.events.wait('line', (event) => event.line.state === 'interrupted')
    expect(line.itemId).toBe(barge.itemId)
    expect(line.heard.length).toBeGreaterThan(0)
    expect(line.unheard.length).toBeGreaterThan(0)
    expect(line.words.at(-1)?.startMs).toBeLessThan(line.startMs + barge.heardMs)
  })
})
