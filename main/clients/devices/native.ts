import type { Microphone as NativeMicrophone, MicrophoneInfo } from 'decibri'
import { AppError, asAppError } from '#main/kernel/errors.ts'
import type { Clock } from '#main/kernel/ports.ts'
import type { Microphone, SoundDevice } from '#main/kernel/sound.ts'
import { createByteFrames } from '#main/clients/devices/byte-frames.ts'

/**
 * The microphone of the system itself, by an optional package with a part of its own for each system. Where the package or its
 * part is missing, there is no such microphone, and it says so.
 */
type Native = { readonly Microphone: typeof NativeMicrophone }

export const loadNative = async (): Promise<Native> => {
  try {
    return await import('decibri')
  } catch (cause) {
    const code: unknown = cause instanceof Error ? Reflect.get(cause, 'code') : undefined
    const text =
      code === 'ERR_MODULE_NOT_FOUND'
        ? 'The package for the microphone of the system is not installed.'
        : 'The package for the microphone of the system does not load here.'
    throw new AppError('unreachable', text, { cause })
  }
}

const deviceOf = ({ id, name, isDefault }: MicrophoneInfo): SoundDevice => ({
  id,
  label: name.slice(0, 200),
  kind: 'input',
  backend: 'native',
  isDefault,
})

export function createNativeMicrophone(
  clock: Pick<Clock, 'monotonic'>,
  load: () => Promise<Native> = loadNative,
): Microphone {
  const list = async (): Promise<readonly SoundDevice[]> => {
    const { Microphone: native } = await load()
    return native.devices().map(deviceOf)
  }
  return {
    backend: 'native',
    devices: list,
    open: async ({ rate, device }, listener) => {
      const { Microphone: native } = await load()
      const devices = await list()
      const found = devices.find(({ id, isDefault }) => (device === null ? isDefault : id === device)) ?? devices[0]
      if (found === undefined) throw new AppError('not_found', 'No microphone is plugged in.')
      if (device !== null && found.id !== device) throw new AppError('not_found', 'This device is not there any more.')
      const stream = await native
        .open({
          sampleRate: rate,
          channels: 1,
          dtype: 'int16',
          framesPerBuffer: rate / 50,
          ...(device === null ? {} : { device: { id: device } }),
        })
        .catch((thrown: unknown) => {
          throw new AppError('unreachable', 'The microphone cannot be opened.', { cause: asAppError(thrown) })
        })
      let open = true
      let overruns = 0
      const frames = createByteFrames(rate, (frame) => {
        if (open) listener.frame(frame)
      })
      const end = (): boolean => {
        const wasOpen = open
        open = false
        return wasOpen
      }
      const lose = (cause?: Error) => {
        if (end()) listener.lost(new AppError('unreachable', `The microphone "${found.label}" is gone.`, { cause }))
      }
      stream.on('data', (bytes) => {
        // Buffers it had to drop: a gap in the numbers says how many.
        if (stream.overrunCount > overruns) frames.skip(stream.overrunCount - overruns)
        overruns = stream.overrunCount
        frames.push(bytes, clock.monotonic())
      })
      stream.on('error', lose)
      stream.on('end', () => lose())
      return {
        label: found.label,
        rate,
        latencyMs: null,
        hint: null,
        close: async () => {
          end()
          stream.stop()
        },
      }
    },
  }
}
