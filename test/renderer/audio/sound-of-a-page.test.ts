import { describe, expect, test } from 'vitest'
import { decodeAudioFrame } from '#contract/audio-frame.ts'
import { fingerprintOf, hintOf } from '#renderer/audio/devices.ts'
import { createFrameCutter } from '#renderer/audio/frame-cutter.ts'

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
