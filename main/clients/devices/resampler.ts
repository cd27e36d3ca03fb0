import libsamplerate from '@alexanderolsen/libsamplerate-js'

/**
 * From one rate to another by libsamplerate, as a stream: what was pushed before belongs to what comes after, so that the seams
 * cannot be heard. The same rate passes through untouched.
 */
export type Resampler = {
  /** The samples that are ready; the last few wait for what follows them. */
  readonly push: (samples: Int16Array) => Int16Array
  readonly close: () => void
}

const scale = 32_768

export async function createResampler(from: number, to: number): Promise<Resampler> {
  if (from === to) return { push: (samples) => samples, close: () => {} }
  const converterType = libsamplerate.ConverterType.SRC_SINC_MEDIUM_QUALITY
  const converter = await libsamplerate.create(1, from, to, { converterType })
  let closed = false
  return {
    push: (samples) => {
      if (closed || samples.length === 0) return new Int16Array(0)
      const converted = converter.full(Float32Array.from(samples, (sample) => sample / scale))
      return Int16Array.from(converted, (value) => Math.max(-scale, Math.min(scale - 1, Math.round(value * scale))))
    },
    close: () => {
      if (closed) return
      closed = true
      converter.destroy()
    },
  }
}

/** A whole piece at once, with silence behind it so that its end is not left in the converter. */
export async function resampleWhole(samples: Int16Array, from: number, to: number): Promise<Int16Array> {
  if (from === to) return samples
  const resampler = await createResampler(from, to)
  const length = Math.round((samples.length * to) / from)
  const result = new Int16Array(length)
  const piece = from
  let done = 0
  for (let start = 0; done < length && start < samples.length + from; start += piece) {
    const input = new Int16Array(piece)
    input.set(samples.subarray(start, start + piece))
    const ready = resampler.push(input).subarray(0, length - done)
    result.set(ready, done)
    done += ready.length
  }
  resampler.close()
  return result
}
