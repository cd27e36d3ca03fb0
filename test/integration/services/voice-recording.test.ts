import { mkdtemp, open, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createRecorder, type Recorder, type RecorderPorts } from '#main/services/voice/recorder.ts'
import { waveHeader } from '#main/services/voice/wave-header.ts'
import { canMount, mountSmallDisk } from '#test/support/small-disk.ts'
import { until } from '#test/support/until.ts'

/** Recordings as they lie on a disk. */
let directory: string
let now: number
let told: string[]
let free: number
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'voice-recording-'))
  now = 0
  told = []
  free = 2 ** 40
})
afterEach(() => rm(directory, { recursive: true }))

const rate = 24_000
const path = () => join(directory, 'call')
const record = (change: Partial<RecorderPorts> = {}): Recorder =>
  createRecorder({
    rate,
    path: path(),
    atMs: () => now,
    space: async () => ({ free }),
    tell: (state, durationMs) => told.push(`${state} ${durationMs}`),
    missed: (ms) => told.push(`missed ${ms}`),
    ...change,
  })
const tone = (value: number, ms: number): Int16Array => new Int16Array(ms * 24).fill(value)
/** Lets time pass as a call does. */
const pass = (recorder: Recorder, ms: number): void => {
  for (const end = now + ms; now < end;) {
    now += 50
    recorder.tick()
  }
}
const onDisk = (least: number, file = path()): Promise<true> =>
  until('the file', () =>
    stat(`${file}.wav.part`).then(
      ({ size }) => (size >= least ? true : null),
      () => null,
    ),
  )

/** Left and right at a moment. */
async function sidesAt(file: string, ms: number): Promise<[number, number]> {
  const bytes = await readFile(file)
  return [bytes.readInt16LE(44 + ms * 96), bytes.readInt16LE(46 + ms * 96)]
}

describe('a recording', () => {
  test('holds both sides where they were heard, silence between them and where it was paused', async () => {
    const recorder = record()
    recorder.add('caller', tone(9, 100), 100)
    now = 1000
    recorder.set('on')
    pass(recorder, 1000)
    recorder.add('caller', tone(100, 300), 2000)
    recorder.add('agent', tone(-200, 400), 2100)
    pass(recorder, 1000)
    recorder.set('paused')
    recorder.add('caller', tone(77, 300), 3000)
    pass(recorder, 500)
    recorder.set('on')
    pass(recorder, 100)
    recorder.add('caller', tone(300, 100), 3600)
    pass(recorder, 400)
    const kept = await recorder.finish()
    expect(kept).toMatchObject({ file: `${path()}.wav`, durationMs: 3000, bytes: 44 + 3000 * 96 })
    const file = kept?.file ?? ''
    expect(kept?.sha256).toBe(
      createHash('sha256')
        .update(await readFile(file))
        .digest('hex'),
    )
    expect((await readFile(file)).subarray(0, 44)).toEqual(waveHeader(rate, 3000 * 96))
    const sides = await Promise.all(
      [0, 690, 710, 990, 1010, 1090, 1110, 1900, 2510, 2590].map((ms) => sidesAt(file, ms)),
    )
    expect(sides).toEqual([
      [0, 0],
      [0, 0],
      [100, -200],
      [100, -200],
      [0, -200],
      [0, -200],
      [0, 0],
      [0, 0],
      [300, 0],
      [300, 0],
    ])
    expect(told.map((line) => line.split(' ')[0])).toEqual(['recording', 'paused', 'recording'])
  })

  test('lies on the disk as it goes, less than a second behind; sealed it is whole for anybody', async () => {
    const recorder = record()
    recorder.set('on')
    recorder.add('caller', tone(5, 20), 20)
    pass(recorder, 4000)
    await onDisk(44 + (4000 - 650) * 96)
    recorder.seal()
    await until('a header', async () =>
      (await readFile(`${path()}.wav.part`)).readUInt32LE(40) > 300_000 ? true : null,
    )
    await recorder.finish()
  })

  test('frames that follow each other stand without a seam, whatever their times say by a few milliseconds', async () => {
    const recorder = record()
    recorder.set('on')
    for (let frame = 1; frame <= 50; frame += 1) {
      now = frame * 20
      recorder.add('caller', tone(frame, 20), now + ((frame * 7) % 15))
      recorder.tick()
    }
    pass(recorder, 600)
    const kept = await recorder.finish()
    const bytes = await readFile(kept?.file ?? '')
    const values = Array.from({ length: (bytes.length - 44) / 4 }, (_, at) => bytes.readInt16LE(44 + at * 4)).filter(
      (value) => value !== 0,
    )
    expect(values).toHaveLength(24_000)
    expect(values).toEqual(values.toSorted((one, other) => one - other))
  })

  test('a thread that could not run for a while takes what came in the meantime; what is later still is counted', async () => {
    const recorder = record()
    recorder.set('on')
    pass(recorder, 1000)
    now = 2000
    recorder.tick()
    recorder.add('caller', tone(7, 900), 1950)
    pass(recorder, 1000)
    recorder.add('agent', tone(8, 100), 1000)
    pass(recorder, 1000)
    const kept = await recorder.finish()
    const sides = await Promise.all([1040, 1060, 1940, 1960, 950].map((ms) => sidesAt(kept?.file ?? '', ms)))
    expect(sides).toEqual([
      [0, 0],
      [7, 0],
      [7, 0],
      [0, 0],
      [0, 0],
    ])
    expect(told.at(-1)).toBe('missed 100')
  })

  test('what sounded before it was switched on, or while it was paused, is not in what comes late', async () => {
    const recorder = record()
    now = 1000
    recorder.set('on')
    recorder.add('caller', tone(1, 300), 1000)
    recorder.add('caller', tone(2, 300), 1200)
    pass(recorder, 1000)
    recorder.set('paused')
    pass(recorder, 1000)
    recorder.set('on')
    recorder.add('agent', tone(3, 300), 3100)
    pass(recorder, 1000)
    const kept = await recorder.finish()
    const sides = await Promise.all([10, 190, 210, 1990, 2010, 2090].map((ms) => sidesAt(kept?.file ?? '', ms)))
    expect(sides).toEqual([
      [2, 0],
      [2, 0],
      [0, 0],
      [0, 0],
      [0, 3],
      [0, 3],
    ])
    expect(told.some((line) => line.startsWith('missed'))).toBe(false)
  })

  test('a thread that is late each time writes all the same', async () => {
    const recorder = record()
    recorder.set('on')
    for (let tick = 0; tick < 8; tick += 1) {
      now += 300
      recorder.tick()
    }
    await onDisk(44 + 1500 * 96)
    await recorder.finish()
  })

  test('switched off and on again after ten minutes it is a hole in the file, and nothing of what follows is lost', async () => {
    const recorder = record()
    recorder.set('on')
    pass(recorder, 1000)
    recorder.set('off')
    const away = 600_000
    now += away
    recorder.set('on')
    recorder.add('caller', tone(6, 100), 1100 + away)
    pass(recorder, 1000)
    const kept = await recorder.finish()
    const { size, blocks } = await stat(kept?.file ?? '')
    expect(size).toBe(44 + (2000 + away) * 96)
    expect(blocks * 512).toBeLessThan(10 * 1024 * 1024)
    expect(told.some((line) => line.startsWith('missed'))).toBe(false)
    const file = await open(kept?.file ?? '')
    const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 44 + (1050 + away) * 96)
    await file.close()
    expect(buffer.readInt16LE(0)).toBe(6)
  })

  test('nothing is written before it is switched on, and nothing is left where nothing was recorded', async () => {
    const recorder = record()
    recorder.add('caller', tone(1, 20), 20)
    pass(recorder, 1000)
    expect(await recorder.finish()).toBeNull()
    expect(await readdir(directory)).toEqual([])
  })

  test('a disk without room stops it, and what there is stays', async () => {
    const recorder = record()
    recorder.set('on')
    pass(recorder, 2000)
    await onDisk(44 + 1000 * 96)
    free = 400 * 1024 * 1024
    pass(recorder, 1100)
    await until('the stop', () => told.find((line) => line.startsWith('disk_low')) ?? null)
    const size = (await stat(`${path()}.wav.part`)).size
    pass(recorder, 1000)
    recorder.set('on')
    expect(recorder.state()).toBe('disk_low')
    const kept = await recorder.finish()
    expect(kept?.bytes).toBe(size)
  })

  test.skipIf(!canMount())('a disk that is full all of a sudden stops it (needs leave to mount)', async () => {
    const disk = mountSmallDisk(4)
    try {
      const recorder = record({ path: join(disk.path, 'call'), space: async () => null })
      recorder.set('on')
      pass(recorder, 2000)
      await onDisk(100_000, join(disk.path, 'call'))
      disk.fillBut(1000)
      pass(recorder, 2000)
      await until('the stop', () => told.find((line) => line.startsWith('disk_low')) ?? null)
      const kept = await recorder.finish()
      expect(kept?.bytes).toBeGreaterThan(100_000)
      expect((await readFile(kept?.file ?? '')).readUInt32LE(40)).toBe((kept?.bytes ?? 0) - 44)
    } finally {
      disk.remove()
    }
  })

  test('none begins on a disk that has no room, or where there is no place', async () => {
    free = 0
    const recorder = record()
    recorder.set('on')
    expect(await recorder.finish()).toBeNull()
    expect(recorder.state()).toBe('disk_low')
    free = 2 ** 40
    const nowhere = record({ path: null })
    nowhere.set('on')
    expect([nowhere.state(), await nowhere.finish()]).toEqual(['failed', null])
    const gone = record({ path: join(directory, 'missing', 'call') })
    gone.set('on')
    expect([await gone.finish(), gone.state()]).toEqual([null, 'failed'])
  })
})
