import { frameMs } from '#contract/audio-frame.ts'
import type { FromPage } from '#contract/audio-link.ts'
import { Denied, type Capture, type CaptureEvents, type Wish } from '#renderer/audio/capture.ts'
import { wordsOf } from '#renderer/audio/lent-playback.ts'

/**
 * The microphones a page lends, by the number of their stream. One that follows the default of the system is opened anew when that
 * changes, and its frames go on counting: what was not heard between the two is a gap in their numbers. Nothing stays open that was
 * given back while it was being opened.
 */
export type LentCaptures = {
  readonly start: (wish: Wish) => Promise<void>
  readonly stop: (stream: number) => void
  /** The default of the system, by its name. */
  readonly follow: (standard: string) => void
  readonly stopAll: () => void
}

export type LentCapturesPorts = {
  readonly open: (
    wish: Wish,
    firstSequence: () => number,
    events: CaptureEvents,
    signal: AbortSignal,
  ) => Promise<Capture>
  readonly standard: () => Promise<string | null>
  readonly say: (word: FromPage) => void
  readonly lend: (stream: number, port: MessagePort) => void
  readonly giveBack: (stream: number) => void
  readonly permitted: (isPermitted: boolean) => void
  readonly now: () => number
}

type Held = {
  readonly wish: Wish
  opening: AbortController
  /** When the first frame of all was about to be heard: a person may have been asked before, for as long as they liked. */
  beganAt: number | null
  capture: Capture | null
  standard: string | null
}

const mostCaptures = 4

export function createLentCaptures(ports: LentCapturesPorts): LentCaptures {
  const { say, now } = ports
  const held = new Map<number, Held>()

  const stop = (stream: number) => {
    const it = held.get(stream)
    held.delete(stream)
    it?.opening.abort()
    it?.capture?.close()
    ports.giveBack(stream)
  }

  const fill = async (it: Held): Promise<void> => {
    const { stream } = it.wish
    it.opening.abort()
    it.opening = new AbortController()
    const { signal } = it.opening
    const ended = () => {
      if (signal.aborted) return
      stop(stream)
      say({ type: 'capture_ended', stream })
    }
    const firstSequence = () => Math.round((now() - (it.beganAt ??= now())) / frameMs)
    try {
      const capture = await ports.open(it.wish, firstSequence, { ended }, signal)
      if (signal.aborted) return capture.close()
      it.capture?.close()
      it.capture = capture
      ports.lend(stream, capture.port)
      ports.permitted(true)
      const { rate, label, latencyMs, hint } = capture
      say({ type: 'capturing', stream, rate, label: label.slice(0, 500), latencyMs, hint })
      const standard = await ports.standard()
      if (!signal.aborted) it.standard = standard
    } catch (thrown) {
      if (signal.aborted) return
      const wasOpen = it.capture !== null
      stop(stream)
      const denied = thrown instanceof Denied
      if (denied) ports.permitted(false)
      if (wasOpen) return say({ type: 'capture_ended', stream })
      say({ type: 'capture_failed', stream, message: wordsOf(thrown), ...(denied ? { denied } : {}) })
    }
  }

  return {
    start: async (wish) => {
      const { stream } = wish
      if (held.size >= mostCaptures)
        return say({ type: 'capture_failed', stream, message: 'Too many microphones are open.' })
      const it: Held = { wish, opening: new AbortController(), beganAt: null, capture: null, standard: null }
      held.set(stream, it)
      await fill(it)
    },
    stop,
    follow: (standard) => {
      for (const it of held.values()) {
        const follows = it.wish.device === null && it.capture !== null && it.standard !== null
        if (!follows || standard === it.standard) continue
        it.standard = standard
        void fill(it)
      }
    },
    stopAll: () => [...held.keys()].forEach(stop),
  }
}
