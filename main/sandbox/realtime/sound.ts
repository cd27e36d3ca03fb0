import { execFile } from 'node:child_process'

/**
 * The sandbox's own ears and mouth: telephone codes as the recommendation defines them, found by search and not by formula, so
 * that a desk's arithmetic is checked by another one; and speech, by espeak-ng where it is installed, by tones where not.
 */
export type SoundFormat = { readonly type: 'audio/pcm' | 'audio/pcmu' | 'audio/pcma'; readonly rate: number }

/** The inner rate of the sandbox. */
export const innerRate = 24_000

const segment = (code: number): number => (code >> 4) & 7
const step = (code: number): number => code & 15

/** Value of a code with its sign and its inversion taken off, and half of its interval. */
const mu = (code: number): readonly [number, number] => [
  (2 * step(code) + 33) * 2 ** (segment(code) + 2) - 132,
  2 ** (segment(code) + 2),
]
const a = (code: number): readonly [number, number] => {
  const scale = 2 ** Math.max(0, segment(code) - 1)
  return [(16 * step(code) + (segment(code) === 0 ? 8 : 264)) * scale, 8 * scale]
}

function createLaw(read: (code: number) => readonly [number, number], mask: number) {
  const codes = Array.from({ length: 128 }, (_, code) => read(code))
  return { values: codes.map(([value]) => value), begins: codes.map(([value, half]) => value - half), mask }
}

const laws = { 'audio/pcmu': createLaw(mu, 0xff), 'audio/pcma': createLaw(a, 0xd5) } as const

export function toSamples(bytes: Buffer, format: SoundFormat): Int16Array {
  if (format.type === 'audio/pcm')
    return Int16Array.from({ length: bytes.length >> 1 }, (_, place) => bytes.readInt16LE(place * 2))
  const { values, mask } = laws[format.type]
  return Int16Array.from(bytes, (byte) => {
    const code = byte ^ mask
    const value = values[code & 0x7f] ?? 0
    return code & 0x80 ? -value : value
  })
}

export function toBytes(samples: Int16Array, format: SoundFormat): Buffer {
  if (format.type === 'audio/pcm') {
    const bytes = Buffer.alloc(samples.length * 2)
    samples.forEach((sample, place) => bytes.writeInt16LE(sample, place * 2))
    return bytes
  }
  const { begins, mask } = laws[format.type]
  return Buffer.from(
    samples.map((sample) => {
      // The A-law has no zero of its own below it: its negative half begins one lower.
      const size = sample >= 0 ? sample : format.type === 'audio/pcma' ? ~sample : -sample
      const code = Math.max(
        0,
        begins.findLastIndex((begin) => begin <= size),
      )
      return (sample < 0 ? code | 0x80 : code) ^ mask
    }),
  )
}

export function resample(samples: Int16Array, from: number, to: number): Int16Array {
  if (from === to) return samples
  return Int16Array.from({ length: Math.floor((samples.length * to) / from) }, (_, place) => {
    const at = (place * from) / to
    const before = samples[Math.floor(at)] ?? 0
    const after = samples[Math.floor(at) + 1] ?? before
    return Math.round(before + (after - before) * (at - Math.floor(at)))
  })
}

/** A word is a tone of its own, as long as it would take to say; a short gap follows. */
export function toneWord(word: string): Int16Array {
  const letters = word.replaceAll(/[^\p{L}\p{N}]/gu, '').length
  const sounding = (60 + 40 * letters) * (innerRate / 1000)
  const gap = 40 * (innerRate / 1000)
  const pitch = 220 + (Buffer.from(word).reduce((sum, byte) => sum + byte, 0) % 24) * 20
  return Int16Array.from({ length: sounding + gap }, (_, place) => {
    const edge = Math.min(1, place / 240, (sounding - place) / 240)
    return place >= sounding ? 0 : Math.round(9000 * edge * Math.sin((2 * Math.PI * pitch * place) / innerRate))
  })
}

/** Speech whose text is known; `words`: how many samples each one has, where that is known too. */
export type KnownSpeech = {
  readonly text: string
  readonly samples: Int16Array
  readonly words: readonly { readonly word: string; readonly length: number }[] | null
}

/** The sound of a text, word by word. */
export type Voice = (text: string) => Promise<readonly { readonly word: string; readonly samples: Int16Array }[]>

const wordsOf = (text: string): readonly string[] => text.split(/(?<=\s)(?=\S)/).filter((word) => word.trim() !== '')

export const toneVoice: Voice = async (text) => wordsOf(text).map((word) => ({ word, samples: toneWord(word) }))

/** What a voice has said, the newest 200 of it, so that a recording of it can be read again. */
export function rememberSaid(voice: Voice) {
  const said = new Map<string, KnownSpeech>()
  const remembering: Voice = async (text) => {
    const words = await voice(text)
    said.delete(text)
    const samples = Int16Array.from(words.flatMap((word) => [...word.samples]))
    said.set(text, { text, samples, words: words.map(({ word, samples: { length } }) => ({ word, length })) })
    const [oldest] = said.keys()
    if (said.size > 200 && oldest !== undefined) said.delete(oldest)
    return words
  }
  return { voice: remembering, said: (): readonly KnownSpeech[] => [...said.values()] }
}

const spoken = (text: string): Promise<Buffer | null> =>
  new Promise((resolve) => {
    const options = { encoding: 'buffer' as const, maxBuffer: 32 * 1024 * 1024, timeout: 10_000 }
    execFile('espeak-ng', ['--stdout', '-v', 'en-us', '-s', '160', '--', text], options, (failure, stdout) =>
      resolve(failure === null ? stdout : null),
    )
  })

/** espeak-ng writes a WAV whose samples follow the word `data`. The text is spread over it by the length of its words. */
export function createSpeaker(): Voice {
  const known = new Map<string, Int16Array>()
  let missing = false
  return async (text) => {
    const wav = missing || known.has(text) ? null : await spoken(text)
    if (wav !== null && wav.length > 44) {
      const pcm = wav.subarray(wav.indexOf('data') + 8)
      known.set(text, resample(toSamples(pcm, { type: 'audio/pcm', rate: 0 }), wav.readUInt32LE(24), innerRate))
    } else if (!known.has(text)) missing = true
    const samples = known.get(text)
    if (samples === undefined) return toneVoice(text)
    const words = wordsOf(text)
    const letters = words.reduce((sum, word) => sum + word.length, 0)
    let at = 0
    let read = 0
    return words.map((word) => {
      read += word.length
      const end = Math.round((samples.length * read) / letters)
      const piece = samples.subarray(at, end)
      at = end
      return { word, samples: piece }
    })
  }
}
