import { expect, test } from 'vitest'
import { appended, toBase64, waveOf } from '#renderer/app/Speech/wave.ts'

test('samples become a WAV of one voice, and nothing leaves its bounds', () => {
  const bytes = waveOf(Float32Array.from([0, 1, -1, 2, -2, 0.5]), 16_000)
  const view = Buffer.from(bytes)
  expect(view.toString('latin1', 0, 4) + view.toString('latin1', 8, 16)).toBe('RIFFWAVEfmt ')
  expect([view.readUInt32LE(4), view.readUInt16LE(22), view.readUInt32LE(24), view.readUInt32LE(40)]).toEqual([
    48, 1, 16_000, 12,
  ])
  const samples = Array.from({ length: 6 }, (_, place) => view.readInt16LE(44 + place * 2))
  expect(samples).toEqual([0, 32_767, -32_768, 32_767, -32_768, 16_384])
  const long = new Uint8Array(100_000).map((_, place) => place % 251)
  expect(Buffer.from(toBase64(long), 'base64')).toEqual(Buffer.from(long))
})

test('what is said goes behind what is written', () => {
  expect(appended('', 'Hello.')).toBe('Hello.')
  expect(appended('Hello.', 'Thank you.')).toBe('Hello. Thank you.')
  expect(appended('Hello.\n', 'Thank you.')).toBe('Hello.\nThank you.')
})
