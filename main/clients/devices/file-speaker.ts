import type { Clock } from '#main/kernel/ports.ts'
import type { Speaker, SpeakerListener, SpeakerPosition } from '#main/kernel/sound.ts'

/** What a listener would have heard of one item, and from when on. */
export type KeptSound = { readonly item: string; readonly atMs: number; readonly samples: Int16Array }

/**
 * A loudspeaker that keeps what it was given. How far it got is exact by the clock: it begins at once, plays without a break
 * while it has something, and an item that runs dry and goes on afterwards counts as an underrun.
 */
export type FileSpeaker = Speaker & { readonly kept: () => readonly KeptSound[] }

const positionMs = 100

type Run = { readonly item: string; readonly began: number; readonly samples: Int16Array }
type Item = { readonly name: string; runs: Run[]; given: number; underruns: number }

export function createFileSpeaker(clock: Pick<Clock, 'monotonic' | 'sleep'>, label = 'File'): FileSpeaker {
  const over: KeptSound[] = []
  let playing: { items: Item[]; end: number; rate: number } | null = null

  const msOf = (samples: number, rate: number) => (samples * 1000) / rate
  const renderedOf = (run: Run, rate: number, now: number) =>
    Math.max(0, Math.min(run.samples.length, Math.floor(((now - run.began) * rate) / 1000)))

  const heardOf = (items: readonly Item[], rate: number, now: number): KeptSound[] =>
    items
      .flatMap((item) => item.runs)
      .map((run) => ({ item: run.item, atMs: run.began, samples: run.samples.subarray(0, renderedOf(run, rate, now)) }))
      .filter(({ samples }) => samples.length > 0)

  const positionOf = (state: NonNullable<typeof playing>, now: number): SpeakerPosition | null => {
    const begun = state.items.filter((item) => (item.runs[0]?.began ?? Infinity) <= now)
    const item = begun.at(-1) ?? state.items[0]
    if (item === undefined) return null
    const rendered = item.runs.reduce((sum, run) => sum + renderedOf(run, state.rate, now), 0)
    return {
      item: item.name,
      renderedSamples: rendered,
      queuedMs: Math.max(0, state.end - now),
      outputLatencyMs: 0,
      underruns: item.underruns,
      playing: state.end > now,
    }
  }

  const tell = async (listener: SpeakerListener, signal: AbortSignal): Promise<void> => {
    let told = false
    while (!signal.aborted) {
      const position = playing === null ? null : positionOf(playing, clock.monotonic())
      // One more when it has ended, so that the end is known exactly.
      if (position !== null && (position.playing || told)) listener.position(position)
      told = position?.playing ?? false
      await clock.sleep(positionMs, signal)
    }
  }

  return {
    backend: 'file',
    devices: async () => [{ id: label, label, kind: 'output', backend: 'file', isDefault: true }],
    kept: () => [...over, ...(playing === null ? [] : heardOf(playing.items, playing.rate, clock.monotonic()))],
    open: async ({ rate }, listener) => {
      const ending = new AbortController()
      playing = { items: [], end: 0, rate }
      const told = tell(listener, ending.signal).catch((thrown: unknown) => {
        if (!ending.signal.aborted) throw thrown
      })

      const stop = (): SpeakerPosition | null => {
        if (playing === null) return null
        const now = clock.monotonic()
        const position = positionOf(playing, now)
        over.push(...heardOf(playing.items, rate, now))
        const wasPlaying = playing.end > now
        playing = { items: [], end: 0, rate }
        return wasPlaying && position !== null ? { ...position, queuedMs: 0, playing: false } : null
      }

      return {
        label,
        rate,
        latencyMs: 0,
        hint: null,
        play: (name, samples) => {
          if (playing === null || samples.length === 0) return
          const now = clock.monotonic()
          let item = playing.items.at(-1)
          if (item?.name !== name) {
            item = { name, runs: [], given: 0, underruns: 0 }
            playing.items.push(item)
          } else if (playing.end < now) item.underruns += 1
          const began = Math.max(now, playing.end)
          item.runs.push({ item: name, began, samples })
          item.given += samples.length
          playing.end = began + msOf(samples.length, rate)
        },
        flush: async () => stop(),
        close: async () => {
          stop()
          playing = null
          ending.abort()
          await told
        },
      }
    },
  }
}
