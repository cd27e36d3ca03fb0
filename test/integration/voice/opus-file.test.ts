import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDecoder } from 'libopus-wasm'
import { ALL_FORMATS, BufferSource, EncodedPacketSink, Input } from 'mediabunny'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { encodeOpus } from '#main/hosts/opus-thread.ts'
import { waveHeader } from '#main/services/voice/wave-header.ts'

/** A recording made smaller on its thread, and read back by somebody else's reader and decoder. */
const rate = 24_000
const seconds = 3
let directory = ''
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'countersign-opus-'))
})
afterEach(() => rm(directory, { recursive: true }))

/** Two voices that cannot be taken for each other: a rising one on the left, bursts on the right. */
const left = (at: number): number => 8000 * Math.sin(2 * Math.PI * (300 + 60 * (at / rate)) * (at / rate))
const right = (at: number): number => (at % 12_000 < 6000 ? 6000 * Math.sin((2 * Math.PI * 700 * at) / rate) : 0)

async function recording(): Promise<string> {
  const samples = new Int16Array(rate * seconds * 2)
  for (let at = 0; at < rate * seconds; at += 1) {
    samples[at * 2] = Math.round(left(at))
    samples[at * 2 + 1] = Math.round(right(at))
  }
  const file = join(directory, 'call.wav')
  await writeFile(file, Buffer.concat([waveHeader(rate, samples.byteLength), Buffer.from(samples.buffer)]))
  return file
}

async function decode(file: string): Promise<{ readonly channels: number; readonly samples: readonly number[] }> {
  const input = new Input({ source: new BufferSource(await readFile(file)), formats: ALL_FORMATS })
  const track = await input.getPrimaryAudioTrack()
  if (track === null) throw new Error('no sound')
  const decoder = await createDecoder({ channels: 2, sampleRate: rate })
  const samples: number[] = []
  for await (const packet of new EncodedPacketSink(track).packets()) samples.push(...decoder.decode(packet.data))
  decoder.free()
  return { channels: await track.getNumberOfChannels(), samples }
}

/** The best match within 30 ms, of what is there from one second on. */
function likeness(samples: readonly number[], channel: 0 | 1, meant: (at: number) => number): number {
  let best = 0
  for (let lag = 0; lag <= 720; lag += 1) {
    let [both, one, other] = [0, 0, 0]
    for (let at = rate; at < rate * 2; at += 3) {
      const [got, wanted] = [samples[(at + lag) * 2 + channel] ?? 0, meant(at)]
      both += got * wanted
      one += got * got
      other += wanted * wanted
    }
    best = Math.max(best, both / Math.sqrt(one * other || 1))
  }
  return best
}

test('both voices are there, each on its side, in a small part of the space', async () => {
  const from = await recording()
  const to = join(directory, 'call.ogg')
  const { bytes } = await encodeOpus({ from, to }, new AbortController().signal)
  expect((await stat(to)).size).toBe(bytes)
  expect(bytes).toBeLessThan((await stat(from)).size / 8)
  const { channels, samples } = await decode(to)
  expect(channels).toBe(2)
  expect(samples.length / 2 / rate).toBeGreaterThanOrEqual(seconds)
  expect(samples.length / 2 / rate).toBeLessThan(seconds + 0.1)
  expect(likeness(samples, 0, left)).toBeGreaterThan(0.9)
  expect(likeness(samples, 1, right)).toBeGreaterThan(0.9)
})

test('what is no recording is said to be none, and nothing is left', async () => {
  const from = join(directory, 'call.wav')
  const to = join(directory, 'call.ogg')
  // The last one is of a rate that Opus does not have.
  for (const none of [Buffer.from('not sound'), Buffer.concat([waveHeader(44_100, 400), Buffer.alloc(400)])]) {
    await writeFile(from, none)
    await expect(encodeOpus({ from, to }, new AbortController().signal)).rejects.toMatchObject({
      code: 'invalid_input',
    })
    await expect(stat(to)).rejects.toThrow(/ENOENT/)
  }
})

test('given up, it leaves the recording alone and nothing else', async () => {
  const from = await recording()
  const to = join(directory, 'call.ogg')
  const stop = new AbortController()
  const made = encodeOpus({ from, to }, stop.signal)
  stop.abort()
  await expect(made).rejects.toMatchObject({ code: 'cancelled' })
  await expect(stat(to)).rejects.toThrow(/ENOENT/)
  expect((await stat(from)).size).toBe(44 + rate * seconds * 4)
})
