/**
 * How loud a microphone is, frame by frame, in dB below full scale. Rises at once, falls over 300 ms; the peak stands for a
 * while; long quiet while somebody talks, and exact zeros, are said.
 */
export type Level = {
  readonly rms: number
  readonly peak: number
  readonly heldPeak: number
  readonly clipping: boolean
  /** quiet: nothing but noise while talking. zeros: muted or unplugged. */
  readonly hint: 'quiet' | 'zeros' | null
}

export type MeterState = Level & {
  readonly heldMs: number
  readonly quietMs: number
  readonly zeroMs: number
}

export const silence = -120
const clipAt = -1
const quietAt = -50
const fallMs = 300
const peakStandsMs = 1500
const quietAfterMs = 1500
const zerosAfterMs = 500

export const restingMeter: MeterState = {
  rms: silence,
  peak: silence,
  heldPeak: silence,
  clipping: false,
  hint: null,
  heldMs: 0,
  quietMs: 0,
  zeroMs: 0,
}

const decibels = (amplitude: number): number =>
  amplitude <= 0 ? silence : Math.max(silence, 20 * Math.log10(amplitude / 32768))

/** Falls by the share of `fallMs` that has passed; never below what is there now. */
const fall = (before: number, now: number, ms: number): number =>
  now >= before ? now : Math.max(now, before + (now - before) * Math.min(1, ms / fallMs))

export function measure(before: MeterState, samples: Int16Array, rate: number, talking: boolean): MeterState {
  if (samples.length === 0) return before
  let sum = 0
  let highest = 0
  for (const sample of samples) {
    sum += sample * sample
    highest = Math.max(highest, Math.abs(sample))
  }
  const ms = (samples.length / rate) * 1000
  const loudness = decibels(Math.sqrt(sum / samples.length))
  const peak = decibels(highest)
  const stands = peak < before.heldPeak && before.heldMs + ms <= peakStandsMs
  const quietMs = talking && loudness < quietAt ? before.quietMs + ms : 0
  const zeroMs = highest === 0 ? before.zeroMs + ms : 0
  return {
    rms: fall(before.rms, loudness, ms),
    peak: fall(before.peak, peak, ms),
    heldPeak: stands ? before.heldPeak : peak,
    heldMs: stands ? before.heldMs + ms : 0,
    clipping: peak >= clipAt,
    quietMs,
    zeroMs,
    hint: zeroMs >= zerosAfterMs ? 'zeros' : quietMs >= quietAfterMs ? 'quiet' : null,
  }
}
