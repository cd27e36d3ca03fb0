import { AppError } from '#main/kernel/errors.ts'
import type { Clock } from '#main/kernel/ports.ts'
import type { Microphone, OpenedDevice } from '#main/kernel/sound.ts'
import { createByteFrames } from '#main/clients/devices/byte-frames.ts'
import {
  createPulseServer,
  findPulse,
  hintOfPulse,
  isMonitor,
  labelOf,
  listPulse,
  streamOf,
  type PulseDevice,
} from '#main/clients/devices/pulse-server.ts'
import type { SoundPrograms } from '#main/clients/devices/sound-process.ts'

/**
 * The microphone of a sound server, by a `parec` child of its own. The server may move the child to another device without a word:
 * every three seconds it is asked where it is.
 */
export type PulsePorts = {
  readonly clock: Pick<Clock, 'monotonic' | 'sleep'>
  readonly programs: SoundPrograms
  readonly lookMs?: number
}

const latencyMs = 10
const connectMs = 5000
const notWanted = () => new AppError('cancelled', 'The device is not wanted any more.')

export function createPulseMicrophone({ clock, programs, lookMs = 3000 }: PulsePorts): Microphone {
  const server = createPulseServer(programs)
  return {
    backend: 'pulse',
    devices: () => listPulse(server, 'input'),
    open: async ({ rate, device }, listener, { signal } = {}) => {
      const wanted = await findPulse(server, 'input', device)
      if (signal?.aborted === true) throw notWanted()
      const named = device === null ? null : wanted.id
      const child = programs.start('parec', streamOf({ rate, latencyMs, device: named }))
      const over = new AbortController()
      signal?.addEventListener('abort', () => (state === 'opening' ? over.abort() : undefined), { signal: over.signal })
      let state: 'opening' | 'open' | 'over' = 'opening'
      let at: PulseDevice | null = null

      const frames = createByteFrames(rate, (frame) => {
        if (state === 'open') listener.frame(frame)
      })
      child.output.on('data', (bytes: Buffer) => frames.push(bytes, clock.monotonic()))
      const gone = () => {
        const detail = child.complaint()
        const text = `The microphone "${at === null ? wanted.label : labelOf(at)}" is gone.`
        return new AppError('unreachable', text, detail === '' ? {} : { data: { detail } })
      }
      const end = async () => {
        state = 'over'
        over.abort()
        await child.kill()
      }
      const ended = child.exited.then(() => {
        const wasOpen = state === 'open'
        state = 'over'
        over.abort()
        if (wasOpen) listener.lost(gone())
      })

      const openedAs = (found: PulseDevice): OpenedDevice => ({
        label: labelOf(found),
        rate,
        latencyMs,
        hint: hintOfPulse(found),
      })
      const connect = async (): Promise<PulseDevice> => {
        const until = clock.monotonic() + connectMs
        while (clock.monotonic() < until) {
          const found = await server.sourceOf(child.pid)
          if (over.signal.aborted) throw signal?.aborted === true ? notWanted() : gone()
          if (found !== null) return found
          await clock.sleep(30, over.signal).catch(() => {})
        }
        throw new AppError('timed_out', 'The sound server does not open the microphone.')
      }
      /** A server that cannot say where we are for a moment: the next look tells, or the child ends. */
      const look = async () => {
        while (!over.signal.aborted) {
          await clock.sleep(lookMs, over.signal).catch(() => {})
          if (over.signal.aborted) return
          const found = await server.sourceOf(child.pid).catch(() => null)
          if (found === null || found.name === at?.name || over.signal.aborted) continue
          // Where no microphone is left, a server gives what its loudspeakers play: the caller would hear the agent twice.
          if (isMonitor(found)) return void child.kill()
          at = found
          listener.moved(openedAs(found))
        }
      }

      try {
        at = await connect()
      } catch (thrown) {
        await end()
        throw thrown
      }
      state = 'open'
      const looked = look()
      return {
        ...openedAs(at),
        close: async () => {
          await end()
          await ended
          await looked
        },
      }
    },
  }
}
