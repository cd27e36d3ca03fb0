import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { resampleWhole } from '#main/clients/devices/resampler.ts'
import { readWave, type Wave } from '#main/clients/devices/wave.ts'
import { createSpeaker, innerRate, resample, toneWord } from '#main/sandbox/realtime/sound.ts'

/**
 * Somebody speaking, for tests with sound: recordings from beside the checkout, else speech of the machine's own, else tones. What
 * it came to is part of the name of a test, so that nobody takes tones for voices.
 */
export type Speech = Wave & { readonly source: 'recorded speech' | 'espeak-ng' | 'TONES: no speech on this machine' }

const folder = join(import.meta.dirname, '../../../shared/data/speech')
const words = 'Hello, I am calling about my order. Where is it, please? One pole of the tent came broken.'

function joined(pieces: readonly Int16Array[], rate: number): Int16Array {
  const gap = Math.round(rate / 4)
  const whole = new Int16Array(pieces.reduce((sum, piece) => sum + piece.length + gap, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length + gap
  }
  return whole
}

export async function findSpeech(): Promise<Speech> {
  if (existsSync(folder)) {
    const waves = readdirSync(folder)
      .filter((name) => name.endsWith('.wav') && !name.startsWith('noise'))
      .toSorted()
      .map((name) => readWave(readFileSync(join(folder, name))))
    const [first] = waves
    const same = waves.filter(({ rate }) => rate === first?.rate).map(({ samples }) => samples)
    if (first !== undefined) return { rate: first.rate, samples: joined(same, first.rate), source: 'recorded speech' }
  }
  const spoken = (await createSpeaker()(words)).map(({ samples }) => samples)
  const samples = Int16Array.from(spoken.flatMap((piece) => [...piece]))
  const tones = words.split(' ').reduce((sum, word) => sum + toneWord(word).length, 0)
  return {
    rate: innerRate,
    samples,
    source: samples.length === tones ? 'TONES: no speech on this machine' : 'espeak-ng',
  }
}

/** At another rate, and at least as long as that: in turn as it was said and backwards, so that no second is like the one before. */
export async function lasting(speech: Wave, rate: number, seconds: number): Promise<Int16Array> {
  const once = await resampleWhole(speech.samples, speech.rate, rate)
  const pieces = Math.ceil((seconds * rate) / once.length)
  return append(...Array.from({ length: pieces }, (_, place) => (place % 2 === 0 ? once : once.toReversed())))
}

/** With silence in front of it and behind it. */
export function padded(samples: Int16Array, rate: number, beforeSeconds: number, afterSeconds: number): Int16Array {
  const silence = (length: number) => new Int16Array(Math.round(length * rate))
  return append(silence(beforeSeconds), samples, silence(afterSeconds))
}

/** A room in which nobody speaks: a hum so low that no gate opens, and never exact silence. */
export const quiet = (seconds: number, rate: number): Int16Array =>
  Int16Array.from({ length: Math.round(seconds * rate) }, (_, place) => ((place * 7919) % 13) - 6)

export function append(...pieces: readonly Int16Array[]): Int16Array {
  const whole = new Int16Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}

/** The same at the rate of a session, by another converter than the desk's. */
export const atSessionRate = (wave: Wave): Int16Array => resample(wave.samples, wave.rate, innerRate)

export const toSamples = (sound: Buffer): Int16Array =>
  Int16Array.from({ length: sound.length >> 1 }, (_, place) => sound.readInt16LE(place * 2))
