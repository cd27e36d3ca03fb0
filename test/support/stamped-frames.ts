import { frameMs } from '#contract/audio-frame.ts'
import type { Microphone } from '#main/kernel/sound.ts'

/**
 * A microphone whose sound says what it is: every frame of 20 ms begins with its number and the moment it was due, by the clock
 * all processes of a machine share. What arrives elsewhere tells what was lost and how long it was on its way.
 */
const mark = 0x5a17
const samplesPerFrame = 480
const headSamples = 7

/** Milliseconds of the monotonic clock of the system. */
export const systemTime = (): number => Number(process.hrtime.bigint()) / 1e6

export function stampFrame(sequence: number, at: number): Int16Array {
  const frame = Int16Array.from({ length: samplesPerFrame }, (_, place) => 1000 * ((place % 8) - 4))
  const micros = Math.round(at * 1000)
  frame.set([
    mark,
    sequence & 0xffff,
    Math.floor(sequence / 65_536),
    micros % 65_536,
    Math.floor(micros / 65_536) % 65_536,
    Math.floor(micros / 65_536 ** 2) % 65_536,
    Math.floor(micros / 65_536 ** 3),
  ])
  return frame
}

export type Stamp = { readonly sequence: number; readonly at: number }

/** The stamps of sound that consists of whole frames; null where a frame is none. */
export function readStamps(sound: Buffer): readonly (Stamp | null)[] {
  const size = samplesPerFrame * 2
  return Array.from({ length: Math.ceil(sound.length / size) }, (_, place) => {
    const start = place * size
    if (start + headSamples * 2 > sound.length || sound.readInt16LE(start) !== mark) return null
    const word = (index: number): number => sound.readUInt16LE(start + index * 2)
    return {
      sequence: word(1) + word(2) * 65_536,
      at: (word(3) + word(4) * 65_536 + word(5) * 65_536 ** 2 + word(6) * 65_536 ** 3) / 1000,
    }
  })
}

/** Calls `frame` for each 20 ms as near to its moment as this thread can. */
export function paceFrames(frame: (sequence: number, dueAt: number) => void): () => void {
  const began = systemTime()
  let sequence = 0
  let timer: ReturnType<typeof setTimeout>
  const beat = (): void => {
    for (; began + (sequence + 1) * frameMs <= systemTime(); sequence += 1)
      frame(sequence, began + (sequence + 1) * frameMs)
    timer = setTimeout(beat, Math.max(0, began + (sequence + 1) * frameMs - systemTime()))
  }
  beat()
  return () => clearTimeout(timer)
}

export function createStampedMicrophone(): Microphone {
  const label = 'Stamped frames'
  return {
    backend: 'file',
    devices: async () => [{ id: label, label, kind: 'input', backend: 'file', isDefault: true }],
    open: async ({ rate }, listener) => {
      const toMonotonic = performance.now() - systemTime()
      const stop = paceFrames((sequence, dueAt) =>
        listener.frame({ sequence, capturedAt: dueAt + toMonotonic, samples: stampFrame(sequence, dueAt) }),
      )
      return { label, rate, latencyMs: 0, hint: null, close: async () => stop() }
    },
  }
}
