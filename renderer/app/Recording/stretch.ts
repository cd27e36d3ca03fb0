import { cut, type Stretch } from '#renderer/app/Recording/sound.ts'

/**
 * Speech faster or slower at its own pitch (WSOLA): short windows are laid over one another at another distance than they were
 * taken at, each from the place, near where it should be, that goes on best from the one before. What comes out at frame n was
 * at about frame n × speed of what went in.
 */
export type Stretcher = {
  /** Takes more of the sound and gives what is ready. */
  readonly push: (piece: Stretch) => Stretch
  /** The rest. */
  readonly flush: () => Stretch
}

const hopSeconds = 0.015
const reachSeconds = 0.01

export function createStretcher(rate: number, speed: number): Stretcher {
  const hop = Math.round(rate * hopSeconds)
  const length = hop * 2
  const reach = Math.round(rate * reachSeconds)
  const fade = Float32Array.from({ length }, (_, at) => 0.5 - 0.5 * Math.cos((2 * Math.PI * at) / length))
  let sound: Stretch = silence(0)
  /** Where the first frame of `sound` is in all that came in. */
  let base = 0
  let ideal = 0
  let natural: number | null = null
  let tail: Stretch = silence(hop)
  let isFirst = true

  const end = () => base + sound.left.length
  const place = (): number => {
    const wanted = Math.round(ideal)
    if (natural === null) return wanted
    return bestPlace(sound, natural - base, Math.max(0, wanted - reach - base), wanted + reach - base, hop) + base
  }
  const lay = (out: Stretch, to: number): void => {
    const at = place() - base
    for (let frame = 0; frame < hop; frame += 1) {
      // Nothing lies under the first half of the first window.
      const weight = isFirst ? 1 : (fade[frame] ?? 0)
      out.left[to + frame] = (tail.left[frame] ?? 0) + (sound.left[at + frame] ?? 0) * weight
      out.right[to + frame] = (tail.right[frame] ?? 0) + (sound.right[at + frame] ?? 0) * weight
    }
    for (let frame = 0; frame < hop; frame += 1) {
      const weight = fade[hop + frame] ?? 0
      tail.left[frame] = (sound.left[at + hop + frame] ?? 0) * weight
      tail.right[frame] = (sound.right[at + hop + frame] ?? 0) * weight
    }
    isFirst = false
    natural = at + base + hop
    ideal += hop * speed
  }
  const isReady = (): boolean => Math.max(Math.round(ideal) + reach + length, (natural ?? 0) + hop) <= end()

  const ready = (): Stretch => {
    let count = 0
    // How many windows there will be follows from the distances alone.
    const most = Math.max(0, Math.ceil((end() - ideal) / (hop * speed)) + 1)
    const out = silence(most * hop)
    while (count < most && isReady()) {
      lay(out, count * hop)
      count += 1
    }
    const spent = Math.max(0, Math.min(Math.round(ideal) - reach, natural ?? 0) - base)
    sound = cut(sound, spent, sound.left.length)
    base += spent
    return cut(out, 0, count * hop)
  }
  return {
    push: (piece) => {
      sound = join(sound, piece)
      return ready()
    },
    flush: () => {
      const over = end()
      sound = join(sound, silence(length + reach + Math.ceil(hop * speed)))
      const rest = ready()
      return cut(
        rest,
        0,
        Math.max(0, Math.min(rest.left.length, rest.left.length - Math.max(0, Math.floor((ideal - over) / speed)))),
      )
    },
  }
}

/** Where, between two places, the sound is most like what would have come next: looked for roughly, then closely around it. */
function bestPlace(sound: Stretch, like: number, from: number, to: number, hop: number): number {
  const rough = search(sound, like, from, to, hop, 4)
  return search(sound, like, Math.max(from, rough - 3), Math.min(to, rough + 3), hop, 2, 1)
}

function search(
  { left, right }: Stretch,
  like: number,
  from: number,
  to: number,
  hop: number,
  stride: number,
  step = stride,
): number {
  let best = from
  let most = -Infinity
  for (let at = from; at <= to; at += step) {
    let sum = 0
    let power = 1e-9
    for (let frame = 0; frame < hop; frame += stride) {
      const here = (left[at + frame] ?? 0) + (right[at + frame] ?? 0)
      sum += here * ((left[like + frame] ?? 0) + (right[like + frame] ?? 0))
      power += here * here
    }
    const score = sum / Math.sqrt(power)
    if (score > most) [best, most] = [at, score]
  }
  return best
}

const silence = (frames: number): Stretch => ({ left: new Float32Array(frames), right: new Float32Array(frames) })

function join(one: Stretch, two: Stretch): Stretch {
  const both = silence(one.left.length + two.left.length)
  both.left.set(one.left)
  both.left.set(two.left, one.left.length)
  both.right.set(one.right)
  both.right.set(two.right, one.right.length)
  return both
}
