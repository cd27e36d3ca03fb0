import { isForLoudspeaker } from '#contract/audio-frame.ts'

/**
 * Between the desk and the parts of a page that deal in sound. The processors get ports of their own, so that nothing else the
 * page does can delay a sample; what is left is words for the page. It runs where the link ends: in a worker of the page, or in
 * the main process.
 */
export type RelayPort = {
  readonly postMessage: (data: string | ArrayBuffer) => void
  readonly onMessage: (listener: (data: unknown) => void) => void
  readonly close: () => void
}

/** From the page to its relay: words for the desk, and ports that lead into its processors. */
export type ToRelay =
  | { readonly type: 'say'; readonly text: string }
  | { readonly type: 'lend'; readonly name: string }
  | { readonly type: 'return'; readonly name: string }

/** The port under this name takes what is to be played. */
export const loudspeakerName = 'loudspeaker'
const mostPorts = 8

export type AudioRelay = {
  readonly fromPage: (message: unknown, port: RelayPort | undefined) => void
  readonly fromDesk: (data: unknown) => void
  readonly end: () => void
}

function readToRelay(message: unknown): ToRelay | null {
  if (typeof message !== 'object' || message === null) return null
  const [type, text, name] = ['type', 'text', 'name'].map((key): unknown => Reflect.get(message, key))
  if (type === 'say') return typeof text === 'string' ? { type, text } : null
  if (type !== 'lend' && type !== 'return') return null
  return typeof name === 'string' && name.length < 40 ? { type, name } : null
}

function typeOf(text: string): unknown {
  try {
    const word: unknown = JSON.parse(text)
    return typeof word === 'object' && word !== null ? Reflect.get(word, 'type') : undefined
  } catch {
    return undefined
  }
}

export function createAudioRelay(ends: {
  readonly toDesk: (data: string | ArrayBuffer) => void
  readonly toPage: (text: string) => void
}): AudioRelay {
  const lent = new Map<string, RelayPort>()

  const giveBack = (name: string) => {
    lent.get(name)?.close()
    lent.delete(name)
  }
  const lend = (name: string, port: RelayPort) => {
    giveBack(name)
    if (lent.size >= mostPorts) return port.close()
    lent.set(name, port)
    port.onMessage((data) => {
      const known = typeof data === 'string' || data instanceof ArrayBuffer
      if (known && lent.get(name) === port) ends.toDesk(data)
    })
  }

  return {
    fromPage: (message, port) => {
      const read = readToRelay(message)
      if (read?.type === 'say') ends.toDesk(read.text)
      if (read?.type === 'return') giveBack(read.name)
      if (read?.type === 'lend' && port !== undefined) lend(read.name, port)
    },
    fromDesk: (data) => {
      const loudspeaker = lent.get(loudspeakerName)
      if (data instanceof ArrayBuffer) return loudspeaker?.postMessage(data)
      if (typeof data !== 'string') return
      if (loudspeaker !== undefined && isForLoudspeaker(typeOf(data))) loudspeaker.postMessage(data)
      else ends.toPage(data)
    },
    end: () => {
      for (const name of lent.keys()) giveBack(name)
    },
  }
}
