import { decodeAudioFrame, playedKind } from '#contract/audio-frame.ts'
import type { FromPage, ToPage } from '#contract/audio-link.ts'
import { createPlayQueue } from '#renderer/audio/play-queue.ts'
import { takePort } from '#renderer/audio/worklet-scope.ts'

/**
 * The processor in front of a loudspeaker. Sound, and the words about it, come and go by the port it was handed; it says where it
 * is every 100 ms while something sounds, and at the beginning and the end of it. It never ends by itself.
 */
const sayEveryMs = 100

class Play extends AudioWorkletProcessor {
  private readonly queue = createPlayQueue(sampleRate)
  private desk: MessagePort | null = null
  private saidAt = 0
  private sounding = false

  constructor() {
    super()
    takePort(this.port, (port) => {
      this.desk = port
      port.addEventListener('message', ({ data }: MessageEvent) => this.hear(data))
      port.start()
    })
    this.port.addEventListener('message', ({ data }: MessageEvent) => {
      if (typeof data === 'number') this.queue.setOutputLatency(data)
    })
  }

  process(_inputs: unknown, [output]: readonly (readonly Float32Array[])[]): boolean {
    const [block] = output ?? []
    if (block === undefined) return true
    const sounds = this.queue.render(block)
    const due = sounds && currentTime * 1000 - this.saidAt >= sayEveryMs
    if (due || sounds !== this.sounding) this.sayPosition()
    this.sounding = sounds
    return true
  }

  private hear(data: unknown): void {
    if (data instanceof ArrayBuffer) {
      const frame = decodeAudioFrame(data)
      if (frame?.kind === playedKind) this.queue.push(frame)
      return
    }
    // Our own relay sends here what the desk wrote, and only these two.
    const word = JSON.parse(String(data)) as ToPage
    if (word.type === 'play') this.queue.announce(word.stream)
    if (word.type !== 'flush') return
    this.say({ type: 'flushed', question: word.question, position: this.queue.flush() })
    this.sounding = false
  }

  private sayPosition(): void {
    this.saidAt = currentTime * 1000
    const position = this.queue.position()
    if (position !== null) this.say({ type: 'position', position })
  }

  private say(word: FromPage): void {
    this.desk?.postMessage(JSON.stringify(word))
  }
}

registerProcessor('play', Play)
