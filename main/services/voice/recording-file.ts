import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, rename, rm, stat } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { AppError } from '#main/kernel/errors.ts'
import { frameBytes, headerBytes, rateIn, waveHeader } from '#main/services/voice/wave-header.ts'

/** Recordings as files: what one is, and what is left of one whose writer was killed. */
export type KeptRecording = {
  readonly file: string
  readonly bytes: number
  readonly durationMs: number
  readonly sha256: string
}

export async function describeFile(file: string, rate: number): Promise<KeptRecording> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const piece of createReadStream(file)) {
    bytes += (piece as Buffer).length
    hash.update(piece as Buffer)
  }
  const samples = Math.max(0, bytes - headerBytes) / frameBytes
  return { file, bytes, durationMs: Math.round((samples / rate) * 1000), sha256: hash.digest('hex') }
}

const usualRate = 24_000

async function rateOf(file: FileHandle): Promise<number> {
  const header = Buffer.alloc(headerBytes)
  await file.read(header, 0, headerBytes, 0)
  return rateIn(header) ?? usualRate
}

async function describeKept(kept: string): Promise<KeptRecording | null> {
  const file = await open(kept, 'r').catch(() => null)
  if (file === null) return null
  const rate = await rateOf(file).finally(() => file.close())
  return describeFile(kept, rate)
}

/**
 * A file that was never finished, `….wav.part`, made a recording: half a sample at its end is cut off, the header says the length
 * that is there. One that was finished and only not told of is what it is. Null where nothing had been written.
 */
export async function repairRecording(part: string): Promise<KeptRecording | null> {
  if (!part.endsWith('.part'))
    throw new AppError('invalid_input', 'Only a recording that was not finished is repaired.')
  const kept = part.slice(0, -'.part'.length)
  const found = await stat(part).catch(() => null)
  if (found === null) return describeKept(kept)
  const data = Math.max(0, found.size - headerBytes)
  const whole = data - (data % frameBytes)
  if (whole === 0) {
    await rm(part)
    return null
  }
  const file = await open(part, 'r+')
  let rate = usualRate
  try {
    rate = await rateOf(file)
    await file.truncate(headerBytes + whole)
    await file.write(waveHeader(rate, whole), 0, headerBytes, 0)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(part, kept)
  return describeFile(kept, rate)
}
