import { nextStretch, type Range } from '#renderer/app/Recording/course.ts'
import { cut, type Sound, type Stretch } from '#renderer/app/Recording/sound.ts'
import { createStretcher } from '#renderer/app/Recording/stretch.ts'

/** How a recording is heard: faster or slower at its own pitch, without its silences, one part of it over and over. In ms. */
export type Manner = { readonly speed: number; readonly skips: readonly Range[]; readonly loop: Range | null }
export const plainly: Manner = { speed: 1, skips: [], loop: null }

/** Plays a recording from anywhere in it, some seconds ahead of the ear; what is not heard is not read. */
export type Player = {
  readonly play: (fromMs: number, manner?: Manner) => void
  readonly stop: () => void
  /** Somebody is about to play from there: what is needed for it is got ready. */
  readonly prepare: (fromMs: number) => void
  /** Where one listens; null: nothing plays. */
  readonly positionMs: () => number | null
}

const aheadSeconds = 4
/** A start that is nearer than what the loudspeaker was given already would be late. */
const leadOf = ({ baseLatency }: AudioContext): number => Math.max(0.015, 2 * baseLatency)
/** The loudspeaker is let go of after so long a silence. */
const restMs = 20_000

/** What is given to the loudspeaker from `at` on: frames of the recording from `frame`, `speed` of them for each one heard. */
type Span = { readonly at: number; readonly until: number; readonly frame: number; readonly speed: number }

export function createPlayer(
  context: AudioContext,
  sound: Sound,
  told: { readonly ended: () => void; readonly failed: (error: unknown) => void },
): Player {
  let round = 0
  let spans: Span[] = []
  const sources = new Set<AudioBufferSourceNode>()

  let resting: ReturnType<typeof setTimeout> | null = null
  const rest = (): void => {
    if (resting !== null) clearTimeout(resting)
    // It may be closed by then.
    resting = setTimeout(() => void context.suspend().catch(() => undefined), restMs)
  }
  const wake = (): void => {
    if (resting !== null) clearTimeout(resting)
    resting = null
    if (context.state !== 'running') void context.resume()
  }
  const frameAt = (ms: number): number => Math.max(0, Math.min(sound.frames - 1, Math.round((ms / 1000) * sound.rate)))

  const silence = (): void => {
    rest()
    round += 1
    spans = []
    for (const source of sources) source.stop()
    sources.clear()
  }
  const wait = (seconds: number) => new Promise((resolve) => setTimeout(resolve, seconds * 1000))

  /** Puts it behind what is on its way; gives back when it will have been heard. */
  const give = ({ left, right }: Stretch, frame: number, speed: number, next: number): number => {
    if (left.length === 0) return next
    // The first piece, or one that came too late.
    const at = Math.max(next, context.currentTime + (next === 0 ? leadOf(context) : 0.005))
    const buffer = context.createBuffer(2, left.length, sound.rate)
    buffer.copyToChannel(left, 0)
    buffer.copyToChannel(right, 1)
    const source = context.createBufferSource()
    source.buffer = buffer
    source.connect(context.destination)
    source.addEventListener('ended', () => sources.delete(source))
    source.start(at)
    sources.add(source)
    spans = [
      ...spans.filter(({ until }) => until > context.currentTime - 1),
      { at, until: at + buffer.duration, frame, speed },
    ]
    return at + buffer.duration
  }

  const run = async (from: number, mine: number, { speed, skips, loop }: Manner): Promise<void> => {
    const course = { skips: skips.map(framesOf), loop: loop === null ? null : framesOf(loop) }
    let next = 0
    let at = from
    for (;;) {
      const stretch = nextStretch(course, at, sound.frames)
      if (stretch === null) break
      const stretcher = speed === 1 ? null : createStretcher(sound.rate, speed)
      let given = stretch.from
      const giveOn = (piece: Stretch): void => {
        next = give(piece, given, speed, next)
        given += piece.left.length * speed
      }
      for (at = stretch.from; at < stretch.to;) {
        const whole = await sound.read(Math.round(at))
        if (mine !== round || whole.left.length === 0) return
        const piece = cut(whole, 0, Math.min(whole.left.length, Math.round(stretch.to - at)))
        at += Math.max(1, piece.left.length)
        giveOn(stretcher === null ? piece : stretcher.push(piece))
        while (mine === round && next - context.currentTime > aheadSeconds) await wait(0.2)
        if (mine !== round) return
      }
      if (stretcher !== null) giveOn(stretcher.flush())
    }
    while (mine === round && context.currentTime < next) await wait(0.1)
    if (mine !== round) return
    silence()
    told.ended()
  }
  const framesOf = ({ from, to }: Range): Range => ({
    from: Math.round((from / 1000) * sound.rate),
    to: Math.round((to / 1000) * sound.rate),
  })

  return {
    play: (fromMs, manner = plainly) => {
      silence()
      const mine = round
      wake()
      run(frameAt(fromMs), mine, manner).catch((error: unknown) => {
        if (mine !== round) return
        silence()
        told.failed(error)
      })
    },
    stop: silence,
    prepare: (fromMs) => {
      const plays = spans.length > 0
      wake()
      if (!plays) rest()
      // What cannot be read is said when it is played.
      sound.read(frameAt(fromMs)).catch(() => undefined)
    },
    positionMs: () => {
      const now = context.currentTime
      const span = spans.findLast(({ at }) => at <= now) ?? spans[0]
      if (span === undefined) return null
      const heard = Math.max(0, Math.min(now, span.until) - span.at)
      return (span.frame / sound.rate + heard * span.speed) * 1000
    },
  }
}
