import { expect, test } from 'vitest'
import { createGate, judgeRecording, levelOf, loudnessOf } from '#renderer/app/Agents/trigger.ts'

const tone = (seconds: number, amplitude: number): Float32Array =>
  Float32Array.from({ length: seconds * 8000 }, (_, at) => amplitude * Math.sin(at / 2))

test('a higher threshold asks for a louder voice, and what is no number counts as the usual one', () => {
  expect(levelOf(0)).toBeLessThan(levelOf(0.5))
  expect(levelOf(0.5)).toBeCloseTo(-32.2, 1)
  expect(levelOf(Number.NaN)).toBe(levelOf(0.5))
  expect(levelOf(7)).toBe(levelOf(1))
})

test('a click is no speech; speech ends after as much silence as the agent waits', () => {
  const gate = createGate(0.5, 300)
  expect(gate.hear(-10, 80)).toBe(false)
  expect(gate.hear(-70, 40)).toBe(false)
  expect(gate.hear(-10, 100)).toBe(true)
  expect(gate.hear(-70, 280)).toBe(true)
  expect(gate.hear(-70, 40)).toBe(false)
  expect(gate.turns()).toBe(1)
})

test('a recording is judged turn by turn, and a quiet one never triggers', () => {
  const parts = [tone(1, 0), tone(1, 0.3), tone(1, 0), tone(1, 0.3)]
  const whole = new Float32Array(32_000)
  parts.forEach((part, at) => whole.set(part, at * 8000))
  expect(judgeRecording(loudnessOf(whole, 8000), 0.5, 300)).toMatchObject({ turns: 2, firstMs: 1100, ms: 4000 })
  expect(judgeRecording(loudnessOf(whole, 8000), 0.5, 2000).turns).toBe(1)
  expect(judgeRecording(loudnessOf(tone(1, 0.005), 8000), 0.5, 300)).toMatchObject({ turns: 0, firstMs: null })
})
