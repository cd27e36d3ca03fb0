import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { createByteFrames } from '#main/clients/devices/byte-frames.ts'
import { createNativeMicrophone, type loadNative } from '#main/clients/devices/native.ts'
import type { SoundFrame } from '#main/kernel/sound.ts'
import { makeSpeech } from '#test/support/voice.ts'

type Native = Awaited<ReturnType<typeof loadNative>>
const wish = { rate: 24_000, device: null, echoCancellation: false, noiseSuppression: false, gain: false }

class Stream extends EventEmitter {
  overrunCount = 0
  stopped = 0
  stop = () => void (this.stopped += 1)
}

function openWith(ids: readonly string[]) {
  const stream = new Stream()
  const asked: object[] = []
  const devices = () => ids.map((id, place) => ({ id, name: `Name of ${id}`, isDefault: place === 1 }))
  const open = async (options: object) => (asked.push(options), stream)
  const native = { Microphone: { devices, open } } as unknown as Native
  const microphone = createNativeMicrophone({ monotonic: () => 1000 }, async () => native)
  const [frames, losses]: [SoundFrame[], string[]] = [[], []]
  const listener = {
    frame: (frame: SoundFrame) => void frames.push(frame),
    lost: (error: Error) => void losses.push(error.message),
    moved: () => {},
  }
  return { stream, asked, microphone, frames, losses, listener }
}
const bytes = (sequence: number) => Buffer.from(makeSpeech(sequence, 0.02).buffer)

test('the default or the named device delivers frames, and what it had to drop is a gap', async () => {
  const it = openWith(['built in', 'usb'])
  const opened = await it.microphone.open(wish, it.listener)
  expect(opened.label).toBe('Name of usb')
  expect(it.asked).toEqual([{ sampleRate: 24_000, channels: 1, dtype: 'int16', framesPerBuffer: 480 }])
  it.stream.emit('data', bytes(1))
  it.stream.overrunCount = 3
  it.stream.emit('data', bytes(2))
  expect(it.frames.map(({ sequence }) => sequence)).toEqual([0, 4])
  expect(it.frames[1]!.samples).toEqual(makeSpeech(2, 0.02))
  await opened.close()
  it.stream.emit('end')
  it.stream.emit('data', bytes(3))
  expect([it.stream.stopped, it.frames.length, it.losses]).toEqual([1, 2, []])
  await it.microphone.open({ ...wish, device: 'built in' }, it.listener)
  expect(it.asked[1]).toMatchObject({ device: { id: 'built in' } })
})

test('one that fails is lost, once; one that is not there is not opened', async () => {
  const it = openWith(['built in', 'usb'])
  await it.microphone.open(wish, it.listener)
  it.stream.emit('error', new Error('DEVICE_FAILED'))
  it.stream.emit('end')
  expect(it.losses).toEqual(['The microphone "Name of usb" is gone.'])
  await expect(it.microphone.open({ ...wish, device: 'gone' }, it.listener)).rejects.toMatchObject({
    code: 'not_found',
  })
  const none = openWith([])
  await expect(none.microphone.open(wish, none.listener)).rejects.toThrow('No microphone is plugged in.')
})

test('bytes of any length become frames of 20 ms with the moment of their end', () => {
  const sound = makeSpeech(4, 0.2)
  const all = new Uint8Array(sound.buffer)
  const frames: SoundFrame[] = []
  const cutter = createByteFrames(24_000, (frame) => frames.push(frame))
  for (const [from, to, at] of [
    [0, 1, 10],
    [1, 961, 20],
    [961, 3001, 62.5],
    [3001, 9600, 200],
  ] as const)
    cutter.push(all.subarray(from, to), at)
  expect(Int16Array.from(frames.flatMap(({ samples }) => [...samples]))).toEqual(sound)
  expect(frames.map(({ sequence }) => sequence)).toEqual(frames.map((_, place) => place))
  expect(frames[0]!.capturedAt).toBeCloseTo(20 - 1 / 48)
  expect(frames.at(-1)!.capturedAt).toBe(200)
  expect(frames[2]!.capturedAt).toBeCloseTo(62.5 - 121 / 48)
})
