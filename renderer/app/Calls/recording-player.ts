import type { Sound } from '#renderer/app/Calls/recording-sound.ts'

/** Plays a recording from anywhere in it, some seconds ahead of the ear; what is not heard is not read. */
export type Player = {
  readonly play: (fromMs: number) => void
  readonly stop: () => void
  /** Where one listens; null: nothing plays. */
  readonly positionMs: () => number | null
}

const aheadSeconds = 4
const leadSeconds = 0.05

export function createPlayer(
  context: AudioContext,
  sound: Sound,
  told: { readonly ended: () => void; readonly failed: (error: unknown) => void },
): Player {
  let round = 0
  /** The time of the context at which the recording would have begun. */
  let zero: number | null = null
  const sources = new Set<AudioBufferSourceNode>()

  const silence = (): void => {
    round += 1
    zero = null
    for (const source of sources) source.stop()
    sources.clear()
  }
  const wait = (seconds: number) => new Promise((resolve) => setTimeout(resolve, seconds * 1000))

  const run = async (from: number, mine: number): Promise<void> => {
    let frame = from
    let next = 0
    while (frame < sound.frames) {
      const { left, right } = await sound.read(frame)
      if (mine !== round || left.length === 0) return
      const soon = context.currentTime + leadSeconds
      // The first piece, or one that came too late.
      if (next < soon) {
        next = soon
        zero = next - frame / sound.rate
      }
      const buffer = context.createBuffer(2, left.length, sound.rate)
      buffer.copyToChannel(left, 0)
      buffer.copyToChannel(right, 1)
      const source = context.createBufferSource()
      source.buffer = buffer
      source.connect(context.destination)
      source.addEventListener('ended', () => sources.delete(source))
      source.start(next)
      sources.add(source)
      next += buffer.duration
      frame += left.length
      while (mine === round && next - context.currentTime > aheadSeconds) await wait(0.5)
      if (mine !== round) return
    }
    while (mine === round && context.currentTime < next) await wait(0.1)
    if (mine !== round) return
    silence()
    told.ended()
  }
  return {
    play: (fromMs) => {
      silence()
      const mine = round
      const from = Math.max(0, Math.min(sound.frames - 1, Math.round((fromMs / 1000) * sound.rate)))
      void context.resume()
      run(from, mine).catch((error: unknown) => {
        if (mine !== round) return
        silence()
        told.failed(error)
      })
    },
    stop: silence,
    positionMs: () => (zero === null ? null : Math.max(0, (context.currentTime - zero) * 1000)),
  }
}
