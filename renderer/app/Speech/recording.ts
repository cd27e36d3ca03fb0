import { waveOf } from '#renderer/app/Speech/wave.ts'
import { theDesk } from '#renderer/connection.ts'
import { t } from '#renderer/ui/language.ts'

/**
 * What somebody says, as a WAV made here, because what a browser records is no container the service names. A page hears for
 * itself where it may; in the app the microphone of calls hears for it.
 */
export type Recording = {
  readonly stop: () => void
  /** Once it was ended, by somebody or by its longest. */
  readonly sound: Promise<Uint8Array>
}

const rate = 16_000
const deskRate = 24_000
const longestSeconds = 90

async function waveFrom(recorded: Blob): Promise<Uint8Array> {
  const context = new AudioContext({ sampleRate: rate })
  try {
    const sound = await context.decodeAudioData(await recorded.arrayBuffer())
    return waveOf(sound.getChannelData(0), rate)
  } finally {
    await context.close()
  }
}

export async function recordHere(): Promise<Recording> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } })
  const recorder = new MediaRecorder(stream)
  const pieces: Blob[] = []
  const { promise, resolve } = Promise.withResolvers<Blob>()
  const stop = (): void => {
    if (recorder.state !== 'inactive') recorder.stop()
  }
  const timer = setTimeout(stop, longestSeconds * 1000)
  recorder.ondataavailable = ({ data }) => void pieces.push(data)
  recorder.onstop = () => {
    clearTimeout(timer)
    stream.getTracks().forEach((track) => track.stop())
    resolve(new Blob(pieces))
  }
  recorder.start()
  return { stop, sound: promise.then(waveFrom) }
}

export function recordAtDesk(): Recording {
  const end = new AbortController()
  return { stop: () => end.abort(), sound: heardByDesk(end.signal) }
}

async function heardByDesk(signal: AbortSignal): Promise<Uint8Array> {
  const pieces: Float32Array[] = []
  const asked = { seconds: longestSeconds, playBack: false, sound: true }
  let note = ''
  try {
    for await (const event of theDesk().calls.testDevices(asked, { signal })) {
      if (event.type === 'sound') pieces.push(samplesOf(event.data))
      else if (event.type === 'done') ({ note } = event)
    }
  } catch (error) {
    if (!signal.aborted) throw error
  }
  if (pieces.length === 0) throw new Error(note === '' ? t('The microphone gave no sound.') : note)
  const whole = new Float32Array(pieces.reduce((sum, { length }) => sum + length, 0))
  pieces.reduce((at, piece) => (whole.set(piece, at), at + piece.length), 0)
  return waveOf(whole, deskRate)
}

/** Base64 of samples of 16 bits. */
export function samplesOf(data: string): Float32Array {
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0))
  const view = new DataView(bytes.buffer)
  return Float32Array.from({ length: bytes.length >> 1 }, (_, at) => view.getInt16(at * 2, true) / 32_768)
}
