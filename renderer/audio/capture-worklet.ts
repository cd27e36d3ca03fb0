import { frameMs } from '#contract/audio-frame.ts'
import { createFrameCutter } from '#renderer/audio/frame-cutter.ts'
import { createLossWatch } from '#renderer/audio/loss-watch.ts'
import { takePort } from '#renderer/audio/worklet-scope.ts'

/** The processor behind a microphone: cuts frames and sends them down the port it was handed. It never ends by itself. */
export type CaptureOptions = {
  readonly stream: number
  readonly firstSequence: number
  /** The page's time at the beginning of this context. */
  readonly epoch: number
}

class Capture extends AudioWorkletProcessor {
  private port2: MessagePort | null = null
  private epoch: number
  private readonly lossOf = createLossWatch()
  private readonly cutter: ReturnType<typeof createFrameCutter>

  constructor({ processorOptions }: { readonly processorOptions: unknown }) {
    super()
    const { stream, firstSequence, epoch } = processorOptions as CaptureOptions
    this.epoch = epoch
    this.cutter = createFrameCutter({ stream, rate: sampleRate, firstSequence }, (frame) =>
      this.port2?.postMessage(frame),
    )
    takePort(this.port, (port) => (this.port2 = port))
  }

  process([input = []]: readonly (readonly Float32Array[])[]): boolean {
    // The only other clock there is in here.
    const lost = this.lossOf(currentTime * 1000, Date.now())
    if (lost > 0) this.cutter.skip(lost)
    this.epoch += lost * frameMs
    this.cutter.push(input, this.epoch + currentTime * 1000)
    return true
  }
}

registerProcessor('capture', Capture)
