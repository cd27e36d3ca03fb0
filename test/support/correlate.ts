/**
 * Whether what was said arrived: each second of the reference is searched for in what was heard. The correlation says how alike
 * they are, the lag where it was found; a lag that changes from window to window is a loss or an insertion.
 */
export type WindowMatch = {
  /** Beginning of the window in the reference. */
  readonly atMs: number
  /** Normalised: 1 is the same sound, whatever its loudness. */
  readonly correlation: number
  /** Where it lies in what was heard, in samples behind its place in the reference. */
  readonly lag: number
}

export type Correlation = {
  readonly windows: readonly WindowMatch[]
  /** Of all windows. */
  readonly worst: number
  /** Between the earliest and the latest window: 0 means that nothing was lost and nothing added. */
  readonly driftMs: number
}

export type CorrelateOptions = {
  readonly rate: number
  readonly windowMs?: number
  readonly stepMs?: number
  /** How far from the window before a window is looked for. */
  readonly mostJumpMs?: number
  /** Windows of the reference below this level say nothing: pauses between words. */
  readonly quietest?: number
}

const circles = new Map<number, { readonly cos: Float64Array; readonly sin: Float64Array }>()

function circleOf(size: number) {
  const known = circles.get(size)
  if (known !== undefined) return known
  const circle = { cos: new Float64Array(size / 2), sin: new Float64Array(size / 2) }
  for (let k = 0; k < size / 2; k += 1) {
    circle.cos[k] = Math.cos((2 * Math.PI * k) / size)
    circle.sin[k] = Math.sin((2 * Math.PI * k) / size)
  }
  circles.set(size, circle)
  return circle
}

/** In place, radix 2; `sign` -1 there, 1 back without the division. */
function transform(re: Float64Array, im: Float64Array, sign: number): void {
  const size = re.length
  for (let place = 1, mirror = 0; place < size; place += 1) {
    let bit = size >> 1
    for (; mirror & bit; bit >>= 1) mirror ^= bit
    mirror ^= bit
    if (place < mirror) {
      ;[re[place], re[mirror]] = [re[mirror]!, re[place]!]
      ;[im[place], im[mirror]] = [im[mirror]!, im[place]!]
    }
  }
  const { cos, sin } = circleOf(size)
  for (let length = 2; length <= size; length <<= 1) {
    const [half, stride] = [length >> 1, size / length]
    for (let start = 0; start < size; start += length)
      for (let k = 0; k < half; k += 1) {
        const upper = start + k
        const lower = upper + half
        const c = cos[k * stride]!
        const s = sign * sin[k * stride]!
        const real = re[lower]! * c - im[lower]! * s
        const imaginary = re[lower]! * s + im[lower]! * c
        re[lower] = re[upper]! - real
        im[lower] = im[upper]! - imaginary
        re[upper]! += real
        im[upper]! += imaginary
      }
  }
}

/** The best place of `needle` in `hay`, and how alike they are there. */
function find(needle: Int16Array, hay: Int16Array): { readonly at: number; readonly correlation: number } {
  if (hay.length < needle.length) return { at: 0, correlation: 0 }
  // What wraps around lies behind the last place that is looked at.
  const size = 2 ** Math.ceil(Math.log2(hay.length))
  // Both are real: one goes in as the real part, the other as the imaginary one.
  const [re, im] = [new Float64Array(size), new Float64Array(size)]
  re.set(hay)
  im.set(needle)
  transform(re, im, -1)
  const [real, imaginary] = [new Float64Array(size), new Float64Array(size)]
  for (let k = 0; k < size; k += 1) {
    const mirror = (size - k) % size
    const [hayRe, hayIm] = [(re[k]! + re[mirror]!) / 2, (im[k]! - im[mirror]!) / 2]
    const [needleRe, needleIm] = [(im[k]! + im[mirror]!) / 2, (re[mirror]! - re[k]!) / 2]
    real[k] = hayRe * needleRe + hayIm * needleIm
    imaginary[k] = hayIm * needleRe - hayRe * needleIm
  }
  transform(real, imaginary, 1)
  const own = needle.reduce((sum, sample) => sum + sample * sample, 0)
  let energy = hay.subarray(0, needle.length).reduce((sum, sample) => sum + sample * sample, 0)
  let best = { at: 0, correlation: 0 }
  for (let at = 0; at + needle.length <= hay.length; at += 1) {
    const correlation = energy * own > 0 ? real[at]! / size / Math.sqrt(energy * own) : 0
    if (correlation > best.correlation) best = { at, correlation }
    energy += (hay[at + needle.length] ?? 0) ** 2 - hay[at]! ** 2
  }
  return best
}

export function correlate(reference: Int16Array, heard: Int16Array, options: CorrelateOptions): Correlation {
  const { rate, windowMs = 1000, stepMs = 500, mostJumpMs = 400, quietest = 100 } = options
  const [size, step, jump] = [windowMs, stepMs, mostJumpMs].map((ms) => Math.round((ms * rate) / 1000)) as [
    number,
    number,
    number,
  ]
  const windows: WindowMatch[] = []
  for (let start = 0; start + size <= reference.length; start += step) {
    const window = reference.subarray(start, start + size)
    if (Math.sqrt(window.reduce((sum, sample) => sum + sample * sample, 0) / size) < quietest) continue
    const before = windows.at(-1)
    const from = before === undefined ? 0 : Math.max(0, start + before.lag - jump)
    const to = before === undefined ? heard.length : start + before.lag + size + jump
    const { at, correlation } = find(window, heard.subarray(from, to))
    windows.push({ atMs: (start * 1000) / rate, correlation, lag: from + at - start })
  }
  const lags = windows.map(({ lag }) => lag)
  return {
    windows,
    worst: windows.length === 0 ? 0 : Math.min(...windows.map(({ correlation }) => correlation)),
    driftMs: windows.length === 0 ? 0 : ((Math.max(...lags) - Math.min(...lags)) * 1000) / rate,
  }
}
