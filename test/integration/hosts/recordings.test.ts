import { readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createRecordings } from '#main/hosts/recordings.ts'
import { waveHeader } from '#main/services/voice/wave-header.ts'
import { temporaryDirectory } from '#test/support/store.ts'
import { makeSpeech } from '#test/support/voice.ts'

let directory: ReturnType<typeof temporaryDirectory>
beforeEach(() => {
  directory = temporaryDirectory()
})
afterEach(() => directory.remove())

const folder = () => join(directory.path, 'calls')

test('recordings lie in a folder of their own, are read in pieces, made smaller, and go', async () => {
  const recordings = createRecordings(folder())
  const place = await recordings.place('c_1')
  expect((await stat(folder())).mode & 0o777).toBe(0o700)
  const speech = makeSpeech(2, 1)
  const stereo = new Int16Array(speech.length * 2)
  speech.forEach((value, index) => {
    stereo[index * 2] = value
  })
  const bytes = Buffer.from(stereo.buffer)
  // As a kill leaves it: a header that does not know how long it is, and half a sample.
  await writeFile(`${place}.wav.part`, Buffer.concat([waveHeader(24_000, 0), bytes, Buffer.from([1])]))
  expect(await recordings.unfinished()).toEqual(['c_1'])
  const repaired = await recordings.repair('c_1')
  expect(await recordings.unfinished()).toEqual([])
  expect(repaired).toMatchObject({ durationMs: 1000, bytes: 44 + bytes.length })
  // Whoever was not told of it the first time finds it as it is.
  expect(await recordings.repair('c_1')).toEqual(repaired)
  const name = recordings.nameOf(repaired?.file ?? '')
  expect(name).toBe('c_1.wav')
  const piece = await recordings.read(name, 44, 10)
  expect([piece.total, Buffer.from(piece.data).equals(bytes.subarray(0, 10))]).toEqual([44 + bytes.length, true])
  expect((await recordings.read(name, 1_000_000, 10)).data).toHaveLength(0)
  expect(await recordings.peaks(name)).toHaveLength(50 * 4)
  expect((await recordings.open(name)).size).toBe(44 + bytes.length)
  const small = await recordings.shrink(name, 1000, new AbortController().signal)
  expect(small).toMatchObject({ durationMs: 1000, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) })
  expect(small.bytes).toBeLessThan(bytes.length / 4)
  expect((await stat(small.file)).mode & 0o777).toBe(0o600)
  await recordings.removeFile(name)
  expect(await readdir(folder())).toEqual(['c_1.opus'])
  await writeFile(join(folder(), 'c_10.wav'), '')
  await recordings.remove('c_1')
  expect(await readdir(folder())).toEqual(['c_10.wav'])
})

test('a name leads to no other folder, and a file that is gone is said so', async () => {
  const recordings = createRecordings(folder())
  await recordings.place('c_1')
  for (const name of ['../desk.sqlite', '/etc/hostname', '..', '.hidden'])
    await expect(async () => recordings.read(name, 0, 1)).rejects.toMatchObject({ code: 'not_found' })
  await expect(recordings.read('c_1.wav', 0, 1)).rejects.toMatchObject({ code: 'not_found' })
  await expect(async () => recordings.open('c_1.wav')).rejects.toMatchObject({ code: 'not_found' })
  await createRecordings(join(directory.path, 'none')).remove('c_1')
  expect(await createRecordings(join(directory.path, 'none')).unfinished()).toEqual([])
})
