import { innerRate } from '#main/sandbox/realtime/sound.ts'

/** How the sandbox hears: speech by its energy, and what was said by comparing it with utterances it was told before. */
export type Utterance = { readonly text: string; readonly samples: Int16Array }

const window = innerRate / 50
const bands = 40

export function loudness(samples: Int16Array): number {
  if (samples.length === 0) return 0
  let sum = 0
  for (const sample of samples) sum += sample * sample
  return Math.sqrt(sum / samples.length)
}

const quiet = 200

/** Without the silence before and after: pre-roll and tail say nothing. */
export function trim(samples: Int16Array): Int16Array {
  const loud: number[] = []
  for (let at = 0; at < samples.length; at += window)
    if (loudness(samples.subarray(at, at + window)) > quiet) loud.push(at)
  const [first] = loud
  const last = loud.at(-1)
  return first === undefined || last === undefined ? new Int16Array(0) : samples.subarray(first, last + window)
}

/** Energy and zero crossings over the length of the utterance: what an encoding or a little noise leaves as it was. */
type Fingerprint = { readonly energies: readonly number[]; readonly crossings: readonly number[] }

function fingerprint(samples: Int16Array): Fingerprint {
  const width = samples.length / bands
  const energies: number[] = []
  const crossings: number[] = []
  for (let band = 0; band < bands; band += 1) {
    const piece = samples.subarray(Math.floor(band * width), Math.floor((band + 1) * width))
    energies.push(Math.log10(loudness(piece) + 50))
    let crossed = 0
    for (let at = 1; at < piece.length; at += 1) if ((piece[at] ?? 0) < 0 !== (piece[at - 1] ?? 0) < 0) crossed += 1
    crossings.push(crossed / Math.max(1, piece.length))
  }
  return { energies, crossings }
}

function correlation(one: readonly number[], other: readonly number[]): number {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
  const [a, b] = [mean(one), mean(other)]
  let both = 0
  let first = 0
  let second = 0
  one.forEach((value, place) => {
    const [x, y] = [value - a, (other[place] ?? 0) - b]
    both += x * y
    first += x * x
    second += y * y
  })
  return first === 0 || second === 0 ? 0 : both / Math.sqrt(first * second)
}

/** Each about its own mean: energies lie far from crossings, and the distance would be all one sees. */
const likeness = (one: Fingerprint, other: Fingerprint): number =>
  (correlation(one.energies, other.energies) + correlation(one.crossings, other.crossings)) / 2

/** From here on two pieces of sound are taken for the same words. */
export const alike = 0.7

/** How much two pieces of speech are the same, without the silence around them; 0 where one is far longer. */
export function compare(one: Int16Array, other: Int16Array): number {
  const longer = Math.max(one.length, other.length) / Math.max(1, Math.min(one.length, other.length))
  return longer > 1.15 ? 0 : likeness(fingerprint(one), fingerprint(other))
}

/** What stands for speech whose words nobody knows. */
export const unknownWords = /^\[audio \d/

/** The text of the utterance this is, or how long it was. */
export function recognise(heard: Int16Array, known: readonly Utterance[]): string {
  const speech = trim(heard)
  const seconds = (speech.length / innerRate).toFixed(1)
  const print = fingerprint(speech)
  let best = { text: `[audio ${seconds} s]`, likeness: alike }
  for (const { text, samples } of known) {
    const whole = trim(samples)
    const longer = Math.max(whole.length, speech.length) / Math.max(1, Math.min(whole.length, speech.length))
    const like = longer > 1.15 ? 0 : likeness(print, fingerprint(whole))
    if (like > best.likeness) best = { text, likeness: like }
  }
  return best.text
}

/** An energy gate: speech after 100 ms above the threshold, its end after so much silence. */
export type Gate = (samples: Int16Array) => 'started' | 'stopped' | null

export function createGate(threshold: number, silenceMs: number): Gate {
  const least = 200 + threshold * 1200
  let speaking = false
  let loudMs = 0
  let quietMs = 0
  return (samples) => {
    const ms = (samples.length / innerRate) * 1000
    const loud = loudness(samples) > least
    loudMs = loud ? loudMs + ms : 0
    quietMs = loud ? 0 : quietMs + ms
    if (!speaking && loudMs >= 100) {
      speaking = true
      return 'started'
    }
    if (!speaking || quietMs < silenceMs) return null
    speaking = false
    return 'stopped'
  }
}
