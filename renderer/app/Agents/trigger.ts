/**
 * Whether a voice would be taken for speech. The service does not say how it measures; this is how the rehearsal service here does:
 * by loudness, 100 ms in a row above a level that rises with the threshold, until it was quiet for as long as the agent waits.
 */
const beginMs = 100
const pieceMs = 20

/** In decibels below full scale. */
export const levelOf = (threshold: number): number => 20 * Math.log10((200 + clamp(threshold) * 1200) / 32_768)

const clamp = (threshold: number): number => (Number.isFinite(threshold) ? Math.min(1, Math.max(0, threshold)) : 0.5)

export type Gate = {
  /** Takes the next moment; says whether it counts as speech now. */
  readonly hear: (rms: number, ms: number) => boolean
  readonly turns: () => number
}

export function createGate(threshold: number, silenceMs: number): Gate {
  const least = levelOf(threshold)
  let [loudMs, quietMs, turns, speaking] = [0, 0, 0, false]
  return {
    hear: (rms, ms) => {
      const isLoud = rms > least
      loudMs = isLoud ? loudMs + ms : 0
      quietMs = isLoud ? 0 : quietMs + ms
      if (!speaking && loudMs >= beginMs) {
        speaking = true
        turns += 1
      } else if (speaking && quietMs >= silenceMs) speaking = false
      return speaking
    },
    turns: () => turns,
  }
}

/** How loud each piece of a recording is. */
export function loudnessOf(samples: Float32Array, rate: number): readonly number[] {
  const length = Math.max(1, Math.round((rate * pieceMs) / 1000))
  return Array.from({ length: Math.floor(samples.length / length) }, (_, at) => {
    const piece = samples.subarray(at * length, (at + 1) * length)
    const sum = piece.reduce((all, sample) => all + sample * sample, 0)
    return 20 * Math.log10(Math.max(1e-6, Math.sqrt(sum / length)))
  })
}

export type Heard = {
  readonly turns: number
  readonly firstMs: number | null
  readonly loudest: number
  readonly ms: number
}

/** What a recording would be taken for. */
export function judgeRecording(loudness: readonly number[], threshold: number, silenceMs: number): Heard {
  const gate = createGate(threshold, silenceMs)
  const first = loudness.map((rms) => gate.hear(rms, pieceMs)).indexOf(true)
  return {
    turns: gate.turns(),
    firstMs: first === -1 ? null : (first + 1) * pieceMs,
    loudest: loudness.reduce((most, rms) => Math.max(most, rms), -120),
    ms: loudness.length * pieceMs,
  }
}
