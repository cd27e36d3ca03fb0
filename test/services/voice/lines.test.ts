import { describe, expect, test } from 'vitest'
import { defaultVoiceFormat } from '#contract/voice.ts'
import type { VoiceEvent, VoiceItem } from '#contract/voice-event.ts'
import type { EngineLine } from '#main/services/voice/engine-contract.ts'
import { createLatency, percentile } from '#main/services/voice/latency.ts'
import { createLevelMeters } from '#main/services/voice/levels.ts'
import { createLines, echoKey } from '#main/services/voice/lines.ts'
import { toBase64 } from '#test/support/voice.ts'

function captions() {
  let now = 0
  const told: EngineLine[] = []
  const lines = createLines({
    format: defaultVoiceFormat,
    atMs: () => now,
    tagOf: (itemId) => (itemId === 'hold' ? 'holding line' : null),
    tell: (line) => void told.push(line),
  })
  return { lines, told, pass: (ms: number) => (now += ms), last: () => told.at(-1) }
}

const place = { responseId: 'r', itemId: 'a', contentIndex: 0 }
const sound = (ms: number): VoiceEvent => ({
  type: 'response.output_audio.delta',
  ...place,
  audio: toBase64(new Int16Array(ms * 24)),
})
const word = (text: string, startMs: number | null, itemId = 'a'): VoiceEvent => ({
  type: 'response.output_audio_transcript.delta',
  ...place,
  itemId,
  text,
  startMs,
})
const message = (id: string, role: 'user' | 'assistant', text: string): VoiceEvent => ({
  type: 'conversation.item.added',
  item: { kind: 'message', id, role, text, replayed: false } satisfies VoiceItem,
  previousItemId: null,
})
const committed: VoiceEvent = { type: 'input_audio_buffer.committed', itemId: 'u', previousItemId: null }
const heard = (transcript: string, final = true): VoiceEvent =>
  final
    ? { type: 'conversation.item.input_audio_transcription.completed', itemId: 'u', transcript, final }
    : { type: 'conversation.item.input_audio_transcription.updated', itemId: 'u', transcript }

describe('lines of a call', () => {
  test("a caller's words are spread over the sound they were said in", () => {
    const { lines, last, told } = captions()
    lines.heardCaller(1000, 2000)
    lines.observe(committed)
    lines.observe(heard('Where is', false))
    lines.observe(heard('Where is my order'))
    lines.observe(heard('Where is my order'))
    expect(last()).toMatchObject({
      lane: 'caller',
      state: 'final',
      startMs: 1000,
      endMs: 2000,
      heard: 'Where is my order',
    })
    expect(last()?.words.map(({ text }) => text)).toEqual(['Where', 'is', 'my', 'order'])
    expect([last()?.words[0]?.startMs, last()?.words.at(-1)?.endMs]).toEqual([1000, 2000])
    expect(told.filter(({ state }) => state === 'final')).toHaveLength(1)
  })

  test("an answer's words begin where their sound begins, counted from when it could be heard", () => {
    const { lines, last } = captions()
    lines.observe(sound(500))
    lines.observe(word('It ', 0))
    lines.observe(word('le', 200))
    lines.observe(word('ft.', 300))
    lines.began('a', 4000)
    lines.flush()
    expect(last()?.words).toEqual([
      { text: 'It', startMs: 4000, endMs: 4200 },
      { text: 'left.', startMs: 4200, endMs: 4500 },
    ])
  })

  test('what was cut off stands apart, and late words are not heard', () => {
    const { lines, last } = captions()
    lines.observe(sound(1000))
    lines.observe(word('It ', 0))
    lines.observe(word('left ', 300))
    lines.cut('a', 400)
    lines.observe(word('on Monday.', 800))
    expect(last()).toMatchObject({ state: 'interrupted', heard: 'It left ', unheard: 'on Monday.' })
    expect(last()?.words).toHaveLength(2)
  })

  test('a line that grows is told some fifteen times a second, and its last state always', () => {
    const { lines, told, pass, last } = captions()
    for (let piece = 0; piece < 100; piece += 1) {
      lines.observe(word(`${piece} `, piece * 10))
      pass(10)
      lines.tick()
    }
    expect(told.length).toBeLessThan(20)
    lines.flush()
    expect(last()?.heard.split(' ')).toHaveLength(101)
  })

  test('typed words and given words are marked as such', () => {
    const { lines, told } = captions()
    lines.typed('Hello')
    lines.observe(message('t', 'user', 'Hello'))
    lines.observe(message('hold', 'assistant', 'One moment'))
    expect(told.map(({ typed, tag }) => [typed, tag])).toEqual([
      [true, null],
      [false, 'holding line'],
    ])
    expect(told[1]?.afterItemId).toBe('t')
  })

  test('what a service had to be reminded of is not told again', () => {
    const { lines, told } = captions()
    lines.observe(message('t', 'user', 'Hello'))
    lines.observe(message('o', 'assistant', 'Good day'))
    expect(lines.soFar()).toEqual([
      { role: 'user', text: 'Hello' },
      { role: 'assistant', text: 'Good day' },
    ])
    lines.expectEchoes(lines.soFar().map(({ role, text }) => echoKey(role, text)))
    lines.observe(message('t2', 'user', 'Hello'))
    lines.observe(message('o2', 'assistant', 'Good day'))
    lines.observe(word('more', null, 'o2'))
    lines.observe(message('t3', 'user', 'Hello'))
    expect(told.map(({ itemId }) => itemId)).toEqual(['t', 'o', 't3'])
  })

  test('a line that was cut ends where it is', () => {
    const { lines, last, told } = captions()
    lines.observe(committed)
    lines.observe(heard('Where is', false))
    lines.observe(sound(300))
    lines.observe(word('It ', 0))
    lines.breakOff()
    expect(last()).toMatchObject({ itemId: 'a', state: 'interrupted', heard: 'It ' })
    expect(told.filter(({ itemId }) => itemId === 'u').at(-1)).toMatchObject({ state: 'final', heard: 'Where is' })
  })
})

describe('where the time of a turn went', () => {
  test('each stage from the mark before it', () => {
    const latency = createLatency()
    expect(latency.audible(10)).toBeNull()
    latency.speechEnded(1000)
    latency.committed(1200)
    latency.arrived(1700)
    latency.arrived(1800)
    latency.given(1705)
    expect(latency.audible(1750)).toEqual({ captureMs: 200, serviceMs: 500, bufferMs: 5, playbackMs: 45, totalMs: 750 })
    expect(latency.audible(1800)).toBeNull()
    expect(latency.summary()).toMatchObject({ p50: 750, p95: 750, turns: 1 })
  })

  test('a turn whose answer was a tool is none', () => {
    const latency = createLatency()
    latency.speechEnded(0)
    latency.committed(200)
    latency.forget()
    latency.arrived(9000)
    expect(latency.audible(9100)).toBeNull()
  })

  test('percentiles', () => {
    const values = Array.from({ length: 100 }, (_, at) => 100 - at)
    expect([percentile(values, 0.5), percentile(values, 0.95), percentile([7], 0.95), percentile([], 0.5)]).toEqual([
      50,
      95,
      7,
      null,
    ])
  })
})

describe('level meters', () => {
  test('played sound is shown as it passes, and silence afterwards', () => {
    let now = 0
    const meters = createLevelMeters(24_000, () => now)
    const open = { input: false, output: true }
    meters.output(new Int16Array(2400).fill(16_384), 100)
    expect(meters.now(open)).toMatchObject({ input: null, output: { rms: -120 } })
    now = 130
    expect(meters.now(open).output?.rms).toBeCloseTo(-6, 0)
    now = 600
    meters.now(open)
    now = 900
    expect(meters.now(open).output?.rms).toBe(-120)
  })
})
