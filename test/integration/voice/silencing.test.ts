import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDecoder } from 'libopus-wasm'
import { ALL_FORMATS, BufferSource, EncodedPacketSink, Input } from 'mediabunny'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createRecordings } from '#main/hosts/recordings.ts'
import { encodeOpus } from '#main/hosts/opus-thread.ts'
import { silencePeaks } from '#main/services/voice/peaks.ts'
import { waveHeader } from '#main/services/voice/wave-header.ts'

/** A recording with silence in it: nothing is heard there, everything else is as it was. */
const rate = 24_000
const seconds = 3
const silence = [{ fromMs: 1000, toMs: 1500 }]
let directory = ''
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'countersign-silence-'))
})
afterEach(() => rm(directory, { recursive: true }))

async function record(): Promise<void> {
  const samples = new Int16Array(rate * seconds * 2)
  for (let at = 0; at < samples.length; at += 1) samples[at] = Math.round(9000 * Math.sin(at / 9) + 3000)
  const data = Buffer.from(samples.buffer)
  await writeFile(join(directory, 'call.wav'), Buffer.concat([waveHeader(rate, data.length), data]))
}

const loudest = (samples: Int16Array | readonly number[], fromMs: number, toMs: number): number => {
  let most = 0
  for (let at = Math.round((fromMs / 1000) * rate) * 2; at < Math.round((toMs / 1000) * rate) * 2; at += 1)
    most = Math.max(most, Math.abs(samples[at] ?? 0))
  return most
}

async function samplesOf(name: string): Promise<readonly number[]> {
  const bytes = await readFile(join(directory, name))
  if (name.endsWith('.wav'))
    return Array.from(new Int16Array(bytes.buffer, bytes.byteOffset + 44, (bytes.length - 44) / 2))
  const input = new Input({ source: new BufferSource(bytes), formats: ALL_FORMATS })
  const track = await input.getPrimaryAudioTrack()
  const decoder = await createDecoder({ channels: 2, sampleRate: rate })
  const samples: number[] = []
  if (track !== null)
    for await (const packet of new EncodedPacketSink(track).packets()) samples.push(...decoder.decode(packet.data))
  decoder.free()
  return samples
}

test('a WAV is as long as it was, silent there, and the same to the byte elsewhere', async () => {
  await record()
  const { bytes, sha256 } = await createRecordings(directory).silence('call.wav', 'call.x1.wav', silence)
  const [before, after] = [await readFile(join(directory, 'call.wav')), await readFile(join(directory, 'call.x1.wav'))]
  expect([after.length, bytes]).toEqual([before.length, before.length])
  expect(sha256).toHaveLength(64)
  const [from, to] = [44 + rate * 4, 44 + rate * 6]
  expect(after.subarray(from, to).every((byte) => byte === 0)).toBe(true)
  expect(after.subarray(0, from).equals(before.subarray(0, from))).toBe(true)
  expect(after.subarray(to).equals(before.subarray(to))).toBe(true)
})

test('an Opus recording is silent there when it is decoded, and as loud and as long elsewhere', async () => {
  await record()
  const to = join(directory, 'call.opus')
  await encodeOpus({ from: join(directory, 'call.wav'), to }, new AbortController().signal)
  await createRecordings(directory).silence('call.opus', 'call.x1.opus', silence)
  const [before, after] = [await samplesOf('call.opus'), await samplesOf('call.x1.opus')]
  expect(after.length).toBe(before.length)
  expect(loudest(before, 1000, 1500)).toBeGreaterThan(8000)
  expect(loudest(after, 1000, 1500)).toBeLessThan(40)
  expect(loudest(after, 0, 900)).toBeGreaterThan(8000)
  expect(loudest(after, 1650, 2900)).toBeGreaterThan(8000)
})

test('all other files of the call go, those of other calls stay', async () => {
  await record()
  for (const name of ['call.x1.wav', 'call.x1.wav.draft', 'calls.wav']) await writeFile(join(directory, name), '')
  await createRecordings(directory).removeOthers('call', 'call.x1.wav')
  const { unfinished, read } = createRecordings(directory)
  await expect(read('call.wav', 0, 1)).rejects.toMatchObject({ code: 'not_found' })
  await expect(read('call.x1.wav.draft', 0, 1)).rejects.toMatchObject({ code: 'not_found' })
  await read('call.x1.wav', 0, 1)
  await read('calls.wav', 0, 1)
  expect(await unfinished()).toEqual([])
})

test('the outline is flat where it is silent', () => {
  const peaks = new Uint8Array(50 * seconds * 4).fill(9)
  const after = silencePeaks(peaks, 50, silence)
  expect(after.subarray(200, 300).every((value) => value === 0)).toBe(true)
  expect([after[199], after[300]]).toEqual([9, 9])
})
