import { AppError } from '#main/kernel/errors.ts'
import type { Clock } from '#main/kernel/ports.ts'
import type { Speaker } from '#main/kernel/sound.ts'
import { createPlayTimeline, tellPositions } from '#main/clients/devices/play-timeline.ts'
import { createPulseServer, findPulse, listPulse, streamOf } from '#main/clients/devices/pulse-server.ts'
import type { SoundPrograms, SoundProcess } from '#main/clients/devices/sound-process.ts'

/**
 * The loudspeaker of a sound server, by `pacat`, for a desk without a page. To be silent at once its process is ended, and the next
 * one stands ready. How far it got is an estimate: what was written, by the clock.
 */
const latencyMs = 20
const estimate = 'How much of an answer was heard is estimated from the clock.'

const bytesOf = (samples: Int16Array) => new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength).slice()

export function createPacatSpeaker(ports: {
  readonly clock: Pick<Clock, 'monotonic' | 'sleep'>
  readonly programs: SoundPrograms
}): Speaker {
  const { clock, programs } = ports
  const server = createPulseServer(programs)
  return {
    backend: 'pacat',
    devices: () => listPulse(server, 'output'),
    open: async ({ rate, device }, listener) => {
      const wanted = await findPulse(server, 'output', device)
      const named = device === null ? null : wanted.id
      const ending = new AbortController()
      const mine = new Set<SoundProcess>()
      const lost = (child: SoundProcess) => {
        if (!mine.delete(child) || ending.signal.aborted) return
        ending.abort()
        for (const other of mine) void other.kill()
        listener.lost(new AppError('unreachable', `The loudspeaker "${wanted.label}" is gone.`))
      }
      const start = (): SoundProcess => {
        const child = programs.start('pacat', ['--playback', ...streamOf({ rate, latencyMs, device: named })])
        mine.add(child)
        void child.exited.then(() => lost(child))
        return child
      }
      const timeline = createPlayTimeline(clock.monotonic, rate, latencyMs)
      const told = tellPositions(clock, timeline.position, listener.position, ending.signal)
      let current = start()
      let next = start()

      return {
        label: wanted.label,
        rate,
        latencyMs,
        hint: estimate,
        play: (item, samples) => {
          if (ending.signal.aborted || samples.length === 0) return
          timeline.play(item, samples)
          current.input.write(bytesOf(samples))
        },
        flush: async () => {
          if (ending.signal.aborted) return null
          const position = timeline.stop()
          if (position === null) return null
          mine.delete(current)
          const silenced = current.kill()
          current = next
          next = start()
          await silenced
          return position
        },
        close: async () => {
          ending.abort()
          const children = [...mine]
          mine.clear()
          await Promise.all([told, ...children.map((child) => child.kill())])
        },
      }
    },
  }
}
