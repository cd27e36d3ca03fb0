import type { ToPage } from '#contract/audio-link.ts'
import type { CaptureOptions } from '#renderer/audio/capture-worklet.ts'
import { hintOf } from '#renderer/audio/devices.ts'

/** A microphone of this browser, opened as the desk wished, with a port at which its frames come out. */
export type Wish = Extract<ToPage, { readonly type: 'capture' }>
export type Capture = {
  readonly rate: number
  readonly label: string
  readonly latencyMs: number
  readonly hint: string | null
  readonly port: MessagePort
  readonly close: () => void
}

/** The browser refused, and a person can change that. */
export class Denied extends Error {}

const names: Readonly<Record<string, string>> = {
  NotFoundError: 'No microphone was found.',
  NotReadableError: 'The microphone is in use by another program, or does not answer.',
  OverconstrainedError: 'The chosen microphone is not there any more.',
}

async function openStream({ device, ...wish }: Wish): Promise<MediaStream> {
  const audio: MediaTrackConstraints = {
    echoCancellation: wish.echoCancellation,
    noiseSuppression: wish.noiseSuppression,
    autoGainControl: wish.gain,
    channelCount: 1,
    ...(device === null ? {} : { deviceId: { exact: device } }),
  }
  try {
    return await navigator.mediaDevices.getUserMedia({ audio, video: false })
  } catch (thrown) {
    const name = thrown instanceof DOMException ? thrown.name : ''
    if (name === 'NotAllowedError') throw new Denied('The browser does not let this page use the microphone.')
    throw new Error(names[name] ?? 'The microphone cannot be opened.', { cause: thrown })
  }
}

export type CaptureEvents = { readonly ended: () => void }
type Suspended = (context: AudioContext, signal: AbortSignal) => Promise<void>

/**
 * Once it is not wanted any more it is closed at once, whatever it waits for. `firstSequence` is asked when the first frame is about
 * to be heard.
 */
export async function openCapture(
  wish: Wish,
  firstSequence: () => number,
  { ended, suspended }: CaptureEvents & { readonly suspended: Suspended },
  signal: AbortSignal,
): Promise<Capture> {
  const media = await openStream(wish)
  const release = () => {
    for (const track of media.getTracks()) track.stop()
  }
  if (signal.aborted) release()
  signal.throwIfAborted()
  const context = new AudioContext({ sampleRate: wish.rate, latencyHint: 'interactive' })
  let isClosed = false
  const close = () => {
    release()
    if (!isClosed) void context.close()
    isClosed = true
  }
  const opened = new AbortController()
  signal.addEventListener('abort', close, { signal: opened.signal })
  try {
    await context.audioWorklet.addModule('/sound/capture-worklet.js')
    if (context.state !== 'running') await suspended(context, signal)
    signal.throwIfAborted()
    const [track] = media.getAudioTracks()
    if (track === undefined) throw new Error('The microphone cannot be opened.')
    track.addEventListener('ended', ended)
    const options: CaptureOptions = {
      stream: wish.stream,
      firstSequence: firstSequence(),
      epoch: performance.now() - context.currentTime * 1000,
    }
    const node = new AudioWorkletNode(context, 'capture', { processorOptions: options })
    node.addEventListener('processorerror', ended)
    const { port1, port2 } = new MessageChannel()
    node.port.postMessage(null, [port1])
    // Its output is silence: it is connected so that it is run.
    context.createMediaStreamSource(media).connect(node).connect(context.destination)
    const { sampleRate: deviceRate } = track.getSettings()
    const latencyMs = Math.max(0, context.baseLatency * 1000)
    return {
      rate: context.sampleRate,
      label: track.label,
      latencyMs,
      hint: hintOf(track.label, deviceRate),
      port: port2,
      close,
    }
  } catch (thrown) {
    close()
    throw thrown
  } finally {
    opened.abort()
  }
}
