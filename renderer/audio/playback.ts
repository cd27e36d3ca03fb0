/** A loudspeaker of this browser, with a port that takes sound and the words about it. */
export type Playback = {
  readonly rate: number
  readonly label: string
  readonly latencyMs: number
  readonly port: MessagePort
  readonly close: () => void
}

/** Chromium can send sound to one device; its types are not everywhere. */
type Sinking = AudioContext & { readonly setSinkId?: (device: string) => Promise<void> }

const latencyOf = (context: AudioContext) => (context.baseLatency + (context.outputLatency || 0)) * 1000

async function choose(context: Sinking, device: string | null): Promise<string> {
  if (device === null) return 'Default'
  if (context.setSinkId === undefined) throw new Error('This browser cannot choose a loudspeaker.')
  const devices = await navigator.mediaDevices.enumerateDevices()
  const known = devices.find(({ deviceId, kind }) => deviceId === device && kind === 'audiooutput')
  if (known === undefined) throw new Error('The chosen loudspeaker is not there any more.')
  await context.setSinkId(device)
  return known.label
}

export type PlaybackEvents = { readonly failed: () => void }
type Suspended = (context: AudioContext, signal: AbortSignal) => Promise<void>

export async function openPlayback(
  wish: { readonly rate: number; readonly device: string | null },
  { failed, suspended }: PlaybackEvents & { readonly suspended: Suspended },
  signal: AbortSignal,
): Promise<Playback> {
  const context = new AudioContext({ sampleRate: wish.rate, latencyHint: 'interactive' })
  try {
    const label = await choose(context, wish.device)
    signal.throwIfAborted()
    await context.audioWorklet.addModule('/sound/play-worklet.js')
    if (context.state !== 'running') await suspended(context, signal)
    signal.throwIfAborted()
    const node = new AudioWorkletNode(context, 'play', { numberOfInputs: 0, outputChannelCount: [1] })
    node.addEventListener('processorerror', failed)
    const { port1, port2 } = new MessageChannel()
    node.port.postMessage(null, [port1])
    node.connect(context.destination)
    const tellLatency = () => node.port.postMessage(latencyOf(context))
    tellLatency()
    const timer = setInterval(tellLatency, 1000)
    const close = () => {
      clearInterval(timer)
      void context.close()
    }
    return { rate: context.sampleRate, label, latencyMs: latencyOf(context), port: port2, close }
  } catch (thrown) {
    void context.close()
    throw thrown
  }
}
