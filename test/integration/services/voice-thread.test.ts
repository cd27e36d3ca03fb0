import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startVoice, type VoiceThread } from '#main/hosts/voice-thread.ts'
import { systemClock } from '#main/kernel/clock.ts'
import type { Sandbox } from '#main/sandbox/index.ts'
import { startSandbox } from '#main/sandbox/index.ts'
import { until } from '#test/support/until.ts'
import { makeSpeech } from '#test/support/voice.ts'
import { callWish, type EventLog, logEvents } from '#test/support/voice-engine.ts'
import { writeWave } from '#test/support/wave-file.ts'

/** The engine where it belongs: on a thread of its own, with a file in place of a microphone. */
let sandbox: Sandbox
let directory: string
let voice: VoiceThread
let events: EventLog
let workers: Worker[]
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'voice-thread-'))
  const soundFile = join(directory, 'speech.wav')
  await writeFile(soundFile, writeWave({ rate: 24_000, samples: makeSpeech(5, 3) }))
  sandbox = await startSandbox({ directory: null, life: 'off', controlToken: null })
  sandbox.control.voice({ voice: 'tones', deltaMs: 1 })
  workers = []
  voice = startVoice({
    clock: systemClock,
    log: () => undefined,
    soundFile,
    makeWorker: (entry, options) => {
      const worker = new Worker(entry, options)
      workers.push(worker)
      return worker
    },
  })
  events = logEvents(voice.engine)
})
afterEach(async () => {
  await voice.close()
  await sandbox.stop()
  await rm(directory, { recursive: true })
})

const file = { backend: 'file', id: 'speech.wav' } as const
const callId = 'call_1'
const path = () => join(directory, 'recording')

/** So much of the recording lies on the disk. */
const recorded = (ms: number): Promise<true> =>
  until('a recording', () =>
    stat(`${path()}.wav.part`).then(
      ({ size }) => (size >= ms * 96 ? true : null),
      () => null,
    ),
  )

async function open(id = callId): Promise<void> {
  const settings = { input: file, output: { backend: 'file', id: 'File' } as const }
  await voice.engine.open(callWish(sandbox, id, settings, { recordingPath: path() }))
  await events.wait(
    'now',
    (event) => event.callId === id && event.now.line.state === 'ready' && event.now.talk.phase === 'armed',
  )
}

describe('the thread of the voice engine', () => {
  test('begins with the first question, holds a call to its end, and ends with its recording whole', async () => {
    await expect(voice.engine.press({ callId, repeat: false })).rejects.toMatchObject({ code: 'not_found' })
    expect(workers).toEqual([])
    const { devices } = await voice.engine.devices({})
    expect(devices.map(({ backend, kind }) => `${backend} ${kind}`)).toEqual(['file input', 'file output'])
    await open()
    await voice.engine.record({ callId, state: 'on' })
    await voice.engine.press({ callId, repeat: false })
    await recorded(700)
    await voice.engine.release({ callId })
    await events.wait('latency')
    await voice.engine.close({ callId })
    const ended = await events.wait('ended')
    expect(ended.why).toBe('operator')
    const bytes = await readFile(ended.recording?.file ?? '')
    expect(bytes.readUInt32LE(40)).toBe(bytes.length - 44)
    expect(ended.recording?.durationMs).toBeGreaterThan(700)
  })

  test('one that is killed in the middle of a call leaves a recording that lacks a second at most', async () => {
    await open()
    await voice.engine.record({ callId, state: 'on' })
    const began = performance.now()
    await voice.engine.press({ callId, repeat: false })
    await recorded(1600)
    const recordedMs = performance.now() - began
    await workers[0]?.terminate()
    const ended = await events.wait('ended')
    expect(ended).toMatchObject({ callId, why: 'failed' })
    expect(ended.recording?.durationMs).toBeGreaterThan(recordedMs - 1000)
    const bytes = await readFile(ended.recording?.file ?? '')
    expect(bytes.readUInt32LE(40)).toBe(bytes.length - 44)
    // Another call begins another thread.
    await open('call_2')
    expect(workers).toHaveLength(2)
  })
})
