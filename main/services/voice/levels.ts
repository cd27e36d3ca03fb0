import type { Levels } from '#contract/call.ts'
import { measure, type MeterState, restingMeter } from '#main/domain/voice/level-meter.ts'

/** How loud both directions are: measured with every piece of sound, given to whoever looks, 25 times a second. */
export type LevelMeters = {
  readonly input: (samples: Int16Array, talking: boolean) => void
  readonly output: (samples: Int16Array) => void
  readonly now: (open: { readonly input: boolean; readonly output: boolean }) => Levels
}

const silentAfterMs = 200

const shown = ({ rms, peak, heldPeak, clipping, hint }: MeterState) => ({ rms, peak, heldPeak, clipping, hint })

export function createLevelMeters(rate: number, now: () => number): LevelMeters {
  let input = restingMeter
  let output = restingMeter
  let outputAt = -Infinity
  const frame = Math.round(rate / 50)

  return {
    input: (samples, talking) => {
      input = measure(input, samples, rate, talking)
    },
    output: (samples) => {
      // In steps as long as the microphone's, so that both needles move alike.
      for (let at = 0; at < samples.length; at += frame)
        output = measure(output, samples.subarray(at, at + frame), rate, false)
      outputAt = now()
    },
    now: (open) => {
      if (now() - outputAt > silentAfterMs) output = restingMeter
      return { input: open.input ? shown(input) : null, output: open.output ? { ...shown(output), hint: null } : null }
    },
  }
}
