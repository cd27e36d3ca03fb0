import { describe, expect, test } from 'vitest'
import { createResampler, resampleWhole } from '#main/clients/devices/resampler.ts'
import { correlate } from '#test/support/correlate.ts'
import { makeSpeech } from '#test/support/voice.ts'

const tone = (hertz: number, rate: number, seconds: number) =>
  Int16Array.from({ length: rate * seconds }, (_, place) =>
    Math.round(16_000 * Math.sin((2 * Math.PI * hertz * place) / rate)),
  )
const level = (samples: Int16Array) =>
  20 *
  Math.log10(Math.sqrt(samples.reduce((sum, sample) => sum + sample ** 2, 0) / samples.length) / (16_000 / Math.SQRT2))

const stream = async (samples: Int16Array, from: number, to: number) => {
  const resampler = await createResampler(from, to)
  const out: number[] = []
  for (let start = 0; start < samples.length; start += from / 50)
    out.push(...resampler.push(samples.subarray(start, start + from / 50)))
  resampler.close()
  expect(resampler.push(samples)).toHaveLength(0)
  return Int16Array.from(out)
}

describe('another rate', () => {
  test('the same rate passes untouched', async () => {
    const samples = makeSpeech(1, 0.1)
    expect((await createResampler(24_000, 24_000)).push(samples)).toBe(samples)
  })

  test.each([
    [48_000, 24_000],
    [44_100, 24_000],
    [16_000, 24_000],
    [24_000, 8000],
  ])('%i to %i in frames of 20 ms: a tone stays a tone, without seams', async (from, to) => {
    const heard = await stream(tone(1000, from, 2), from, to)
    expect(heard.length).toBeGreaterThan(to * 2 * 0.98)
    const middle = heard.subarray(to / 2, to * 1.5)
    expect(Math.abs(level(middle))).toBeLessThan(0.2)
    expect(correlate(tone(1000, to, 1).subarray(0, to / 2), middle, { rate: to, windowMs: 500 }).worst).toBeGreaterThan(
      0.9999,
    )
  })

  test('what the lower rate cannot hold is not folded back into it', async () => {
    const heard = await stream(tone(15_000, 48_000, 1), 48_000, 24_000)
    expect(level(heard.subarray(6000))).toBeLessThan(-60)
  })

  test('a whole piece keeps its length and its place', async () => {
    const speech = makeSpeech(2, 2.5, 48_000)
    const heard = await resampleWhole(speech, 48_000, 24_000)
    expect(heard).toHaveLength(60_000)
    const back = await resampleWhole(heard, 24_000, 48_000)
    const found = correlate(speech, back, { rate: 48_000 })
    expect(found.worst).toBeGreaterThan(0.99)
    expect(found.windows.every(({ lag }) => Math.abs(lag) < 4)).toBe(true)
  })
})

describe('whether what was said arrived', () => {
  const said = makeSpeech(4, 4)
  const options = { rate: 24_000 }

  test('the same sound, later and quieter, is found where it is', () => {
    const heard = new Int16Array(said.length + 6000)
    heard.set(
      said.map((sample) => sample / 3),
      5000,
    )
    const found = correlate(said, heard, options)
    expect(found.windows).toHaveLength(7)
    expect(found.windows.every(({ lag }) => lag === 5000)).toBe(true)
    expect(found.worst).toBeGreaterThan(0.999)
    expect(found.driftMs).toBe(0)
  })

  test('a hole of 20 ms shows as a drift, another sound as no likeness, and silence says nothing', () => {
    const holed = Int16Array.from([...said.subarray(0, 48_000), ...said.subarray(48_480)])
    expect(correlate(said, holed, options).driftMs).toBeCloseTo(20)
    expect(correlate(said, makeSpeech(5, 4), options).worst).toBeLessThan(0.5)
    expect(correlate(new Int16Array(48_000), said, options)).toEqual({ windows: [], worst: 0, driftMs: 0 })
    expect(correlate(said, new Int16Array(0), options).worst).toBe(0)
  })
})
