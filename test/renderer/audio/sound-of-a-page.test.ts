import { describe, expect, test } from 'vitest'
import { decodeAudioFrame } from '#contract/audio-frame.ts'
import { fingerprintOf, hintOf } from '#renderer/audio/devices.ts'
import { createFrameCutter } from '#renderer/audio/frame-cutter.ts'
import { createLossWatch } from '#renderer/audio/loss-watch.ts'

describe('frames of a microphone', () => {
  const cut = (channels: (at: number) => readonly Float32Array[], blocks: number, firstSequence = 0) => {
    const frames: NonNullable<ReturnType<typeof decodeAudioFrame>>[] = []
    const cutter = createFrameCutter({ stream: 3, rate: 24_000, firstSequence }, (bytes) => {
      const frame = decodeAudioFrame(bytes)
      if (frame !== null) frames.push(frame)
    })
    for (let block = 0; block < blocks; block += 1) cutter.push(channels(block * 128), 1000 + (block * 128) / 24)
    return frames
  }
  const ramp = (at: number) => Float32Array.from({ length: 128 }, (_, place) => ((at + place) % 30_000) / 32_768)

  test('every sample is in one of them, in its order, with the moment of its end', () => {
    const frames = cut((at) => [ramp(at)], 75)
    expect(frames).toHaveLength(20)
    expect(frames.map(({ sequence }) => sequence)).toEqual(frames.map((_, place) => place))
    expect(frames.flatMap(({ samples }) => [...samples])).toEqual(Array.from({ length: 9600 }, (_, place) => place))
    frames.forEach(({ at, stream }, place) => {
      expect(at).toBeCloseTo(1000 + (place + 1) * 20)
      expect(stream).toBe(3)
    })
  })

  test('two channels become their mean, too loud is cut, and no input makes no frame', () => {
    const loud = cut(() => [new Float32Array(128).fill(1.5), new Float32Array(128).fill(0.9)], 4, 7)
    expect(loud[0]).toMatchObject({ sequence: 7 })
    expect(loud[0]!.samples.every((sample) => sample === 32_767)).toBe(true)
    const mixed = cut(() => [new Float32Array(128).fill(0.5), new Float32Array(128).fill(-0.25)], 4)
    expect(mixed[0]!.samples.every((sample) => sample === 4096)).toBe(true)
    expect(cut(() => [], 100)).toEqual([])
    const numbers: number[] = []
    const cutter = createFrameCutter({ stream: 1, rate: 24_000, firstSequence: 0 }, (bytes) =>
      numbers.push(decodeAudioFrame(bytes)?.sequence ?? -1),
    )
    for (let block = 0; block < 15; block += 1) {
      if (block === 8) cutter.skip(3)
      cutter.push([new Float32Array(128)], 0)
    }
    expect(numbers).toEqual([0, 1, 5, 6])
  })
})

describe('sound that was lost before it came', () => {
  const watch = (wallOf: (block: number) => number, seconds = 60) => {
    const lossOf = createLossWatch()
    const blockMs = 128 / 24
    return Array.from({ length: Math.round((seconds * 1000) / blockMs) }, (_, block) =>
      lossOf(block * blockMs, wallOf(block * blockMs)),
    ).reduce((sum, lost) => sum + lost, 0)
  }

  test('a clock of sound that falls behind is a loss, of so many frames', () => {
    expect(watch((at) => 5000 + at)).toBe(0)
    expect(watch((at) => 5000 + at + (at > 20_000 ? 130 : 0))).toBe(6)
    expect(watch((at) => 5000 + at + (at > 20_000 ? 100 : 0) + (at > 40_000 ? 260 : 0))).toBe(18)
  })

  test('blocks that come in bursts, late ones, and a clock that runs a little differently are none', () => {
    expect(watch((at) => Math.ceil(at / 40) * 40)).toBe(0)
    expect(watch((at) => at + (Math.floor(at / 500) % 2) * 90)).toBe(0)
    expect(watch((at) => at * 1.0002, 600)).toBe(0)
    expect(watch((at) => at * 0.9998, 600)).toBe(0)
  })
})

describe('what is said of a device', () => {
  test('telephones and headsets get a hint, others none', () => {
    expect(hintOf('Built-in Audio', 48_000)).toBeNull()
    expect(hintOf('Built-in Audio', undefined)).toBeNull()
    expect(hintOf('Headset', 16_000)).toContain('16 kHz')
    expect(hintOf('WH-1000XM4 Hands-Free AG Audio', 44_100)).toContain('Bluetooth')
    expect(hintOf("Anna's AirPods Pro", undefined)).toContain('Bluetooth')
  })
  test('another default is another list', () => {
    const device = { id: 'a', label: 'A', kind: 'input', backend: 'page', isDefault: true } as const
    expect(fingerprintOf([device])).toBe(fingerprintOf([{ ...device }]))
    expect(fingerprintOf([device])).not.toBe(fingerprintOf([{ ...device, isDefault: false }]))
  })
})
