import type { VoiceFormat } from '#contract/voice.ts'
import { decodeG711, encodeG711 } from '#main/domain/voice/g711.ts'
import { AppError, assertNever } from '#main/kernel/errors.ts'

/**
 * Sound as it travels in JSON: base64 of one encoding. Whatever cannot be sound is an error with a code, never a click in
 * somebody's ear.
 */
const mostBytes = 8 * 1024 * 1024
const alphabet = /^[A-Za-z0-9+/]*={0,2}$/

export const rateOf = (format: VoiceFormat): number => (format.type === 'audio/pcm' ? format.rate : 8000)

export const bytesPerSample = (format: VoiceFormat): number => (format.type === 'audio/pcm' ? 2 : 1)

export const durationMs = (format: VoiceFormat, bytes: number): number =>
  (bytes / (rateOf(format) * bytesPerSample(format))) * 1000

/** How many bytes a base64 text stands for, without decoding it. */
export function base64Bytes(text: string): number {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  return Math.floor((text.length * 3) / 4) - padding
}

const refuse = (message: string, data: Readonly<Record<string, unknown>>): AppError =>
  new AppError('protocol', message, { data })

function bytesOf(text: string): Uint8Array {
  if (base64Bytes(text) > mostBytes)
    throw new AppError('too_large', 'A piece of sound is over its limit.', { data: { limit: mostBytes } })
  if (text.length % 4 !== 0 || !alphabet.test(text))
    throw refuse('A piece of sound is not base64.', { length: text.length })
  return Uint8Array.from(Buffer.from(text, 'base64'))
}

function readPcm(bytes: Uint8Array): Int16Array {
  if (bytes.length % 2 !== 0) throw refuse('A piece of sound ends in half a sample.', { bytes: bytes.length })
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Int16Array.from({ length: bytes.length / 2 }, (_, place) => view.getInt16(place * 2, true))
}

function writePcm(samples: Int16Array): Uint8Array {
  const bytes = new Uint8Array(samples.length * 2)
  const view = new DataView(bytes.buffer)
  samples.forEach((sample, place) => view.setInt16(place * 2, sample, true))
  return bytes
}

export function decodeSound(format: VoiceFormat, text: string): Int16Array {
  const bytes = bytesOf(text)
  switch (format.type) {
    case 'audio/pcm':
      return readPcm(bytes)
    case 'audio/pcmu':
      return decodeG711(bytes, 'mu')
    case 'audio/pcma':
      return decodeG711(bytes, 'a')
    default:
      return assertNever(format)
  }
}

export function encodeSound(format: VoiceFormat, samples: Int16Array): string {
  switch (format.type) {
    case 'audio/pcm':
      return Buffer.from(writePcm(samples)).toString('base64')
    case 'audio/pcmu':
      return Buffer.from(encodeG711(samples, 'mu')).toString('base64')
    case 'audio/pcma':
      return Buffer.from(encodeG711(samples, 'a')).toString('base64')
    default:
      return assertNever(format)
  }
}
