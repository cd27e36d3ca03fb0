import { readFile } from 'node:fs/promises'
import { frameMs } from '#contract/audio-frame.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Clock } from '#main/kernel/ports.ts'
import type { Microphone, MicrophoneListener, MicrophoneWish } from '#main/kernel/sound.ts'
import { resampleWhole } from '#main/clients/devices/resampler.ts'
import { readWave, type Wave } from '#main/clients/devices/wave.ts'

/**
 * A recording in place of a microphone, at the pace of the clock: for tests, demonstrations and the command line. When it is
 * over there is silence, or it begins again, or the device is gone.
 */
export type FileMicrophoneOptions = {
  readonly clock: Pick<Clock, 'monotonic' | 'sleep'>
  readonly sound: () => Promise<Wave>
  readonly label: string
  readonly atEnd: 'silence' | 'again' | 'lost'
}

export const waveFrom = (path: string) => async (): Promise<Wave> => {
  const file = await readFile(path).catch((cause: unknown) => {
    throw new AppError('not_found', 'The sound file cannot be read.', { cause })
  })
  return readWave(file)
}

export function createFileMicrophone(options: FileMicrophoneOptions): Microphone {
  const { clock, label, atEnd } = options

  const feed = async (samples: Int16Array, wish: MicrophoneWish, listener: MicrophoneListener, signal: AbortSignal) => {
    const size = (wish.rate * frameMs) / 1000
    const began = clock.monotonic()
    const frames = Math.ceil(samples.length / size)
    for (let sequence = 0; !signal.aborted; sequence += 1) {
      const due = began + (sequence + 1) * frameMs
      const wait = due - clock.monotonic()
      // A sleep is never shorter than asked for: whatever is late by then is delivered at once.
      if (wait > 0) await clock.sleep(wait, signal)
      if (sequence >= frames && atEnd === 'lost')
        return listener.lost(new AppError('unreachable', `The end of ${label} was reached.`))
      const place = atEnd === 'again' ? sequence % frames : sequence
      const frame = new Int16Array(size)
      frame.set(samples.subarray(place * size, (place + 1) * size))
      listener.frame({ sequence, capturedAt: due, samples: frame })
    }
  }

  return {
    backend: 'file',
    devices: async () => [{ id: label, label, kind: 'input', backend: 'file', isDefault: true }],
    open: async (wish, listener) => {
      const { rate, samples } = await options.sound()
      const wished = await resampleWhole(samples, rate, wish.rate)
      if (wished.length === 0) throw new AppError('invalid_input', 'There is no sound in this file.')
      const ending = new AbortController()
      const fed = feed(wished, wish, listener, ending.signal).catch((thrown: unknown) => {
        if (!ending.signal.aborted) throw thrown
      })
      return {
        label,
        rate: wish.rate,
        latencyMs: 0,
        hint: null,
        close: async () => {
          ending.abort()
          await fed
        },
      }
    },
  }
}
