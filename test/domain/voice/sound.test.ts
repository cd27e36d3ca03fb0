import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { VoiceFormat } from '#contract/voice.ts'
import { createFrameRing } from '#main/domain/voice/frame-ring.ts'
import { base64Bytes, decodeSound, durationMs, encodeSound } from '#main/domain/voice/framing.ts'
import { decodeG711, encodeG711 } from '#main/domain/voice/g711.ts'
import { heardMs, truncation } from '#main/domain/voice/heard.ts'
import { measure, restingMeter } from '#main/domain/voice/level-meter.ts'
import { AppError } from '#main/kernel/errors.ts'

const codeOf = (run: () => unknown): string => {
  try {
    run()
    return 'nothing thrown'
  } catch (thrown) {
    return thrown instanceof AppError ? thrown.code : String(thrown)
  }
}

/**
 * The decision values of ITU-T G.711, tables 1a (A-law, 13 bits) and 2a (µ-law, 14 bits): where each segment ends and how wide
 * its steps are. The value of an interval is the middle of its two decision values.
 */
function decisions(first: readonly number[], segments: readonly number[]): number[] {
  const values = [...first]
  let step = values.at(-1)! - values.at(-2)!
  for (const end of segments) {
    if (values.at(-1)! + 16 * step !== end) step *= 2
    for (let place = 0; place < 16; place += 1) values.push(values.at(-1)! + step)
    expect(values.at(-1)).toBe(end)
  }
  return values
}
const mu = decisions(
  [0, ...Array.from({ length: 16 }, (_, place) => 1 + place * 2)],
  [95, 223, 479, 991, 2015, 4063, 8159],
)
const a = decisions([0, 2], [])
  .slice(0, 1)
  .concat(Array.from({ length: 32 }, (_, place) => (place + 1) * 2))
const aLaw = decisions(a, [128, 256, 512, 1024, 2048, 4096])

describe('G.711 against the tables of the recommendation', () => {
  test('every code of µ-law', () => {
    const value = (n: number): number => (n === 0 ? 0 : ((mu[n]! + mu[n + 1]!) / 2) * 4)
    const positive = Array.from({ length: 128 }, (_, n) => value(n))
    const codes = Uint8Array.from({ length: 128 }, (_, n) => 0xff - n)
    expect([...decodeG711(codes, 'mu')]).toEqual(positive)
    const negative = codes.map((code) => code & 0x7f)
    expect([...decodeG711(negative, 'mu')].map((sample) => 0 - sample)).toEqual(positive)
    expect([...encodeG711(decodeG711(codes, 'mu'), 'mu')]).toEqual([...codes])
  })

  test('every code of A-law', () => {
    const positive = Array.from({ length: 128 }, (_, n) => ((aLaw[n]! + aLaw[n + 1]!) / 2) * 8)
    const codes = Uint8Array.from({ length: 128 }, (_, n) => (0x80 | n) ^ 0x55)
    expect([...decodeG711(codes, 'a')]).toEqual(positive)
    const negative = codes.map((code) => code & 0x7f)
    expect([...decodeG711(negative, 'a')]).toEqual(positive.map((sample) => -sample))
    for (const all of [codes, negative]) expect([...encodeG711(decodeG711(all, 'a'), 'a')]).toEqual([...all])
  })

  test('known corners', () => {
    expect([...decodeG711(Uint8Array.of(0xff, 0x7f, 0x80, 0x00), 'mu')]).toEqual([0, 0, 32124, -32124])
    expect([...decodeG711(Uint8Array.of(0xd5, 0x55, 0xaa, 0x2a), 'a')]).toEqual([8, -8, 32256, -32256])
    expect([...encodeG711(Int16Array.of(32767, -32768, 0), 'mu')]).toEqual([0x80, 0x00, 0xff])
    expect([...encodeG711(Int16Array.of(32767, -32768, 0), 'a')]).toEqual([0xaa, 0x2a, 0xd5])
  })

  test('every sample comes back within half a step of its interval', () => {
    const all = Int16Array.from({ length: 65_536 }, (_, place) => place - 32_768)
    for (const [law, values, scale] of [
      ['mu', mu, 4],
      ['a', aLaw, 8],
    ] as const) {
      const back = decodeG711(encodeG711(all, law), law)
      const wrong = all.filter((sample, place) => {
        const size = Math.min(Math.abs(sample), values.at(-1)! * scale - 1)
        const n = values.findLastIndex((value) => value * scale <= size)
        const width = (values[n + 1]! - values[n]!) * scale
        return Math.abs(Math.abs(back[place]!) - size) > (n === 0 ? width : width / 2)
      })
      expect(wrong.length).toBe(0)
    }
  })
})

describe('sound in JSON', () => {
  const pcm: VoiceFormat = { type: 'audio/pcm', rate: 24000 }

  test('PCM comes back byte for byte, low byte first', () => {
    expect(encodeSound(pcm, Int16Array.of(1, -2))).toBe(Buffer.from([1, 0, 0xfe, 0xff]).toString('base64'))
    fc.assert(
      fc.property(fc.int16Array({ maxLength: 500 }), (samples) => {
        const text = encodeSound(pcm, samples)
        expect(base64Bytes(text)).toBe(samples.length * 2)
        expect(decodeSound(pcm, text)).toEqual(samples)
      }),
    )
    expect(durationMs(pcm, 960)).toBe(20)
    expect(durationMs({ type: 'audio/pcmu' }, 160)).toBe(20)
  })

  test('what is no sound has a code', () => {
    expect(codeOf(() => decodeSound(pcm, Buffer.from([1, 2, 3]).toString('base64')))).toBe('protocol')
    for (const text of ['AAA', 'A===', 'AA*A', 'AA=A', 'AAAA\n', 'AA__'])
      expect(codeOf(() => decodeSound(pcm, text))).toBe('protocol')
    expect(codeOf(() => decodeSound(pcm, 'A'.repeat(12 * 1024 * 1024)))).toBe('too_large')
    expect(decodeSound(pcm, '')).toEqual(new Int16Array(0))
  })
})

test('the ring holds the newest 300 ms in order and counts what never came', () => {
  const ring = createFrameRing()
  const push = (sequence: number): void =>
    ring.push({ sequence, capturedAt: sequence * 20, samples: new Int16Array(480) })
  for (let sequence = 0; sequence < 40; sequence += 1) push(sequence)
  expect(ring.dropped()).toBe(0)
  expect(ring.take().map((frame) => frame.sequence)).toEqual(Array.from({ length: 15 }, (_, place) => 25 + place))
  expect(ring.held()).toBe(0)
  push(43)
  push(44)
  expect([ring.dropped(), ring.held()]).toEqual([3, 2])
  push(0)
  expect([ring.dropped(), ring.take().at(-1)?.sequence]).toEqual([3, 0])
})

test('the meter: levels, a peak that stands, clipping, quiet and zeros', () => {
  const frame = (amplitude: number): Int16Array =>
    Int16Array.from({ length: 480 }, (_, place) => Math.round(amplitude * Math.sin((place * Math.PI) / 24)))
  const run = (amplitude: number, frames: number, from = restingMeter, talking = true) => {
    let meter = from
    for (let count = 0; count < frames; count += 1) meter = measure(meter, frame(amplitude), 24_000, talking)
    return meter
  }
  const half = run(16_384, 1)
  expect(half.rms).toBeCloseTo(-9.03, 1)
  expect(half.peak).toBeCloseTo(-6.02, 1)
  expect(run(32_767, 1).clipping).toBe(true)
  expect(run(26_000, 1).clipping).toBe(false)
  expect(run(100, 50, half).heldPeak).toBe(half.heldPeak)
  expect(run(100, 80, half).heldPeak).toBeLessThan(-45)
  expect(run(100, 1, half).rms).toBeGreaterThan(-15)
  expect([run(50, 74).hint, run(50, 75).hint, run(50, 200, restingMeter, false).hint]).toEqual([null, 'quiet', null])
  expect([run(0, 24).hint, run(0, 25).hint]).toEqual([null, 'zeros'])
})

test('heard is what was rendered, less what waits in the device, never more than came', () => {
  const playback = { renderedSamples: 48_000, receivedSamples: 36_000, outputLatencyMs: 40, rate: 24_000 }
  expect(heardMs(playback)).toBe(1460)
  expect(heardMs({ ...playback, renderedSamples: 480 })).toBe(0)
  expect(truncation('I', 0, 0)).toBeNull()
  expect(truncation('I', 0, 0.9)).toBeNull()
  expect(truncation('I', 0, 1460.7)).toMatchObject({ type: 'conversation.item.truncate', audio_end_ms: 1460 })
})
