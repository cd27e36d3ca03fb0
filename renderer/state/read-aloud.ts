import { create } from 'zustand'
import { failureText, theDesk } from '#renderer/connection.ts'
import { RemoteError } from '#rpc/connect.ts'

/**
 * One reply is read aloud at a time, wherever it was asked for. Where the service cannot speak, a voice of this machine does,
 * and the screen says so; a voice that would send the words elsewhere is never used.
 */
type ReadAloud = {
  /** What is being read; null: nothing. */
  readonly id: string | null
  readonly state: 'fetching' | 'speaking'
  readonly by: 'service' | 'system'
  /** Why it is not the service's voice, or why there is none. */
  readonly trouble: string | null
}

const silent: ReadAloud = { id: null, state: 'fetching', by: 'service', trouble: null }
export const useReadAloud = create<ReadAloud>()(() => silent)

const longest = 5000
let ending: AbortController | null = null
let context: AudioContext | null = null

export function hush(): void {
  ending?.abort()
  ending = null
  useReadAloud.setState(silent)
}

/** With whose voice, where it is not the one of the settings. */
export type Wanted = {
  readonly voice: string
  readonly speed?: number
  /** That one or none: a voice of this machine would be no sample of it. */
  readonly only?: boolean
}

export async function readAloud(id: string, text: string, wanted: Wanted | null = null): Promise<void> {
  hush()
  const mine = new AbortController()
  ending = mine
  useReadAloud.setState({ ...silent, id })
  const { signal } = mine
  const { only = false, ...how } = wanted ?? {}
  try {
    const spoken = await theDesk().speech.speak({ text: text.slice(0, longest), ...how }, { signal })
    if (!signal.aborted) await play(spoken.data, signal)
  } catch (error) {
    if (signal.aborted) return
    const trouble = failureText(error)
    if (!only && (await speakHere(wordsIn(error) ?? text, trouble, signal))) return settle(mine)
    useReadAloud.setState({ ...silent, trouble })
    return
  }
  settle(mine)
}

const settle = (mine: AbortController): void => {
  if (ending !== mine) return
  ending = null
  useReadAloud.setState({ id: null })
}

const wordsIn = (error: unknown): string | null =>
  error instanceof RemoteError &&
  typeof error.data === 'object' &&
  error.data !== null &&
  'words' in error.data &&
  typeof error.data.words === 'string'
    ? error.data.words
    : null

async function play(data: string, signal: AbortSignal): Promise<void> {
  context ??= new AudioContext()
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0))
  const sound = await context.decodeAudioData(bytes.buffer)
  if (signal.aborted) return
  const source = context.createBufferSource()
  source.buffer = sound
  source.connect(context.destination)
  useReadAloud.setState({ state: 'speaking', by: 'service' })
  await new Promise<void>((resolve) => {
    source.onended = () => resolve()
    signal.addEventListener('abort', () => source.stop(), { once: true })
    source.start()
  })
  source.disconnect()
}

/** False where this machine has no voice of its own. */
async function speakHere(words: string, trouble: string, signal: AbortSignal): Promise<boolean> {
  if (!('speechSynthesis' in globalThis)) return false
  const own = speechSynthesis.getVoices().filter((voice) => voice.localService)
  const voice = own.find((one) => one.default) ?? own[0]
  if (voice === undefined) return false
  const speech = new SpeechSynthesisUtterance(words)
  speech.voice = voice
  useReadAloud.setState({ state: 'speaking', by: 'system', trouble })
  await new Promise<void>((resolve) => {
    speech.onend = () => resolve()
    speech.onerror = () => resolve()
    signal.addEventListener(
      'abort',
      () => {
        speechSynthesis.cancel()
        resolve()
      },
      { once: true },
    )
    speechSynthesis.speak(speech)
  })
  return true
}
