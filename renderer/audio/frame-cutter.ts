import { capturedKind, encodeAudioFrame, frameMs } from '#contract/audio-frame.ts'

/** Blocks of a processor in, frames of 20 ms out: 16 bits, one channel, numbered and with the moment of their end. */
export type FrameCutter = {
  /** `at`: the moment of the first sample of this block. */
  readonly push: (channels: readonly Float32Array[], at: number) => void
  /** So many frames never came: their numbers are left out. */
  readonly skip: (frames: number) => void
}

const toSample = (value: number) => Math.max(-32_768, Math.min(32_767, Math.round(value * 32_768)))

export function createFrameCutter(
  options: { readonly stream: number; readonly rate: number; readonly firstSequence: number },
  deliver: (frame: ArrayBuffer) => void,
): FrameCutter {
  const { stream, rate } = options
  const samples = new Int16Array((rate * frameMs) / 1000)
  let sequence = options.firstSequence
  let filled = 0
  return {
    push: (channels, at) => {
      const [first] = channels
      if (first === undefined) return
      for (let place = 0; place < first.length; place += 1) {
        let sum = 0
        for (const channel of channels) sum += channel[place] ?? 0
        samples[filled] = toSample(sum / channels.length)
        filled += 1
        if (filled < samples.length) continue
        const end = at + ((place + 1) * 1000) / rate
        deliver(encodeAudioFrame({ kind: capturedKind, stream, sequence, at: end, samples }))
        sequence += 1
        filled = 0
      }
    },
    skip: (frames) => void (sequence += frames),
  }
}
