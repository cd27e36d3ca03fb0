import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createSpeaker, toneVoice } from '#main/sandbox/realtime/sound.ts'

/** Speech comes from a program of the machine where there is one: here one that says the same for every text. */
const before = process.env['PATH'] ?? ''
let directory = ''
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'speaking-'))
})
afterEach(() => {
  process.env['PATH'] = before
  rmSync(directory, { recursive: true })
})

function wav(samples: Int16Array, rate: number): Buffer {
  const header = Buffer.alloc(44)
  header.write('RIFF', 0)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(1, 22)
  header.writeUInt32LE(rate, 24)
  header.writeUInt32LE(rate * 2, 28)
  header.writeUInt16LE(2, 32)
  header.writeUInt16LE(16, 34)
  // Written before the length is known, as a program that writes to a pipe has to.
  header.write('data', 36)
  header.writeUInt32LE(0x7fff_f000, 40)
  return Buffer.concat([header, Buffer.from(samples.buffer)])
}

test.skipIf(process.platform === 'win32')('a program that speaks: its sound, word for word, at our rate', async () => {
  const said = Int16Array.from({ length: 22_050 }, (_, place) => Math.round(5000 * Math.sin(place / 9)))
  const file = join(directory, 'said.wav')
  writeFileSync(file, wav(said, 22_050))
  const program = join(directory, 'espeak-ng')
  writeFileSync(program, `#!/bin/sh\ncat "${file}"\n`)
  chmodSync(program, 0o700)
  process.env['PATH'] = `${directory}${delimiter}${before}`
  const words = await createSpeaker()('Your order shipped.')
  expect(words.map(({ word }) => word)).toEqual(['Your ', 'order ', 'shipped.'])
  expect(words.reduce((sum, { samples }) => sum + samples.length, 0)).toBe(24_000)
  expect(Math.max(...words.flatMap(({ samples }) => [...samples]))).toBeGreaterThan(4900)
})

test('without one: a tone for each word', async () => {
  process.env['PATH'] = directory
  const speaker = createSpeaker()
  for (const text of ['Your order shipped.', 'Today.']) expect(await speaker(text)).toEqual(await toneVoice(text))
})
