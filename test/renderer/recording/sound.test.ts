import { expect, test } from 'vitest'
import { keepingPieces, readHeader, stretchOf, type Stretch } from '#renderer/app/Recording/sound.ts'
import { columnsOf, outlineOf } from '#renderer/app/Recording/wave-outline.ts'
import { waveHeader } from '#main/services/voice/wave-header.ts'

/** A recording as a page reads it: the desk's own header, whole frames, and an outline of both sides. */
test('the header the desk writes is read; anything else is no recording', () => {
  const header = new Uint8Array(waveHeader(24_000, 96_000))
  expect(readHeader(header)).toEqual({ rate: 24_000 })
  expect(readHeader(header.subarray(0, 43))).toBeNull()
  expect(readHeader(new Uint8Array(44))).toBeNull()
  expect(readHeader(new Uint8Array(waveHeader(4000, 0)))).toBeNull()
})

test('a piece gives its whole frames, left and right apart, wherever it lies in memory', () => {
  const bytes = new Uint8Array(11)
  const view = new DataView(bytes.buffer, 1)
  view.setInt16(0, 16_384, true)
  view.setInt16(2, -32_768, true)
  view.setInt16(4, -16_384, true)
  view.setInt16(6, 0, true)
  const { left, right } = stretchOf(bytes.subarray(1))
  expect([[...left], [...right]]).toEqual([
    [0.5, -0.5],
    [-1, 0],
  ])
})

test('a column is as high as the loudest moment in it, of its own side', () => {
  const quiet = [0, 0, 0, 0]
  const peaks = Int8Array.from([...quiet, -127, 20, -10, 5, ...quiet, ...quiet])
  expect(columnsOf(peaks, 0, 2)).toEqual([1, 0])
  expect(columnsOf(peaks, 1, 4).map((height) => Math.round(height * 127))).toEqual([0, 10, 0, 0])
  expect(columnsOf(new Int8Array(), 0, 3)).toEqual([0, 0, 0])
  const { people, agent } = outlineOf(peaks, 200)
  expect(people.match(/M/g)).toHaveLength(200)
  expect(agent).not.toContain('NaN')
})

test('what was read is at hand where it lasts from there, what is on its way is asked for once, and a failure is not kept', async () => {
  const asked: number[] = []
  let isBroken = false
  const read = keepingPieces(
    async (frame): Promise<Stretch> => {
      asked.push(frame)
      if (isBroken) throw new Error('Gone.')
      const left = Float32Array.from({ length: Math.min(100, 1000 - frame) }, (_, at) => frame + at)
      return { left, right: left }
    },
    { frames: 1000, least: 20 },
  )
  const [first, same] = await Promise.all([read(100), read(100)])
  expect([first.left[0], same.left[0], first.left.length]).toEqual([100, 100, 100])
  const later = await read(150)
  expect([later.left[0], later.left.length]).toEqual([150, 50])
  expect(asked).toEqual([100])
  // Too little is left of it, or it was before; at the end there is never more.
  for (const frame of [190, 99, 950]) await read(frame)
  expect((await read(999)).left.length).toBe(1)
  expect(asked).toEqual([100, 190, 99, 950])
  isBroken = true
  await expect(read(500)).rejects.toThrow('Gone.')
  isBroken = false
  expect((await read(500)).left[0]).toBe(500)
})
