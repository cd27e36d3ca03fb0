import { encodeAudioFrame, playedKind } from '#contract/audio-frame.ts'
import type { FromPage, PlayPosition } from '#contract/audio-link.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Clock } from '#main/kernel/ports.ts'
import type { OpenedDevice, Speaker, SpeakerPosition, FlushedAt } from '#main/kernel/sound.ts'
import { listPageDevices } from '#main/clients/devices/page-microphone.ts'
import type { PageLink } from '#main/clients/devices/page.ts'

/**
 * The loudspeaker of a page. Its position is counted where the samples are given to the device, so it is exact; the page has one
 * loudspeaker, and opening it again takes it from whoever had it.
 */
const openPatienceMs = 15_000
/** A page that cannot answer in this time is stuck: what it said last is the best that is known. */
const flushPatienceMs = 500
const pieceMs = 200

export function createPageSpeaker(link: PageLink, clock: Pick<Clock, 'monotonic'>): Speaker {
  let takeOver: (error: AppError) => void = () => {}
  let generation = 0

  return {
    backend: 'page',
    devices: () => listPageDevices(link, 'output'),
    open: async ({ rate, device }, listener, { signal } = {}) => {
      await link.arrived(signal)
      generation += 1
      const mine = generation
      takeOver(new AppError('conflict', 'The loudspeaker of the window was opened again.'))
      const items = new Map<number, string>()
      let current: { readonly item: string; readonly stream: number; sequence: number } | null = null
      let last: SpeakerPosition | null = null
      let state: 'opening' | 'open' | 'over' = 'opening'

      const positionOf = ({ stream, rendered, ...rest }: PlayPosition): SpeakerPosition | null => {
        const item = items.get(stream)
        return item === undefined ? null : { item, renderedSamples: rendered, ...rest }
      }
      /** What was played before that one will not be spoken of again. */
      const forgetBefore = (stream: number) => {
        for (const older of items.keys()) {
          if (older === stream || older === current?.stream) return
          items.delete(older)
        }
      }
      const end = (): boolean => {
        const wasOpen = state === 'open'
        state = 'over'
        forget()
        return wasOpen
      }
      const lose = (error: AppError) => {
        if (end()) listener.lost(error)
      }
      const forget = link.listen({
        word: (word) => {
          if (word.type === 'playback_failed') return lose(new AppError('unreachable', word.message))
          if (word.type !== 'position') return
          const position = positionOf(word.position)
          if (position === null) return link.late()
          last = position
          forgetBefore(word.position.stream)
          if (state === 'open') listener.position(position)
        },
        gone: lose,
      })

      const begin = (item: string) => {
        const stream = link.nextStream()
        items.set(stream, item)
        link.send({ type: 'play', stream })
        return { item, stream, sequence: 0 }
      }
      const flush = async (): Promise<FlushedAt | null> => {
        if (state !== 'open') return null
        current = null
        const question = link.nextQuestion()
        const answer = (word: FromPage) => (word.type === 'flushed' && word.question === question ? word : null)
        try {
          const { position } = await link.ask({ type: 'flush', question }, answer, flushPatienceMs)
          return position === null ? null : positionOf(position)
        } catch {
          return last === null ? null : { ...last, unconfirmed: true }
        }
      }

      const answer = (word: FromPage): OpenedDevice | null => {
        if (word.type === 'playback_failed') throw new AppError('unreachable', word.message)
        if (word.type !== 'playing') return null
        state = 'open'
        return { label: word.label, rate: word.rate, latencyMs: word.latencyMs, hint: null }
      }
      try {
        const opened = await link.ask({ type: 'playback', rate, device }, answer, openPatienceMs, signal)
        takeOver = lose
        return {
          ...opened,
          play: (item, samples) => {
            if (state !== 'open') return
            if (current?.item !== item) current = begin(item)
            const size = (rate * pieceMs) / 1000
            for (let start = 0; start < samples.length; start += size) {
              const piece = samples.subarray(start, start + size)
              const { stream, sequence } = current
              link.sendFrame(
                encodeAudioFrame({ kind: playedKind, stream, sequence, at: clock.monotonic(), samples: piece }),
              )
              current.sequence += 1
            }
          },
          flush,
          close: async () => {
            if (end()) link.send({ type: 'stop_playback' })
          },
        }
      } catch (thrown) {
        end()
        // The page goes on with it otherwise; where another one was asked for since, the page gave this one up for it.
        if (mine === generation) link.send({ type: 'stop_playback' })
        throw thrown
      }
    },
  }
}
