/** What a processor finds around it: TypeScript's own list of names ends at the window. */
declare global {
  class AudioWorkletProcessor {
    readonly port: MessagePort
  }
  function registerProcessor(
    name: string,
    processor: new (options: { readonly processorOptions: unknown }) => AudioWorkletProcessor,
  ): void
  const sampleRate: number
  /** Seconds of sound since the context began. */
  const currentTime: number
}

/** The port that the page hands into a processor, so that nothing on the page's own thread stands between. */
export function takePort(own: MessagePort, take: (port: MessagePort) => void): void {
  own.addEventListener('message', ({ ports }: MessageEvent) => {
    const [port] = ports
    if (port !== undefined) take(port)
  })
  own.start()
}
