import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createFileMicrophone, waveFrom } from '#main/clients/devices/file.ts'
import { createFileSpeaker } from '#main/clients/devices/file-speaker.ts'
import { readWave } from '#main/clients/devices/wave.ts'
import type { SoundFrame, SpeakerPosition } from '#main/kernel/sound.ts'
import { clientPorts } from '#test/support/client-ports.ts'
import { until } from '#test/support/until.ts'
import { makeSpeech } from '#test/support/voice.ts'
import { writeWave } from '#test/support/wave-file.ts'

const wish = { rate: 24_000, device: null, echoCancellation: false, noiseSuppression: false, gain: false }
const joined = (frames: readonly SoundFrame[]) => Int16Array.from(frames.flatMap(({ samples }) => [...samples]))

describe('a file for a microphone', () => {
  const openFile = async (atEnd: 'silence' | 'again' | 'lost', seconds = 1) => {
    const frames: SoundFrame[] = []
    const losses: string[] = []
    const sound = makeSpeech(3, seconds)
    const microphone = createFileMicrophone({
      clock: clientPorts(20).clock,
      sound: async () => ({ rate: 24_000, samples: sound }),
      label: 'hello.wav',
      atEnd,
    })
    const opened = await microphone.open(wish, {
      frame: (frame) => frames.push(frame),
      lost: (error) => losses.push(error.message),
      moved: () => {},
    })
    return { frames, losses, sound, opened }
  }

  test('comes whole, in frames of 20 ms in their order, and then is silent', async () => {
    const { frames, sound, opened } = await openFile('silence')
    await until('silence', () => (frames.length > 60 ? true : null))
    await opened.close()
    const count = frames.length
    expect(joined(frames.slice(0, 50))).toEqual(sound)
    expect(frames.slice(50).every(({ samples }) => samples.every((sample) => sample === 0))).toBe(true)
    expect(frames.map(({ sequence }) => sequence)).toEqual(frames.map((_, place) => place))
    expect(frames[40]!.capturedAt - frames[0]!.capturedAt).toBeCloseTo(800)
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(frames).toHaveLength(count)
  })

  test('begins again, or is gone, where that was wished', async () => {
    const again = await openFile('again', 0.2)
    await until('a second round', () => (again.frames.length > 15 ? true : null))
    expect(again.frames[10]!.samples).toEqual(again.frames[0]!.samples)
    await again.opened.close()
    const lost = await openFile('lost', 0.2)
    await until('its end', () => (lost.losses.length > 0 ? true : null))
    expect(lost.frames).toHaveLength(10)
    expect(lost.losses).toEqual(['The end of hello.wav was reached.'])
    await lost.opened.close()
  })
})

describe('WAV', () => {
  test('is read as it was written, of two channels the mean, cut off what is there', async () => {
    const samples = makeSpeech(1, 0.1, 16_000)
    const file = writeWave({ rate: 16_000, samples })
    expect(readWave(file)).toEqual({ rate: 16_000, samples })
    expect(readWave(file.subarray(0, 45 + 200)).samples).toEqual(samples.subarray(0, 100))
    const stereo = writeWave({ rate: 16_000, samples: Int16Array.of(100, 200, -3, -5) })
    stereo[22] = 2
    expect(readWave(stereo).samples).toEqual(Int16Array.of(150, -4))
    const directory = await mkdtemp(join(tmpdir(), 'countersign-wave-'))
    await writeFile(join(directory, 'a.wav'), file)
    expect(await waveFrom(join(directory, 'a.wav'))()).toEqual({ rate: 16_000, samples })
    await rm(directory, { recursive: true })
    await expect(waveFrom(join(directory, 'b.wav'))()).rejects.toMatchObject({ code: 'not_found' })
  })

  test.each([
    ['nothing', new Uint8Array(0)],
    ['text', new TextEncoder().encode('This is not sound at all, but it is long enough.')],
    ['a head alone', writeWave({ rate: 16_000, samples: new Int16Array(0) }).subarray(0, 36)],
    [
      '8 bits',
      Uint8Array.from(writeWave({ rate: 16_000, samples: new Int16Array(8) }), (byte, at) => (at === 34 ? 8 : byte)),
    ],
    [
      'no channel',
      Uint8Array.from(writeWave({ rate: 16_000, samples: new Int16Array(8) }), (byte, at) => (at === 22 ? 0 : byte)),
    ],
  ])('%s is refused', (_what, file) => {
    expect(() => readWave(file)).toThrow(expect.objectContaining({ code: 'invalid_input' }))
  })
})

describe('a loudspeaker that keeps', () => {
  const openSpeaker = async () => {
    let now = 1000
    const positions: SpeakerPosition[] = []
    const wakes: (() => void)[] = []
    const clock = {
      monotonic: () => now,
      sleep: (_ms: number, signal?: AbortSignal) =>
        new Promise<void>((resolve, reject) => {
          wakes.push(resolve)
          signal?.addEventListener('abort', () => reject(new Error('over')))
        }),
    }
    const speaker = createFileSpeaker(clock)
    const open = await speaker.open(
      { rate: 24_000, device: null },
      { position: (at) => positions.push(at), lost: () => {} },
    )
    const pass = (ms: number) => {
      now += ms
      wakes.splice(0).forEach((wake) => wake())
    }
    return { speaker, open, pass, positions }
  }
  const sound = (ms: number) => makeSpeech(2, ms / 1000)

  test('knows to the sample what was heard when it is made silent', async () => {
    const { speaker, open, pass } = await openSpeaker()
    open.play('a', sound(400))
    open.play('a', sound(400))
    pass(500)
    expect(await open.flush()).toEqual({
      item: 'a',
      renderedSamples: 12_000,
      queuedMs: 0,
      outputLatencyMs: 0,
      underruns: 0,
      playing: false,
    })
    expect(speaker.kept().map(({ item, atMs, samples }) => [item, atMs, samples.length])).toEqual([
      ['a', 1000, 9600],
      ['a', 1400, 2400],
    ])
    expect(await open.flush()).toBeNull()
    await open.close()
  })

  test('one item follows the other, and one that ran dry counts an underrun', async () => {
    const { open, pass, positions } = await openSpeaker()
    open.play('a', sound(100))
    open.play('b', sound(100))
    pass(150)
    await until('a position', () => (positions.length > 0 ? true : null))
    expect(positions.at(-1)).toMatchObject({ item: 'b', renderedSamples: 1200, queuedMs: 50, playing: true })
    pass(100)
    await until('the end', () => (positions.at(-1)?.playing === false ? true : null))
    open.play('b', sound(100))
    pass(10)
    expect(await open.flush()).toMatchObject({ item: 'b', renderedSamples: 2640, underruns: 1 })
    await open.close()
  })
})
