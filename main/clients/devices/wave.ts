import { AppError } from '#main/kernel/errors.ts'

/** A WAV file as samples: 16-bit PCM, of several channels their mean. A file that was cut off gives what is there. */
export type Wave = { readonly rate: number; readonly samples: Int16Array }

const refuse = (message: string): AppError => new AppError('invalid_input', message)

type Shape = { readonly channels: number; readonly rate: number }

function readShape(view: DataView, at: number, size: number): Shape {
  if (size < 16) throw refuse('This file does not say what its sound is like.')
  const [encoding, channels] = [view.getUint16(at, true), view.getUint16(at + 2, true)]
  const [rate, bits] = [view.getUint32(at + 4, true), view.getUint16(at + 14, true)]
  // 0xfffe: the same with more words about its channels.
  if ((encoding !== 1 && encoding !== 0xfffe) || bits !== 16) throw refuse('Only 16-bit PCM can be read.')
  if (channels < 1 || channels > 8 || rate < 8000 || rate > 192_000) throw refuse('This is no sound for a desk.')
  return { channels, rate }
}

export function readWave(file: Uint8Array): Wave {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const name = (at: number) => String.fromCharCode(...file.subarray(at, at + 4))
  if (file.length < 12 || name(0) !== 'RIFF' || name(8) !== 'WAVE') throw refuse('This is not a WAV file.')
  let shape: Shape | null = null
  for (let at = 12; at + 8 <= file.length;) {
    const size = view.getUint32(at + 4, true)
    const start = at + 8
    if (name(at) === 'fmt ' && start + size <= file.length) shape = readShape(view, start, size)
    if (name(at) === 'data') {
      if (shape === null) throw refuse('This file does not say what its sound is like.')
      return {
        rate: shape.rate,
        samples: readSamples(view, start, Math.min(size, file.length - start), shape.channels),
      }
    }
    at = start + size + (size % 2)
  }
  throw refuse('There is no sound in this file.')
}

function readSamples(view: DataView, start: number, size: number, channels: number): Int16Array {
  return Int16Array.from({ length: Math.floor(size / (2 * channels)) }, (_, place) => {
    let sum = 0
    for (let channel = 0; channel < channels; channel += 1)
      sum += view.getInt16(start + (place * channels + channel) * 2, true)
    return Math.round(sum / channels)
  })
}
