import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readPeaks } from '#main/services/voice/peaks.ts'
import { repairRecording } from '#main/services/voice/recording-file.ts'
import { waveHeader } from '#main/services/voice/wave-header.ts'

/** Recordings as files: those nobody finished, and how they look. */
let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'voice-recording-'))
})
afterEach(() => rm(directory, { recursive: true }))

const rate = 24_000
const path = () => join(directory, 'call')

describe('a recording whose writer was killed', () => {
  const part = () => `${path()}.wav.part`

  test('gets its length and loses half a sample', async () => {
    const data = Buffer.alloc(48_000 * 2 + 3, 1)
    await writeFile(part(), Buffer.concat([waveHeader(rate, 0), data]))
    const kept = await repairRecording(part())
    expect(kept).toMatchObject({ file: `${path()}.wav`, durationMs: 1000, bytes: 44 + 96_000 })
    expect((await readFile(`${path()}.wav`)).readUInt32LE(40)).toBe(96_000)
    expect(await readdir(directory)).toEqual(['call.wav'])
  })

  test('that was finished, but told to nobody, is what it is', async () => {
    await writeFile(`${path()}.wav`, Buffer.concat([waveHeader(8000, 32_000), Buffer.alloc(32_000)]))
    expect(await repairRecording(part())).toMatchObject({ file: `${path()}.wav`, durationMs: 1000, bytes: 44 + 32_000 })
  })

  test('keeps the rate its header names', async () => {
    await writeFile(part(), Buffer.concat([waveHeader(8000, 0), Buffer.alloc(32_000)]))
    expect(await repairRecording(part())).toMatchObject({ durationMs: 1000 })
  })

  test('is none where nothing was written', async () => {
    await writeFile(part(), waveHeader(rate, 0).subarray(0, 20))
    expect(await repairRecording(part())).toBeNull()
    expect(await repairRecording(part())).toBeNull()
    expect(await readdir(directory)).toEqual([])
    await expect(repairRecording(join(directory, 'call.wav'))).rejects.toThrow('not finished')
  })
})

describe('the outline of a recording', () => {
  test('lowest and highest of each 20 ms, left then right', async () => {
    const frames = Buffer.alloc(48 * 2 * 960 + 4 * 100)
    for (let at = 0; at < 480; at += 1) {
      frames.writeInt16LE(at % 2 === 0 ? 25_600 : -12_800, at * 4)
      frames.writeInt16LE(512, at * 4 + 2)
    }
    const file = join(directory, 'call.wav')
    await writeFile(file, Buffer.concat([waveHeader(rate, frames.length), frames]))
    const peaks = await readPeaks(file)
    expect([...new Int8Array(peaks.subarray(0, 4))]).toEqual([-50, 100, 2, 2])
    expect(peaks.length).toBe(4 * Math.ceil(frames.length / 4 / 480))
    await writeFile(file, 'no sound at all, but long enough for one: .............')
    await expect(readPeaks(file)).rejects.toThrow('no recording')
  })
})
