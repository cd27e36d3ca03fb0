import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { FaultInput } from '#main/sandbox/faults.ts'
import type { Sandbox } from '#main/sandbox/index.ts'
import { startSandbox } from '#main/sandbox/index.ts'
import type { VoiceScriptInput } from '#main/sandbox/realtime/script.ts'
import { until } from '#test/support/until.ts'
import { makeSpeech, toBase64 } from '#test/support/voice.ts'
import { callWish, type EngineRig, startEngine } from '#test/support/voice-engine.ts'

/** Calls on good days and bad ones, over a real socket: hands free, taken, cut, refused. */
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

type Trouble<Fault = FaultInput> = Fault extends unknown ? Omit<Fault, 'service' | 'path'> : never
const fault = (given: Trouble): void =>
  sandbox.control.fault({ ...given, service: 'xai', path: '/v1/realtime' } as FaultInput)
const script = (change: VoiceScriptInput): void => sandbox.control.voice({ voice: 'tones', deltaMs: 1, ...change })
const counters = () => sandbox.control.voiceCounters()
const callId = 'call_1'
const speech = makeSpeech(3, 0.6)
const question = 'Where is my parcel?'
const long = 'A long answer that goes on and on and on and will never be heard to its very end.'

async function open(
  settings: Parameters<typeof callWish>[2] = {},
  more: Parameters<typeof callWish>[3] = {},
): Promise<void> {
  await rig.client.open(callWish(sandbox, callId, settings, more))
  const isVoice = more.medium !== 'text'
  await rig.events.wait(
    'now',
    ({ now }) => now.line.state === 'ready' && (!isVoice || (now.talk.phase === 'armed' && now.output !== null)),
  )
}
async function sayOnce(): Promise<void> {
  await rig.client.press({ callId, repeat: false })
  await rig.sound.speak(speech)
  await rig.client.release({ callId })
}
const heardMs = (): number => rig.sound.speaker.kept().reduce((sum, { samples }) => sum + samples.length, 0) / 24
const answered = (text: string): Promise<unknown> =>
  rig.events.wait('line', ({ line }) => line.lane === 'agent' && line.heard === text && line.state === 'final')

describe('hands free', () => {
  test('speech is heard, answered, and spoken over', async () => {
    script({ utterances: [{ text: question, audio: toBase64(speech) }], turns: [{ hears: question, says: long }] })
    await open({ turns: 'hands_free' })
    await rig.sound.speak(speech)
    await rig.events.wait('now', ({ now }) => now.agentSpeaking)
    const { turn } = await rig.events.wait('latency')
    // The silence a service waits for is part of what a caller waits.
    expect(turn.captureMs).toBeGreaterThanOrEqual(300)
    await rig.sound.speak(speech)
    const barge = await rig.events.wait('barge_in')
    expect(barge.by).toBe('speech')
    expect(counters().received['input_audio_buffer.commit']).toBeUndefined()
    expect(counters().received['response.create']).toBeUndefined()
    const { line } = await rig.events.wait(
      'line',
      (event) => event.line.lane === 'caller' && event.line.state === 'final',
    )
    expect(line).toMatchObject({ heard: question, typed: false })
    expect(line.endMs - line.startMs).toBeGreaterThan(450)
  })

  test('is switched to and away from in the middle of a call', async () => {
    script({ utterances: [{ text: question, audio: toBase64(speech) }], turns: [{ hears: question, says: 'Soon.' }] })
    await open()
    await rig.client.setTurns({ callId, turns: 'hands_free' })
    await rig.sound.speak(speech)
    await answered('Soon.')
    await rig.client.setTurns({ callId, turns: 'held' })
    await rig.events.wait('now', ({ now }) => now.turns === 'held' && !now.agentSpeaking && !now.thinking)
    await until('silence', () => (heardMs() > 100 ? true : null))
    await sayOnce()
    await until('a second answer', () => (counters().heard.length === 2 ? true : null))
    expect(counters().received['session.update']).toBe(3)
  })
})

describe('what is not spoken over', () => {
  test('a disclosure is heard to its end, and the turn is answered after it', async () => {
    await open()
    await rig.client.say({
      callId,
      text: 'This call is recorded from now on.',
      tag: 'disclosure',
      interruptible: false,
    })
    await rig.events.wait('now', ({ now }) => now.agentSpeaking)
    await sayOnce()
    const spoken = await rig.events.wait('spoken')
    expect(spoken).toMatchObject({ tag: 'disclosure', whole: true })
    const { line } = await rig.events.wait('line', (event) => event.line.tag === 'disclosure')
    expect(line.lane).toBe('agent')
    // Told with the first sound of an answer that is no given words.
    await rig.events.wait('latency')
    const told = rig.events.all.map(({ type }) => type)
    expect(told.indexOf('latency')).toBeGreaterThan(told.indexOf('spoken'))
    expect(rig.events.of('barge_in')).toEqual([])
    const { order } = counters()
    expect(order.slice(order.indexOf('conversation.item.create'))).toEqual([
      'conversation.item.create',
      'input_audio_buffer.clear',
      'input_audio_buffer.commit',
      'response.create',
    ])
  })

  test('a service that knows no given words says them in an answer', async () => {
    script({ forced: 'unknown' })
    await open()
    await rig.client.say({ callId, text: 'One moment please.', tag: 'hold', interruptible: true })
    expect(await rig.events.wait('spoken')).toMatchObject({ tag: 'hold', whole: true })
    expect(counters().received['response.create']).toBe(1)
  })

  test('taken, the agent is silent and hears nothing', async () => {
    script({
      utterances: [{ text: question, audio: toBase64(speech) }],
      turns: [{ hears: question, says: long }],
      deltaMs: 20,
    })
    await open()
    await sayOnce()
    await rig.events.wait('now', ({ now }) => now.agentSpeaking)
    await rig.client.setTaken({ callId, taken: true })
    await rig.events.wait('barge_in')
    const before = [heardMs(), counters().soundBytes]
    await rig.sound.speak(speech)
    expect([heardMs(), counters().soundBytes]).toEqual(before)
    await rig.client.setTaken({ callId, taken: false })
    await sayOnce()
    await until('the next turn', () => (counters().heard.length === 2 ? true : null))
  })
})

describe('bad days', () => {
  test('cut in the middle of a sentence: a seam, and the conversation goes on where the service kept it', async () => {
    script({ utterances: [{ text: question, audio: toBase64(speech) }], turns: [{ hears: question, says: long }] })
    fault({ kind: 'cut_stream', after: 25 })
    await open()
    await sayOnce()
    const seam = await rig.events.wait('seam')
    expect(seam).toMatchObject({ resumed: true, turnLost: false })
    const { line } = await rig.events.wait('line', (event) => event.line.state === 'interrupted')
    expect(line.heard + line.unheard).not.toBe('')
    await sayOnce()
    await until('the second turn', () => (counters().heard.length === 2 ? true : null))
    expect(rig.events.of('ended')).toEqual([])
  })

  test('cut in the middle of a turn: the turn is lost and said to be, and not answered by halves', async () => {
    await open()
    await rig.client.press({ callId, repeat: false })
    await rig.sound.speak(makeSpeech(4, 0.4))
    sandbox.control.voiceCut({ forgets: false })
    await rig.events.wait('notice', ({ notice }) => notice === 'turn_lost')
    await rig.events.wait('seam', ({ turnLost }) => turnLost)
    await rig.client.release({ callId })
    await until('an end of the turn', () => (rig.events.of('now').at(-1)?.now.talk.phase === 'armed' ? true : null))
    await sayOnce()
    await until('the next turn', () => (counters().heard.length === 1 ? true : null))
    expect(rig.events.of('notice').filter(({ notice }) => notice === 'turn_lost')).toHaveLength(1)
  })

  test('a broken event is told, and the call goes on', async () => {
    fault({ kind: 'malformed', after: 4 })
    await open()
    await rig.client.type({ callId, text: 'Hello' })
    await rig.events.wait('problem', ({ code }) => code === 'protocol')
    await rig.client.type({ callId, text: 'Hello again' })
    await answered('You said: Hello again')
  })

  test('a key nobody knows ends the call with what the service said', async () => {
    await rig.client.open(
      callWish(sandbox, callId, {}, { connection: { ...callWish(sandbox, callId).connection, key: 'wrong' } }),
    )
    const ended = await rig.events.wait('ended')
    expect(ended).toMatchObject({ why: 'failed', recording: null })
    expect(ended.message).not.toBe('')
    await expect(rig.client.press({ callId, repeat: false })).rejects.toMatchObject({ code: 'not_found' })
  })

  test('a limit ends one session and another one takes over', async () => {
    fault({ kind: 'session_cap', ms: 300 })
    await open()
    await rig.events.wait('seam')
    await rig.client.type({ callId, text: 'Hello' })
    await answered('You said: Hello')
  })

  test('an unplugged microphone is opened again while the turn goes on', async () => {
    await open()
    await rig.client.press({ callId, repeat: false })
    await rig.sound.speak(makeSpeech(4, 0.3))
    rig.sound.unplug(2)
    await rig.events.wait('device', ({ text }) => text.includes('lost'))
    await rig.events.wait('device', ({ text }) => text.includes('is now'))
    await rig.sound.speak(makeSpeech(5, 0.3))
    await rig.client.release({ callId })
    await until('the turn', () => (counters().heard.length === 1 ? true : null))
    expect(rig.sound.openings()).toBe(4)
  })
})

test('another microphone is used after the turn under way, and nothing is lost by it', async () => {
  await open()
  const { processing, output } = callWish(sandbox, callId).settings
  await rig.client.press({ callId, repeat: false })
  await rig.client.useDevices({ input: { backend: 'file', id: 'other' }, output, processing })
  await rig.sound.speak(makeSpeech(4, 0.3))
  expect(rig.sound.openings()).toBe(1)
  await rig.client.release({ callId })
  await until('the other one', () => (rig.sound.openings() === 2 ? true : null))
  await until('it to be armed', () => (rig.events.of('now').at(-1)?.now.talk.phase === 'armed' ? true : null))
  expect(rig.events.of('notice')).toEqual([])
  await until('the turn', () => (counters().heard.length === 1 ? true : null))
})

test('what was being said when a call ended is unheard', async () => {
  await open()
  await rig.client.say({ callId, text: long, tag: 'hold', interruptible: true })
  await until('half a second of it', () => (heardMs() > 500 ? true : null))
  await rig.client.close({ callId })
  const spoken = await rig.events.wait('spoken')
  expect(spoken).toMatchObject({ tag: 'hold', whole: false })
  expect(spoken.heardMs).toBeGreaterThan(450)
  await rig.events.wait('ended')
  const { line } = rig.events.of('line').at(-1) ?? expect.fail('There is no line.')
  expect(line.state).toBe('interrupted')
  expect(line.heard + line.unheard).toContain('A long answer')
  expect(line.unheard).not.toBe('')
})

test('levels of both directions, for as long as the call lasts', async () => {
  await open()
  const levels: number[] = []
  const looked = (async () => {
    for await (const { input, output } of rig.client.levels({ callId })) {
      if (input !== null) levels.push(input.rms)
      expect(output).not.toBeNull()
    }
  })()
  await rig.sound.speak(speech)
  await rig.client.close({ callId })
  await looked
  expect(Math.max(...levels)).toBeGreaterThan(-30)
  expect(levels.length).toBeGreaterThan(8)
})

test('devices are tested by recording and playing back', async () => {
  void rig.sound.speak(speech)
  const seen: string[] = []
  const processing = { echoCancellation: true, noiseSuppression: true, gain: true }
  for await (const event of rig.client.testDevices({ seconds: 0.5, input: null, output: null, processing })) {
    if (seen.at(-1) !== event.type) seen.push(event.type)
    if (event.type === 'done') expect(event.heard).toBe(true)
  }
  expect(seen).toEqual(['level', 'playing', 'done'])
  expect(heardMs()).toBeGreaterThan(300)
})
