import type { FromPage, ToPage } from '#contract/audio-link.ts'
import type { Playback, PlaybackEvents } from '#renderer/audio/playback.ts'

/**
 * The one loudspeaker a page lends. An opening that was overtaken by another one, or is not wanted any more, gives up what it holds
 * and says nothing.
 */
export type LentPlayback = {
  readonly start: (wish: PlaybackWish) => Promise<void>
  readonly stop: () => void
}

export type PlaybackWish = Extract<ToPage, { readonly type: 'playback' }>

export type LentPlaybackPorts = {
  readonly open: (wish: PlaybackWish, events: PlaybackEvents, signal: AbortSignal) => Promise<Playback>
  readonly say: (word: FromPage) => void
  readonly lend: (port: MessagePort) => void
  readonly giveBack: () => void
}

export function createLentPlayback({ open, say, lend, giveBack }: LentPlaybackPorts): LentPlayback {
  let wanted = new AbortController()
  let playback: Playback | null = null

  const stop = () => {
    wanted.abort()
    playback?.close()
    playback = null
    giveBack()
  }
  return {
    start: async (wish) => {
      stop()
      wanted = new AbortController()
      const { signal } = wanted
      const failed = () => {
        if (signal.aborted) return
        stop()
        say({ type: 'playback_failed', message: 'The loudspeaker of the window failed.' })
      }
      try {
        const opened = await open(wish, { failed }, signal)
        if (signal.aborted) return opened.close()
        playback = opened
        lend(opened.port)
        say({ type: 'playing', rate: opened.rate, label: opened.label, latencyMs: opened.latencyMs })
      } catch (thrown) {
        if (!signal.aborted) say({ type: 'playback_failed', message: wordsOf(thrown) })
      }
    },
    stop,
  }
}

/** What a person is told of something that cannot be opened. */
export const wordsOf = (thrown: unknown): string =>
  (thrown instanceof Error ? thrown.message : 'It cannot be opened.').slice(0, 900)
