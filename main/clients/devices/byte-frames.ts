import { frameMs } from '#contract/audio-frame.ts'
import type { SoundFrame } from '#main/kernel/sound.ts'

/** Bytes as they come from a pipe, cut into frames of 20 ms: numbered, and with the moment of their last sample. */
export function createByteFrames(
  rate: number,
  deliver: (frame: SoundFrame) => void,
): { readonly push: (bytes: Uint8Array, arrivedAt: number) => void; readonly skip: (frames: number) => void } {
  const size = ((rate * frameMs) / 1000) * 2
  let rest = new Uint8Array(0)
  let sequence = 0
  return {
    push: (bytes, arrivedAt) => {
      const all = new Uint8Array(rest.length + bytes.length)
      all.set(rest)
      all.set(bytes, rest.length)
      let at = 0
      for (; at + size <= all.length; at += size) {
        // A copy: frames are kept by whoever hears them, and aligned for 16 bits.
        const samples = new Int16Array(all.slice(at, at + size).buffer)
        const behind = all.length - at - size
        deliver({ sequence, capturedAt: arrivedAt - (behind * 500) / rate, samples })
        sequence += 1
      }
      rest = all.slice(at)
    },
    skip: (frames) => void (sequence += frames),
  }
}
