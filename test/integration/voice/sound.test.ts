import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Wave } from '#main/clients/devices/wave.ts'
import type { Sandbox } from '#main/sandbox/index.ts'
import { startSandbox } from '#main/sandbox/index.ts'
import { resample } from '#main/sandbox/realtime/sound.ts'
import { correlate } from '#test/support/correlate.ts'
import { append, atSessionRate, findSpeech, quiet, toSamples } from '#test/support/found-speech.ts'
import { until } from '#test/support/until.ts'
import { openingOf, startVoiceEngine, type RunningEngine } from '#test/support/voice-engine-thread.ts'

/** From a recording through the engine's own thread and a real socket to the service: what was said is what arrives there. */
const speech = await findSpeech()
const rate = 24_000
let sandbox: Sandbox
let engine: RunningEngine | null = null
beforeEach(async () => {
  sandbox = await startSandbox({ directory: null, life: 'off', controlToken: null })
  sandbox.control.voice({ voice: 'tones', deltaMs: 0, pingMs: 1000 })
})
afterEach(async () => {
  await engine?.close()
  engine = null
  await sandbox.stop()
})

const arrived = (): Int16Array => toSamples(Buffer.from(sandbox.control.voiceSound(), 'base64'))
const hasArrived = (seconds: number): Promise<unknown> =>
  until('enough sound', () => (sandbox.control.voiceCounters().soundBytes >= seconds * rate * 2 ? true : null), 30)
const callId = 'call_test'
async function open(microphone: Wave, speed = 1): Promise<RunningEngine> {
  engine = startVoiceEngine({
    microphone: { kind: 'samples', ...microphone, again: false },
    speed,
  })
  await engine.client.open(openingOf(sandbox))
  await engine.now((now) => now.talk.phase === 'armed' && now.line.state === 'ready')
  return engine
}
/** So long that it fills `seconds`, and no stretch of it is like another: each time it is said at another pace. */
function neverTheSame(repetition: Int16Array, seconds: number): Int16Array {
  const paces = Array.from({ length: Math.ceil((seconds * speech.rate) / repetition.length) }, (_, time) => time)
  const said = paces.map((time) => resample(repetition, speech.rate, speech.rate * (1.3 - (0.7 * time) / paces.length)))
  return append(...said).subarray(0, seconds * speech.rate)
}

test(`sixty seconds of one turn arrive whole and in their order (${speech.source})`, async () => {
  const speed = 8
  const long = neverTheSame(append(speech.samples, quiet(0.3, speech.rate)), 76)
  const said = atSessionRate({ rate: speech.rate, samples: long })
  const { client, event } = await open({ rate, samples: said }, speed)
  await client.press({ callId, repeat: false })
  await hasArrived(60)
  await client.release({ callId })
  await event('latency')
  const heard = arrived()
  expect(heard.length / rate).toBeGreaterThan(59.8)
  expect(heard.length / rate).toBeLessThan(75)
  const { worst, driftMs, windows } = correlate(heard, said, { rate, stepMs: 1000 })
  expect(windows.length).toBeGreaterThan(45)
  expect(worst).toBeGreaterThanOrEqual(0.95)
  expect(driftMs).toBeLessThan(1)
})

test(`the first syllable was said before the key was down, and is there (${speech.source})`, async () => {
  const onset = 2.5
  const room = append(quiet(onset, speech.rate), speech.samples)
  const { client, event } = await open({ rate: speech.rate, samples: room })
  // Nobody presses before they breathe in: the key comes a moment after the first sound.
  const stop = new AbortController()
  for await (const { input } of client.levels({ callId }, { signal: stop.signal }))
    if (input !== null && input.rms > -40) break
  stop.abort()
  await client.press({ callId, repeat: false })
  await hasArrived(1.5)
  await client.release({ callId })
  await event('latency')
  const heard = arrived()
  const said = atSessionRate({ rate: speech.rate, samples: room })
  const { worst, driftMs, windows } = correlate(heard.subarray(0, 1.5 * rate), said, {
    rate,
    stepMs: 250,
    quietest: 50,
  })
  expect(worst).toBeGreaterThanOrEqual(0.95)
  expect(driftMs).toBeLessThan(1)
  const from = windows[0]?.lag ?? Infinity
  expect(from / rate).toBeLessThan(onset)
  expect(from / rate).toBeGreaterThan(onset - 0.4)
})
