import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Sandbox } from '#main/sandbox/index.ts'
import { startSandbox } from '#main/sandbox/index.ts'
import { until } from '#test/support/until.ts'
import { makeSpeech } from '#test/support/voice.ts'
import { callWish, type EngineRig, startEngine } from '#test/support/voice-engine.ts'

/** What a call leaves behind: both sides as they were heard. */
let sandbox: Sandbox
let rig: EngineRig
let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'voice-heard-'))
  sandbox = await startSandbox({ directory: null, life: 'off', controlToken: null })
  sandbox.control.voice({ voice: 'tones', deltaMs: 1 })
  rig = startEngine()
})
afterEach(async () => {
  await rig.end()
  await sandbox.stop()
  await rm(directory, { recursive: true })
})

const callId = 'call_1'
async function open(settings: Parameters<typeof callWish>[2] = {}): Promise<void> {
  await rig.client.open(callWish(sandbox, callId, settings, { recordingPath: join(directory, 'call') }))
  await rig.events.wait(
    'now',
    ({ now }) => now.line.state === 'ready' && now.talk.phase === 'armed' && now.output !== null,
  )
}
async function finish(): Promise<{ left: Int16Array; right: Int16Array }> {
  await rig.client.close({ callId })
  const { recording } = await rig.events.wait('ended')
  const bytes = (await readFile(recording?.file ?? '')).subarray(44)
  const side = (offset: number) =>
    Int16Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readInt16LE(at * 4 + offset))
  return { left: side(0), right: side(2) }
}
const indexOf = (track: Int16Array, part: Int16Array): number =>
  Buffer.from(track.buffer).indexOf(Buffer.from(part.buffer, part.byteOffset, part.byteLength)) / 2

test('the recording holds the caller to the bit and the agent as far as it was heard, each in its moment', async () => {
  const speech = makeSpeech(6, 0.6)
  await open()
  await rig.client.record({ callId, state: 'on' })
  await rig.client.type({ callId, text: 'A long answer please, as long as it can possibly get before I interrupt' })
  await until('a second of it', () =>
    rig.sound.speaker.kept().reduce((sum, { samples }) => sum + samples.length, 0) > 24_000 ? true : null,
  )
  await rig.client.press({ callId, repeat: false })
  await rig.sound.speak(speech)
  await rig.client.release({ callId })
  const barge = await rig.events.wait('barge_in')
  await until('the turn', () => (sandbox.control.voiceCounters().heard.length === 1 ? true : null))
  const { left, right } = await finish()
  const spokenAt = indexOf(left, speech)
  expect(spokenAt).toBeGreaterThan(0)
  const kept = rig.sound.speaker.kept().filter(({ item }) => item === barge.itemId)
  const heard = Int16Array.from(kept.flatMap(({ samples }) => [...samples]).slice(0, Math.floor(barge.heardMs * 24)))
  const from = heard.findIndex((sample) => sample !== 0)
  const heardAt = indexOf(right, heard.subarray(from)) - from
  expect(heardAt).toBeGreaterThanOrEqual(0)
  // The caller began right after the agent had been silenced.
  const gapMs = (spokenAt - heardAt - heard.length) / 24
  expect(gapMs).toBeGreaterThan(-40)
  expect(gapMs).toBeLessThan(250)
  // Nothing of the rest of the answer, until the next one.
  const rest = right.subarray(heardAt + heard.length + 480, spokenAt + 480)
  expect(rest.every((sample) => sample === 0)).toBe(true)
})

test('telephone sound: eight thousand samples a second, one byte each', async () => {
  await open({ format: { type: 'audio/pcmu' } })
  await rig.client.record({ callId, state: 'on' })
  await rig.client.press({ callId, repeat: false })
  await rig.sound.speak(makeSpeech(2, 0.5, 8000))
  await rig.client.release({ callId })
  await rig.events.wait('latency')
  expect(sandbox.control.voiceCounters().soundBytes % 160).toBe(0)
  expect(sandbox.control.voiceCounters().soundBytes).toBeGreaterThan(8 * 700)
  const { right } = await finish()
  expect(right.some((sample) => Math.abs(sample) > 2000)).toBe(true)
})

test('nothing is recorded of somebody who hears nothing of it', async () => {
  for (const consent of [null, 'none'] as const) {
    await rig.client.open(callWish(sandbox, callId, {}, { consent, recordingPath: join(directory, 'call') }))
    await expect(rig.client.record({ callId, state: 'on' })).rejects.toMatchObject({ code: 'blocked' })
    await rig.client.close({ callId })
  }
})
