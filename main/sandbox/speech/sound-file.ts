import type { SoundFormat } from '#main/sandbox/realtime/sound.ts'
import { innerRate, resample, toSamples } from '#main/sandbox/realtime/sound.ts'

/** Sound as it is uploaded: WAV of 16 bits or of a telephone code, or the bare samples of one of them. */
export type Sound = { readonly seconds: number; readonly channels: readonly Int16Array[] }

const types: Readonly<Record<number, SoundFormat['type']>> = { 1: 'audio/pcm', 6: 'audio/pcma', 7: 'audio/pcmu' }

function split(bytes: Buffer, format: SoundFormat, count: number): Sound {
  const samples = toSamples(bytes, format)
  const length = Math.floor(samples.length / count)
  const channels = Array.from({ length: count }, (_, channel) =>
    resample(
      Int16Array.from({ length }, (_sample, place) => samples[place * count + channel] ?? 0),
      format.rate,
      innerRate,
    ),
  )
  return { seconds: length / format.rate, channels }
}

/** Null where it is not one of these. */
export function readWav(bytes: Buffer): Sound | null {
  if (bytes.length < 44 || bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WAVE')
    return null
  let at = 12
  let format: SoundFormat | null = null
  let count = 1
  while (at + 8 <= bytes.length) {
    const name = bytes.toString('latin1', at, at + 4)
    const length = Math.min(bytes.readUInt32LE(at + 4), bytes.length - at - 8)
    const body = bytes.subarray(at + 8, at + 8 + length)
    if (name === 'fmt ' && body.length >= 16) {
      const type = types[body.readUInt16LE(0)]
      const bits = type === 'audio/pcm' ? 16 : 8
      count = body.readUInt16LE(2)
      if (type === undefined || body.readUInt16LE(14) !== bits || count < 1) return null
      format = { type, rate: body.readUInt32LE(4) }
    }
    if (name === 'data') return format === null || format.rate < 1000 ? null : split(body, format, count)
    at += 8 + length + (length % 2)
  }
  return null
}

export const readBare = (bytes: Buffer, type: SoundFormat['type'], rate: number, count: number): Sound =>
  split(bytes, { type, rate }, count)

/** All channels in one, as a microphone in the room would hear them. */
export function mix(channels: readonly Int16Array[]): Int16Array {
  const [first] = channels
  if (first === undefined || channels.length === 1) return first ?? new Int16Array(0)
  return first.map((_, place) => {
    const sum = channels.reduce((all, channel) => all + (channel[place] ?? 0), 0)
    return Math.max(-32_768, Math.min(32_767, sum))
  })
}
