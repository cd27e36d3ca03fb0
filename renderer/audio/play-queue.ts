import type { AudioFrame } from '#contract/audio-frame.ts'
import type { PlayPosition } from '#contract/audio-link.ts'

/**
 * What is to be heard, in its order, and to the sample how much of it was. It begins when a little is there, waits for more after
 * it ran dry, and plays what is left when nothing more comes. An end that turns out to have been a gap counts as an underrun.
 */
export type PlayQueue = {
  /** Frames of this stream are expected from now on. */
  readonly announce: (stream: number) => void
  readonly push: (frame: AudioFrame) => void
  /** Fills the block and passes its time; true while something sounds. */
  readonly render: (block: Float32Array) => boolean
  /** Everything is dropped, and so is what is still on its way. Null: there was nothing. */
  readonly flush: () => PlayPosition | null
  /** Null: nothing was ever played. */
  readonly position: () => PlayPosition | null
  readonly setOutputLatency: (ms: number) => void
}

const beginMs = 40
const againMs = 120
/** Ten minutes ahead of what is heard is a fault of somebody. */
const mostMs = 600_000

type Piece = { readonly stream: number; readonly samples: Int16Array }

export function createPlayQueue(rate: number): PlayQueue {
  const inSamples = (ms: number) => Math.round((ms * rate) / 1000)
  let pieces: Piece[] = []
  let [place, queued, sinceArrival] = [0, 0, 0]
  let [rendered, underruns, outputLatencyMs] = [0, 0, 0]
  /** The stream that sounds, or sounded last. */
  let current: number | null = null
  let expected = new Set<number>()
  let state: 'idle' | 'waiting' | 'sounding' = 'idle'
  let threshold = inSamples(beginMs)
  /** It fell silent for want of samples, in this stream. */
  let dryIn: number | null = null

  const position = (): PlayPosition | null =>
    current === null
      ? null
      : {
          stream: current,
          rendered,
          queuedMs: (queued * 1000) / rate,
          outputLatencyMs,
          underruns,
          playing: state === 'sounding',
        }

  const take = (block: Float32Array): void => {
    let filled = 0
    while (filled < block.length) {
      const [piece] = pieces
      if (piece === undefined) break
      if (piece.stream !== current) [current, rendered] = [piece.stream, 0]
      const count = Math.min(block.length - filled, piece.samples.length - place)
      for (let at = 0; at < count; at += 1) block[filled + at] = (piece.samples[place + at] ?? 0) / 32_768
      filled += count
      place += count
      rendered += count
      queued -= count
      if (place < piece.samples.length) continue
      pieces.shift()
      place = 0
    }
    if (queued > 0) return
    state = 'idle'
    dryIn = current
  }

  return {
    announce: (stream) => void expected.add(stream),
    push: ({ stream, samples }) => {
      if (!expected.has(stream) || samples.length === 0 || queued > inSamples(mostMs)) return
      // It had ended for want of this: one gap was heard.
      const isLate = state === 'idle' && dryIn === stream
      if (isLate) underruns += 1
      if (state === 'idle') [state, threshold] = ['waiting', inSamples(isLate ? againMs : beginMs)]
      dryIn = null
      pieces.push({ stream, samples })
      queued += samples.length
      sinceArrival = 0
    },
    render: (block) => {
      sinceArrival += block.length
      if (state === 'waiting' && (queued >= threshold || sinceArrival >= threshold)) state = 'sounding'
      if (state !== 'sounding') return false
      take(block)
      return true
    },
    flush: () => {
      const had = state !== 'idle'
      if (current === null || pieces[0]?.stream !== current) {
        // What waited had not begun: of it, nothing was heard.
        const [next] = pieces
        if (next !== undefined && state === 'waiting') [current, rendered] = [next.stream, 0]
      }
      pieces = []
      ;[place, queued] = [0, 0]
      state = 'idle'
      dryIn = null
      expected = new Set()
      const reached = had ? position() : null
      // What the device has been given cannot be taken back: all of it is heard, only later.
      return reached === null ? null : { ...reached, outputLatencyMs: 0 }
    },
    position,
    setOutputLatency: (ms) => void (outputLatencyMs = ms),
  }
}
