import { frameMs } from '#contract/audio-frame.ts'
import type { SoundFrame } from '#main/kernel/sound.ts'

/**
 * One second of listening before a microphone is offered: frames have to arrive, at the pace they claim, and not all of them
 * silent to the last bit. Pure: it is given frames and the moments they came.
 */
export type SelfTestVerdict =
  | { readonly kind: 'passed' }
  /** Nothing but exact zeros: no fault of the backend, but nobody would be heard. */
  | { readonly kind: 'silent'; readonly why: string }
  | { readonly kind: 'failed'; readonly why: string }

export type SelfTest = {
  readonly take: (frame: SoundFrame, arrivedAt: number) => void
  /** Null: it takes a little longer to tell. */
  readonly verdict: (now: number) => SelfTestVerdict | null
}

export const selfTestMs = 1000
/** A machine that is busy delivers in bursts, and the pace is known only later. */
const longestMs = 3000
const tolerance = 0.02
/** The first frames may have waited in a queue. */
const settlingMs = 100

const silent = {
  kind: 'silent',
  why: 'it delivers nothing but exact silence: it is muted, switched off or not allowed to listen',
} as const

export function createSelfTest(beganAt: number): SelfTest {
  let frames = 0
  let sounds = false
  let first: number | null = null
  // Sums of a straight line through (moment, milliseconds of sound so far).
  let [count, sumX, sumY, sumXX, sumXY] = [0, 0, 0, 0, 0]

  const slope = (): number | null => {
    const spread = count * sumXX - sumX * sumX
    return count < 10 || spread <= 0 ? null : (count * sumXY - sumX * sumY) / spread
  }

  return {
    take: ({ samples, sequence }, arrivedAt) => {
      frames += 1
      first ??= arrivedAt
      sounds ||= samples.some((sample) => sample !== 0)
      const x = arrivedAt - first
      if (x < settlingMs) return
      const y = sequence * frameMs
      count += 1
      sumX += x
      sumY += y
      sumXX += x * x
      sumXY += x * y
    },
    verdict: (now) => {
      const passed = now - beganAt
      const isLast = passed >= longestMs
      if (first === null || now - first < selfTestMs) {
        if (!isLast) return null
        const heard = frames === 0 ? 'no sound arrives from it' : 'sound arrives from it only now and then'
        return { kind: 'failed', why: heard }
      }
      const pace = slope()
      if (pace === null || Math.abs(pace - 1) > tolerance) {
        if (!isLast) return null
        const percent = pace === null ? 0 : Math.round(pace * 100)
        return { kind: 'failed', why: `it delivers ${percent} % of the sound of each second` }
      }
      return sounds ? { kind: 'passed' } : silent
    },
  }
}
