import { frameMs } from '#contract/audio-frame.ts'
import type { FromPage } from '#contract/audio-link.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Microphone, OpenedDevice, SoundDevice } from '#main/kernel/sound.ts'
import type { PageLink } from '#main/clients/devices/page.ts'

/**
 * The microphone of a page: the browser's own, with its echo cancellation, noise suppression and gain. Its frames carry the time
 * of the page, which is set to ours by the frame that came with the least delay of the last ten seconds and those before them: a
 * clock of sound does not keep to the clock of a machine for ever.
 */
const framesOfSpan = 500

/** A person may be asked for permission first, and reads. */
const openPatienceMs = 60_000
const listPatienceMs = 5000

type Capturing = Extract<FromPage, { type: 'capturing' }>
const openedOf = ({ label, rate, latencyMs, hint }: Capturing): OpenedDevice => ({ label, rate, latencyMs, hint })

export async function listPageDevices(link: PageLink, kind: SoundDevice['kind']): Promise<readonly SoundDevice[]> {
  if (!link.isThere()) return []
  const question = link.nextQuestion()
  const answer = (word: FromPage) => (word.type === 'devices' && word.question === question ? word.devices : null)
  const devices = await link.ask({ type: 'devices', question }, answer, listPatienceMs)
  return devices.filter((device) => device.kind === kind).map((device) => ({ ...device, backend: 'page' }))
}

export function createPageMicrophone(link: PageLink): Microphone {
  /** A person said no, or their browser did for them. */
  let refused: AppError | null = null
  link.onChange(() => (refused = null))

  return {
    backend: 'page',
    devices: () => listPageDevices(link, 'input'),
    open: async (wish, listener, { signal, asks = true } = {}) => {
      await link.arrived(signal)
      // Browsers that are asked again and again ask nobody any more.
      if (refused !== null && !asks) throw refused
      refused = null
      const reason = link.noCapture()
      if (reason !== null) throw new AppError('blocked', reason)
      const stream = link.nextStream()
      const size = (wish.rate * frameMs) / 1000
      let state: 'opening' | 'open' | 'over' = 'opening'
      const least = { before: Infinity, now: Infinity, frames: 0 }

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
        frame: (frame, arrivedAt) => {
          if (frame.stream !== stream) return
          if (frame.samples.length !== size) return link.late()
          if (least.frames === framesOfSpan) Object.assign(least, { before: least.now, now: Infinity, frames: 0 })
          least.now = Math.min(least.now, arrivedAt - frame.at)
          least.frames += 1
          const capturedAt = frame.at + Math.min(least.before, least.now)
          listener.frame({ sequence: frame.sequence, capturedAt, samples: frame.samples })
        },
        word: (word) => {
          if (!('stream' in word) || word.stream !== stream) return
          if (word.type === 'capturing' && state === 'open') listener.moved(openedOf(word))
          if (word.type === 'capture_ended')
            lose(new AppError('unreachable', 'The microphone of the window was unplugged or taken away.'))
        },
        gone: lose,
      })

      const answer = (word: FromPage): OpenedDevice | null => {
        if (word.type === 'capture_failed' && word.stream === stream) {
          const error = new AppError('blocked', word.message)
          if (word.denied === true) refused = error
          throw error
        }
        if (word.type !== 'capturing' || word.stream !== stream) return null
        state = 'open'
        return openedOf(word)
      }
      const { rate, device, echoCancellation, noiseSuppression, gain } = wish
      const asked = { type: 'capture', stream, rate, device, echoCancellation, noiseSuppression, gain } as const
      try {
        const opened = await link.ask(asked, answer, openPatienceMs, signal)
        return {
          ...opened,
          close: async () => {
            if (end()) link.send({ type: 'stop_capture', stream })
          },
        }
      } catch (thrown) {
        end()
        link.send({ type: 'stop_capture', stream })
        throw thrown
      }
    },
  }
}
