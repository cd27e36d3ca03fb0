import type { Levels } from '#contract/call.ts'
import { measure, type MeterState, restingMeter } from '#main/domain/voice/level-meter.ts'

/** How loud both directions are: measured with every piece of sound, given to whoever looks, 25 times a second. */
export type LevelMeters = {
  readonly input: (samples: Int16Array, talking: boolean) => void
  /** Played sound is reported a tenth of a second at a time: it is shown as evenly as it was heard, a little later. */
  readonly output: (samples: Int16Array, endsAt: number) => void
  readonly now: (open: { readonly input: boolean; readonly output: boolean }) => Levels
}

const silentAfterMs = 200
const laterMs = 120
const stepMs = 20

const shown = ({ rms, peak, heldPeak, clipping, hint }: MeterState) => ({ rms, peak, heldPeak, clipping, hint })

export function createLevelMeters(rate: number, now: () => number): LevelMeters {
  let input = restingMeter
  let output = restingMeter
  let outputAt = -Infinity
  let waiting: { readonly at: number; readonly samples: Int16Array }[] = []
  const step = (rate * stepMs) / 1000

  const settle = (): void => {
    const due = waiting.findIndex(({ at }) => at > now())
    const ready = waiting.splice(0, due === -1 ? waiting.length : due)
    for (const { samples } of ready) output = measure(output, samples, rate, false)
    if (ready.length > 0) outputAt = now()
    else if (now() - outputAt > silentAfterMs) output = restingMeter
  }

  return {
    input: (samples, talking) => {
      input = measure(input, samples, rate, talking)
    },
    output: (samples, endsAt) => {
      const beganAt = endsAt - (samples.length / rate) * 1000 + laterMs
      for (let at = 0; at < samples.length; at += step)
        waiting.push({ at: beganAt + (at / rate) * 1000, samples: samples.subarray(at, at + step) })
      // Nobody may be looking.
      settle()
    },
    now: (open) => {
      settle()
      return { input: open.input ? shown(input) : null, output: open.output ? { ...shown(output), hint: null } : null }
    },
  }
}
