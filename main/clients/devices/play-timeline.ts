import type { SpeakerPosition } from '#main/kernel/sound.ts'

/** What a listener would have heard of one item, and from when on. */
export type KeptSound = { readonly item: string; readonly atMs: number; readonly samples: Int16Array }

/**
 * When which sample of what was given is heard, by the clock: at once, without a break while there is something, and again from
 * the moment when more comes after it ran dry.
 */
export type PlayTimeline = {
  readonly play: (item: string, samples: Int16Array) => void
  /** Null: nothing was given yet. */
  readonly position: () => SpeakerPosition | null
  /** Everything is dropped. Null: nothing was playing. */
  readonly stop: () => SpeakerPosition | null
  /** Since it was made or stopped last. */
  readonly heard: () => readonly KeptSound[]
}

type Run = { readonly began: number; readonly samples: Int16Array }
type Item = { readonly name: string; readonly runs: Run[] }

export function createPlayTimeline(now: () => number, rate: number, latencyMs: number): PlayTimeline {
  let items: Item[] = []
  let end = 0
  let underruns = 0

  const renderedOf = (run: Run, moment: number) =>
    Math.max(0, Math.min(run.samples.length, Math.floor(((moment - run.began) * rate) / 1000)))

  const heardUntil = (moment: number): KeptSound[] =>
    items
      .flatMap(({ name, runs }) => runs.map((run) => ({ name, run })))
      .map(({ name, run }) => ({
        item: name,
        atMs: run.began,
        samples: run.samples.subarray(0, renderedOf(run, moment)),
      }))
      .filter(({ samples }) => samples.length > 0)

  const positionAt = (moment: number): SpeakerPosition | null => {
    const item = items.findLast(({ runs }) => (runs[0]?.began ?? Infinity) <= moment) ?? items[0]
    if (item === undefined) return null
    return {
      item: item.name,
      renderedSamples: item.runs.reduce((sum, run) => sum + renderedOf(run, moment), 0),
      queuedMs: Math.max(0, end - moment),
      outputLatencyMs: latencyMs,
      underruns,
      playing: end > moment,
    }
  }

  return {
    play: (name, samples) => {
      if (samples.length === 0) return
      const moment = now()
      let item = items.at(-1)
      if (item?.name !== name) items.push((item = { name, runs: [] }))
      else if (end < moment) underruns += 1
      const began = Math.max(moment, end)
      item.runs.push({ began, samples })
      end = began + (samples.length * 1000) / rate
    },
    position: () => positionAt(now()),
    stop: () => {
      const moment = now()
      const position = positionAt(moment)
      const wasPlaying = end > moment
      items = []
      end = 0
      return wasPlaying && position !== null ? { ...position, queuedMs: 0, playing: false } : null
    },
    heard: () => heardUntil(now()),
  }
}

/** Says the position every 100 ms while something plays, and once more when it has ended. */
export async function tellPositions(
  ports: { readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void> },
  position: () => SpeakerPosition | null,
  tell: (position: SpeakerPosition) => void,
  signal: AbortSignal,
): Promise<void> {
  let told = false
  while (!signal.aborted) {
    const at = position()
    if (at !== null && (at.playing || told)) tell(at)
    told = at?.playing ?? false
    await ports.sleep(100, signal).catch((thrown: unknown) => {
      if (!signal.aborted) throw thrown
    })
  }
}
