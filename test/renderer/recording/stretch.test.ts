import { expect, test } from 'vitest'
import { nextStretch, silences } from '#renderer/app/Recording/course.ts'
import { createStretcher } from '#renderer/app/Recording/stretch.ts'
import type { Stretch } from '#renderer/app/Recording/sound.ts'

const rate = 24_000
const tone = (hertz: number, seconds: number): Stretch => {
  const left = Float32Array.from(
    { length: rate * seconds },
    (_, at) => Math.sin((2 * Math.PI * hertz * at) / rate) * 0.5,
  )
  return { left, right: left.slice() }
}
const loudest = (samples: Float32Array): number => samples.reduce((most, sample) => Math.max(most, sample), 0)
/** How often it goes up through zero, in Hz. */
const pitchOf = (samples: Float32Array): number => {
  let up = 0
  for (let at = 1; at < samples.length; at += 1) if ((samples[at - 1] ?? 0) < 0 && (samples[at] ?? 0) >= 0) up += 1
  return (up * rate) / samples.length
}

test.each([0.5, 0.75, 1.25, 2, 3])(
  'a tone keeps its pitch at %s times its speed, and lasts as long as it should',
  (speed) => {
    const { left, right } = tone(440, 4)
    const stretcher = createStretcher(rate, speed)
    const parts: number[] = []
    // Pieces as they come from the desk: no two boundaries fall together.
    for (let at = 0; at < left.length; at += 17_011) {
      const piece = stretcher.push({ left: left.slice(at, at + 17_011), right: right.slice(at, at + 17_011) })
      parts.push(...piece.left)
    }
    parts.push(...stretcher.flush().left)
    const out = Float32Array.from(parts)
    expect(out.length / rate).toBeCloseTo(4 / speed, 1)
    const middle = out.slice(rate * 0.1, Math.floor(out.length - rate * 0.2))
    expect(Math.abs(pitchOf(middle) - 440)).toBeLessThan(4)
    expect(loudest(middle)).toBeLessThan(0.56)
    expect(loudest(middle)).toBeGreaterThan(0.44)
  },
)

test('what is said at one moment is heard at that moment, divided by the speed', () => {
  const { left } = tone(300, 4)
  const burst = left.map((sample, at) => (at > rate * 2 && at < rate * 2.2 ? sample : 0))
  const stretcher = createStretcher(rate, 2)
  const out = stretcher.push({ left: burst, right: burst.slice() }).left
  const began = out.findIndex((sample) => Math.abs(sample) > 0.1) / rate
  expect(Math.abs(began - 1)).toBeLessThan(0.03)
})

test('silences are jumped over, a loop comes back, and in a loop nothing is left out', () => {
  const skips = [
    { from: 100, to: 200 },
    { from: 300, to: 400 },
  ]
  const way = (loop: { from: number; to: number } | null, at: number) => nextStretch({ skips, loop }, at, 400)
  expect(way(null, 0)).toEqual({ from: 0, to: 100 })
  expect(way(null, 100)).toEqual({ from: 200, to: 300 })
  expect(way(null, 150)).toEqual({ from: 200, to: 300 })
  expect(way(null, 300)).toBeNull()
  expect(way({ from: 50, to: 150 }, 60)).toEqual({ from: 60, to: 150 })
  expect(way({ from: 50, to: 150 }, 150)).toEqual({ from: 50, to: 150 })
})

test('a silence is what neither side is heard in, for long enough', () => {
  const window = (loud: number) => [0, loud, 0, 0]
  const peaks = Int8Array.from([
    ...window(90),
    ...Array.from({ length: 50 }, () => window(2)).flat(),
    ...window(-90),
    ...Array.from({ length: 20 }, () => window(0)).flat(),
    ...window(50),
  ])
  expect(silences(peaks)).toEqual([{ from: 170, to: 870 }])
})
