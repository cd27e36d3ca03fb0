import type { MessagePort } from 'node:worker_threads'
import { capturedKind, decodeAudioFrame, type AudioFrame } from '#contract/audio-frame.ts'
import { FromPageSchema, type FromPage, type ToPage } from '#contract/audio-link.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Clock, Log } from '#main/kernel/ports.ts'

/**
 * The desk's end of the link to the one page that lends its microphone and its loudspeaker. A new page replaces the one before;
 * whoever waits for a page that goes away is told. What is not a word or a frame of the link is refused and counted.
 */
export type PagePorts = {
  readonly clock: Pick<Clock, 'monotonic' | 'sleep'>
  readonly log: Log
  /** How long whoever opens a device waits for a page that may be on its way. */
  readonly arrivalMs: number
}

export type PageListener = {
  readonly word?: (word: FromPage) => void
  /** A captured frame and the moment it arrived. */
  readonly frame?: (frame: AudioFrame, arrivedAt: number) => void
  readonly gone?: (error: AppError) => void
}

export type PageLink = {
  readonly attach: (port: MessagePort) => void
  readonly isThere: () => boolean
  /** Resolves when a page is there; throws when none comes. */
  readonly arrived: (signal?: AbortSignal) => Promise<void>
  /** Why the page has no microphone, in its own words; null: it may have one, or has not said yet. */
  readonly noCapture: () => string | null
  readonly listen: (listener: PageListener) => () => void
  /** Devices came or went, or the page did. */
  readonly onChange: (listener: () => void) => () => void
  readonly send: (word: ToPage) => void
  readonly sendFrame: (bytes: ArrayBuffer) => void
  /** Sends and waits for the word that answers it; refuses when the page goes away or stays silent, or it is not wanted any more. */
  readonly ask: <T>(
    word: ToPage,
    answer: (word: FromPage) => T | null,
    patienceMs: number,
    signal?: AbortSignal,
  ) => Promise<T>
  /** A number no stream had before, for a long time. */
  readonly nextStream: () => number
  readonly nextQuestion: () => number
  /** A frame or a word of something that is over. */
  readonly late: () => void
  readonly counts: () => { readonly refused: number; readonly late: number }
  readonly close: () => void
}

const longestWord = 128 * 1024
const notWanted = () => new AppError('cancelled', 'The device is not wanted any more.')
const noPage = () => new AppError('unreachable', 'No window that lends its sound is open.')

export function createPageLink({ clock, log, arrivalMs }: PagePorts): PageLink {
  let port: MessagePort | null = null
  let noCapture: string | null = null
  let [stream, question, refused, late] = [0, 0, 0, 0]
  const listeners = new Set<PageListener>()
  const changes = new Set<() => void>()
  const changed = () => changes.forEach((listener) => listener())

  const refuse = (why: string) => {
    refused += 1
    // One line is enough to know of it; a page that goes on and on shall not fill a disk.
    if (refused === 1) log('warn', 'audio.refused', { why })
  }

  const readWord = (text: string): FromPage | null => {
    if (text.length > longestWord) return null
    try {
      return FromPageSchema.safeParse(JSON.parse(text)).data ?? null
    } catch {
      return null
    }
  }

  const hear = (data: unknown) => {
    if (typeof data === 'string') {
      const word = readWord(data)
      if (word === null) return refuse('a word')
      if (word.type === 'hello') noCapture = word.noCapture
      if (word.type === 'hello' || word.type === 'devices_changed') changed()
      for (const listener of listeners) listener.word?.(word)
      return
    }
    const frame = data instanceof ArrayBuffer || data instanceof Uint8Array ? decodeAudioFrame(data) : null
    if (frame === null || frame.kind !== capturedKind) return refuse('a frame')
    const arrivedAt = clock.monotonic()
    for (const listener of listeners) listener.frame?.(frame, arrivedAt)
  }

  const leave = (error: AppError) => {
    const before = port
    if (before === null) return
    port = null
    noCapture = null
    before.close()
    for (const listener of listeners) listener.gone?.(error)
    changed()
  }

  const link: PageLink = {
    attach: (next) => {
      leave(new AppError('conflict', 'Another window lends its sound now.'))
      port = next
      next.on('message', (data: unknown) => {
        if (port === next) hear(data)
      })
      next.on('close', () => {
        if (port === next) leave(new AppError('unreachable', 'The window that lent its sound is gone.'))
      })
      changed()
    },
    isThere: () => port !== null,
    arrived: async (signal) => {
      const isOver = () => signal?.aborted === true
      if (isOver()) throw notWanted()
      if (port !== null) return
      const waiting = new AbortController()
      const forget = link.onChange(() => {
        if (port !== null) waiting.abort()
      })
      const until = signal === undefined ? waiting.signal : AbortSignal.any([waiting.signal, signal])
      await clock.sleep(arrivalMs, until).catch(() => {})
      forget()
      if (isOver()) throw notWanted()
      if (port === null) throw noPage()
    },
    noCapture: () => noCapture,
    listen: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    onChange: (listener) => {
      changes.add(listener)
      return () => void changes.delete(listener)
    },
    send: (word) => port?.postMessage(JSON.stringify(word)),
    sendFrame: (bytes) => port?.postMessage(bytes, [bytes]),
    ask: (word, answer, patienceMs, signal) =>
      new Promise((resolve, reject) => {
        if (port === null) return reject(noPage())
        const patience = new AbortController()
        const unwanted = () => {
          end()
          reject(notWanted())
        }
        signal?.addEventListener('abort', unwanted, { signal: patience.signal })
        const end = () => {
          patience.abort()
          forget()
        }
        const forget = link.listen({
          word: (heard) => {
            try {
              const found = answer(heard)
              if (found === null) return
              end()
              resolve(found)
            } catch (thrown) {
              end()
              reject(thrown as Error)
            }
          },
          gone: (error) => {
            end()
            reject(error)
          },
        })
        clock.sleep(patienceMs, patience.signal).then(
          () => {
            end()
            reject(new AppError('timed_out', 'The window that lends its sound does not answer.'))
          },
          () => {},
        )
        link.send(word)
      }),
    nextStream: () => (stream = (stream + 1) % 65_536),
    nextQuestion: () => (question += 1),
    late: () => void (late += 1),
    counts: () => ({ refused, late }),
    close: () => leave(new AppError('cancelled', 'The desk closed the link.')),
  }
  return link
}
