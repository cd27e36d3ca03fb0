import type { Clock } from '#main/kernel/ports.ts'
import type { Speaker } from '#main/kernel/sound.ts'
import {
  createPlayTimeline,
  tellPositions,
  type KeptSound,
  type PlayTimeline,
} from '#main/clients/devices/play-timeline.ts'

/** A loudspeaker that keeps what it was given; how far it got is exact by the clock. */
export type FileSpeaker = Speaker & { readonly kept: () => readonly KeptSound[] }

export function createFileSpeaker(clock: Pick<Clock, 'monotonic' | 'sleep'>, label = 'File'): FileSpeaker {
  const over: KeptSound[] = []
  let playing: PlayTimeline | null = null
  return {
    backend: 'file',
    devices: async () => [{ id: label, label, kind: 'output', backend: 'file', isDefault: true }],
    kept: () => [...over, ...(playing?.heard() ?? [])],
    open: async ({ rate }, listener) => {
      const ending = new AbortController()
      const timeline = createPlayTimeline(clock.monotonic, rate, 0)
      playing = timeline
      const told = tellPositions(clock, timeline.position, listener.position, ending.signal)
      const stop = () => {
        over.push(...timeline.heard())
        return timeline.stop()
      }
      return {
        label,
        rate,
        latencyMs: 0,
        hint: null,
        play: (item, samples) => {
          if (!ending.signal.aborted) timeline.play(item, samples)
        },
        flush: async () => stop(),
        close: async () => {
          stop()
          if (playing === timeline) playing = null
          ending.abort()
          await told
        },
      }
    },
  }
}
