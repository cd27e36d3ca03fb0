import { createHash } from 'node:crypto'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { VoiceCommand, VoiceFormat } from '#contract/voice.ts'
import { defaultVoiceFormat } from '#contract/voice.ts'
import { truncation } from '#main/domain/voice/heard.ts'
import { decodeSound } from '#main/domain/voice/framing.ts'
import type { Sequence } from '#main/domain/voice/response-sequence.ts'
import { answerCall, ask, interrupt, noSequence, observe } from '#main/domain/voice/response-sequence.ts'
import type { Sandbox } from '#main/sandbox/index.ts'
import { startSandbox } from '#main/sandbox/index.ts'
import type { FaultInput } from '#main/sandbox/faults.ts'
import type { VoiceScriptInput } from '#main/sandbox/realtime/script.ts'
import { toneWord } from '#main/sandbox/realtime/sound.ts'
import { Secret } from '#main/kernel/secret.ts'
import type { Call } from '#test/support/voice.ts'
import { appendsOf, makeSpeech, openCall, toBase64 } from '#test/support/voice.ts'
import { until } from '#test/support/until.ts'

/** Our client and the sandbox's voice service, over a real socket, on good days and bad ones. */
let sandbox: Sandbox
const calls: Call[] = []
beforeEach(async () => {
  sandbox = await startSandbox({ directory: null, life: 'off', controlToken: null })
  script({})
})
afterEach(async () => {
  await Promise.all(calls.splice(0).map((call) => call.end()))
  await sandbox.stop()
})

const script = (change: VoiceScriptInput): void => sandbox.control.voice({ voice: 'tones', deltaMs: 1, ...change })
type Trouble<Fault = FaultInput> = Fault extends unknown ? Omit<Fault, 'service' | 'path'> : never
const fault = (given: Trouble): void =>
  sandbox.control.fault({ ...given, service: 'xai', path: '/v1/realtime' } as FaultInput)
function dial(options: Parameters<typeof openCall>[1] = {}): Call {
  const call = openCall(sandbox, options)
  calls.push(call)
  return call
}
const counters = () => sandbox.control.voiceCounters()
const digestOf = (commands: readonly VoiceCommand[]): string =>
  commands
    .reduce((hash, command) => {
      return command.type === 'input_audio_buffer.append' ? hash.update(Buffer.from(command.audio, 'base64')) : hash
    }, createHash('sha256'))
    .digest('hex')
const soundOf = (call: Call, format: VoiceFormat = defaultVoiceFormat): number[] =>
  call
    .events()
    .flatMap((event) => (event.type === 'response.output_audio.delta' ? [...decodeSound(format, event.audio)] : []))
const states = (call: Call): string[] =>
  call.notices.flatMap((notice) => (notice.kind === 'state' ? [notice.state.kind] : []))
const clear = { type: 'input_audio_buffer.clear' } as const
const commit = { type: 'input_audio_buffer.commit' } as const
const create = { type: 'response.create' } as const
const typed = (text: string): VoiceCommand => ({
  type: 'conversation.item.create',
  item: { type: 'message', role: 'user', content: [{ type: 'input_text', text }] },
})

describe('a turn', () => {
  const speech = makeSpeech(5, 1.2)
  const known = [{ text: 'Where is order 10433?', audio: toBase64(speech) }]

  test.each(['both', 'session', 'conversation', 'updated'] as const)('first word of the service: %s', async (first) => {
    script({ utterances: known, first })
    const call = dial()
    // Pressed before the socket was open: nothing is lost, and the order is kept.
    call.send(clear, ...appendsOf(speech), commit, create)
    await call.event('response.done')
    expect(counters()).toMatchObject({ heard: ['Where is order 10433?'], soundDigest: digestOf(appendsOf(speech)) })
    const words = 'You said: Where is order 10433?'.split(/(?<=\s)/)
    expect(soundOf(call)).toEqual(words.flatMap((word) => [...toneWord(word)]))
    expect(counters().order.slice(-4)).toEqual(['session.update', clear.type, commit.type, create.type])
    expect(states(call).slice(0, 3)).toEqual(['connecting', 'opening', 'ready'])
  })

  test.each([
    { type: 'audio/pcmu' },
    { type: 'audio/pcma' },
    { type: 'audio/pcm', rate: 48_000 },
  ] as const satisfies VoiceFormat[])('in $type, sound waits for the session', async (format) => {
    const rate = format.type === 'audio/pcm' ? format.rate : 8000
    const slow = makeSpeech(5, 1.2, rate)
    script({ utterances: known })
    const call = dial({ format })
    call.send(clear, ...appendsOf(slow, format), commit, create)
    await call.event('response.done')
    expect(counters()).toMatchObject({ soundDigest: digestOf(appendsOf(slow, format)), heard: [known[0]?.text] })
    const sound = soundOf(call, format)
    const spoken = 'You said: Where is order 10433?'.split(/(?<=\s)/).flatMap((word) => [...toneWord(word)])
    // Where a sample of theirs is one of ours: the same in PCM, within half a step of its segment in G.711.
    const common = sound.flatMap((sample, place) =>
      (place * 24_000) % rate === 0 ? [[sample, (place * 24_000) / rate]] : [],
    )
    const apart = common.map(([sample = 0, place = 0]) => Math.abs(sample - (spoken[place] ?? 0)))
    expect(Math.max(...apart)).toBeLessThanOrEqual(format.type === 'audio/pcm' ? 0 : 256)
    expect(common.length).toBeGreaterThan(spoken.length / 4)
    const usage = (await call.event('response.done')).usage
    expect(usage?.billableSeconds).toBe(Math.ceil(sound.length / rate - 0.05))
  })

  test('older names, nested usage, transcripts twice, bursts: the same events', async () => {
    script({ names: 'older', usage: 'nested', repeats: true, burst: 4, utterances: known })
    const call = dial()
    call.send(clear, ...appendsOf(speech), commit, create)
    expect((await call.event('response.done')).usage?.totalTokens).toBeGreaterThan(6)
    expect((await call.event('response.output_audio_transcript.done')).text).toBe('You said: Where is order 10433?')
    expect(call.events().filter((event) => event.type === 'unknown')).toEqual([])
  })

  test('a function call gets one output and one request, and its answer is spoken', async () => {
    script({ utterances: known })
    const tools = [{ type: 'function', function: { name: 'lookup_order' } }]
    const call = dial({ agent: { instructions: 'Help.', tools } })
    let sequence: Sequence = noSequence
    const step = (next: ReturnType<typeof ask>): void => {
      sequence = next.sequence
      call.send(...next.commands)
    }
    call.send(clear, ...appendsOf(speech), commit)
    step(ask(sequence))
    const { call: wanted } = await call.event('response.function_call_arguments.done')
    expect(JSON.parse(wanted.arguments)).toEqual({ order_id: '10433' })
    await call.event('response.done')
    call.events().forEach((event) => step(observe(sequence, event)))
    for (let times = 0; times < 3; times += 1) step(answerCall(sequence, wanted.callId, 'shipped'))
    await call.event('response.done', 1)
    expect(counters()).toMatchObject({
      outputs: [{ callId: wanted.callId, output: 'shipped' }],
      received: { 'response.create': 2 },
    })
    expect((await call.event('response.output_audio_transcript.done', 1)).text).toBe('The system answers: shipped.')
  })

  test('barge-in: cancel before truncate on the wire, and no truncate where nothing was heard', async () => {
    script({ deltaMs: 30 })
    const call = dial()
    for (const [heard, orders] of [
      [0, ['response.cancel']],
      [340, ['response.cancel', 'conversation.item.truncate']],
    ] as const) {
      const before = counters().order.length
      call.send(typed('Tell me a long story about mountains and rivers'), create)
      const turn = heard === 0 ? 0 : 1
      const { itemId } = await until('sound', () => {
        const all = call.events().filter((event) => event.type === 'response.output_audio.delta')
        const ids = [...new Set(all.map((event) => event.itemId))]
        return ids[turn] === undefined ? null : { itemId: ids[turn] }
      })
      const sequence = call.events().reduce((sum, event) => observe(sum, event).sequence, noSequence)
      const cut = truncation(itemId, 0, heard)
      call.send(...interrupt(sequence).commands, ...(cut === null ? [] : [cut]))
      expect((await call.event('response.done', turn)).status).toBe('cancelled')
      if (heard > 0) await call.event('conversation.item.truncated')
      const sent = counters().order.slice(heard === 0 ? 1 + 2 : before + 2)
      expect(sent).toEqual(orders)
    }
    expect(counters().truncations).toEqual([340])
  })
})

describe('bad days', () => {
  test('a wrong key, an ephemeral secret, and no word of either', async () => {
    const wrong = dial({ ports: { key: async () => new Secret('xai-wrong-key-000000') } })
    const { state } = await wrong.notice('state', (notice) => notice.state.kind === 'closed')
    expect(state).toMatchObject({ error: { code: 'unauthorised' } })
    expect(JSON.stringify(wrong.notices)).not.toContain('xai-wrong')
    await dial({ ports: { authentication: 'ephemeral' } }).ready()
    expect(counters()).toMatchObject({ connections: 1, refused: 1 })
    const elsewhere = dial({ ports: { allowedHosts: () => ['api.x.ai'] } })
    const refused = await elsewhere.notice('state', (notice) => notice.state.kind === 'closed')
    expect(refused.state).toMatchObject({ error: { code: 'egress_refused' } })
  })

  test('cut in mid-sentence: a seam, the conversation again, half a turn never sent twice', async () => {
    fault({ kind: 'cut_stream', after: 12 })
    const call = dial()
    await call.event('conversation.created')
    await call.event('session.updated')
    call.send(typed('Tell me a story'), create)
    call.send(clear, ...appendsOf(makeSpeech(1, 0.4)))
    const seam = await call.notice('seam')
    expect(seam).toMatchObject({ resumed: true, turnLost: true })
    await until(
      'replay',
      () =>
        call
          .events()
          .find(
            (event) => event.type === 'conversation.item.added' && event.item.kind === 'message' && event.item.replayed,
          ) ?? null,
    )
    const appended = counters().received['input_audio_buffer.append']
    expect(call.realtime.send({ type: 'input_audio_buffer.append', audio: 'AAAA' })).toBe('refused')
    expect(call.realtime.send(commit)).toBe('refused')
    call.send(clear, ...appendsOf(makeSpeech(1, 0.4)), commit, create)
    await until('commit', () => (counters().received['input_audio_buffer.commit'] === 1 ? true : null))
    expect(counters().received['input_audio_buffer.append']).toBe((appended ?? 0) + 20)
    expect(states(call)).toEqual(['connecting', 'opening', 'ready', 'waiting', 'connecting', 'opening', 'ready'])
  })

  test('refused for a while, then let in', async () => {
    fault({ kind: 'status', status: 503 })
    fault({ kind: 'reset', skip: 1 })
    const call = dial()
    await call.ready()
    expect(states(call).filter((state) => state === 'waiting')).toHaveLength(2)
    // There was nothing before it to be a seam with.
    expect(call.notices.some((notice) => notice.kind === 'seam')).toBe(false)
  })

  test('a service that never speaks, and one that never opens, end with a time-out', async () => {
    fault({ kind: 'silent', times: 9 })
    const call = dial({ times: { readyMs: 60, attempts: 2 } })
    const { state } = await call.notice('state', (notice) => notice.state.kind === 'closed')
    expect(state).toMatchObject({ error: { code: 'timed_out' } })
    const mute = createServer((socket) => void socket.resume())
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve))
    const host = `127.0.0.1:${(mute.address() as AddressInfo).port}`
    const ports = { baseUrl: `http://${host}/v1`, allowedHosts: () => [host], connectMs: 60 }
    const never = await dial({ ports, times: { attempts: 1 } }).notice(
      'state',
      (notice) => notice.state.kind === 'closed',
    )
    expect(never.state).toMatchObject({ error: { code: 'timed_out' } })
    await new Promise((resolve) => mute.close(resolve))
  })

  test('a service that falls silent is left for another connection', async () => {
    const call = dial({ times: { deadMs: 1, pingMs: 40 } })
    await call.notice('seam')
    expect(counters().connections).toBeGreaterThan(1)
  })

  test('broken events and a listener that throws: the call goes on', async () => {
    fault({ kind: 'malformed', after: 5 })
    const call = dial({
      onNotice: () => {
        throw new Error('a listener')
      },
    })
    await call.ready()
    call.send(typed('Hello'), create)
    await call.event('response.done')
    expect(await call.notice('problem')).toMatchObject({ error: { code: 'protocol' } })
  })

  test('a frame over the limit is named, and the call comes back', async () => {
    fault({ kind: 'oversized', after: 4, bytes: 17 * 1024 * 1024 })
    const call = dial()
    await call.ready()
    call.send(typed('Hello'), create)
    expect(await call.notice('problem')).toMatchObject({ error: { code: 'too_large' } })
    expect(await call.notice('seam')).toMatchObject({ resumed: true })
  })

  test('a service that stops reading: slow, then this turn stops', async () => {
    fault({ kind: 'deaf', after: 1 })
    const call = dial()
    await call.ready()
    call.send(clear)
    const second = 'A'.repeat(64_000)
    let refused = 0
    for (let count = 0; count < 200 && refused === 0; count += 1)
      if (call.realtime.send({ type: 'input_audio_buffer.append', audio: second }) === 'refused') refused += 1
    expect(refused).toBe(1)
    expect(call.realtime.send(commit)).toBe('refused')
    const paces = call.notices.flatMap((notice) => (notice.kind === 'pace' ? [notice.pace] : []))
    expect(paces.slice(0, 2)).toEqual(['slow', 'stopped'])
  })

  test('the limit of a session is counted down, and its end is a seam', async () => {
    fault({ kind: 'session_cap', ms: 250 })
    const call = dial({ times: { sessionMs: 250 } })
    expect(await call.notice('time_left')).toEqual({ kind: 'time_left', ms: 50 })
    expect(await call.notice('seam')).toMatchObject({ resumed: true, turnLost: false })
  })

  test.each([
    [1000, 'bye', null],
    [1008, 'not allowed', 'remote_failed'],
    [4001, '', 'remote_failed'],
  ] as const)('closed with %i', async (code, reason, error) => {
    fault({ kind: 'close', after: 3, code, reason })
    const call = dial()
    const { state } = await call.notice('state', (notice) => notice.state.kind === 'closed')
    expect(state.kind === 'closed' ? (state.error?.code ?? null) : state).toBe(error)
    expect(call.realtime.send(create)).toBe('refused')
  })
})
