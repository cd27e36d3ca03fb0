import { createReadStream } from 'node:fs'
import { AppError } from '#main/kernel/errors.ts'
import type { Silence } from '#main/services/voice/silencing.ts'
import { frameBytes, headerBytes, rateIn } from '#main/services/voice/wave-header.ts'

/**
 * The outline of a recording: of each 20 ms the lowest and the highest value of the left and then of the right side, as bytes
 * from -128 to 127. The file is read once, piece by piece.
 */
export const peaksPerSecond = 50

export async function readPeaks(file: string): Promise<Buffer> {
  const parts: Buffer[] = []
  let header: Buffer | null = null
  let rest: Buffer = Buffer.alloc(0)
  let window = 0
  let count = 0
  let [lowLeft, highLeft, lowRight, highRight] = [0, 0, 0, 0]

  const close = (): void => {
    if (count === 0) return
    parts.push(Buffer.from(Int8Array.from([lowLeft, highLeft, lowRight, highRight], (value) => value >> 8).buffer))
    count = 0
  }
  const measure = (piece: Buffer): void => {
    const whole = piece.length - (piece.length % frameBytes)
    for (let at = 0; at < whole; at += frameBytes) {
      const [left, right] = [piece.readInt16LE(at), piece.readInt16LE(at + 2)]
      lowLeft = count === 0 ? left : Math.min(lowLeft, left)
      highLeft = count === 0 ? left : Math.max(highLeft, left)
      lowRight = count === 0 ? right : Math.min(lowRight, right)
      highRight = count === 0 ? right : Math.max(highRight, right)
      count += 1
      if (count === window) close()
    }
    rest = piece.subarray(whole)
  }

  for await (const read of createReadStream(file)) {
    const bytes = Buffer.concat([rest, read as Buffer])
    if (header !== null) measure(bytes)
    else if (bytes.length < headerBytes) rest = bytes
    else {
      header = bytes.subarray(0, headerBytes)
      const rate = rateIn(header)
      if (rate === null) throw new AppError('invalid_input', 'This is no recording of a desk.')
      window = rate / peaksPerSecond
      measure(bytes.subarray(headerBytes))
    }
  }
  close()
  return Buffer.concat(parts)
}

/** The outline of a recording with silence in place of some of its sound. */
export function silencePeaks(peaks: Uint8Array, perSecond: number, silence: readonly Silence[]): Uint8Array {
  const quiet = Uint8Array.from(peaks)
  for (const { fromMs, toMs } of silence) {
    const [first, last] = [Math.floor((fromMs / 1000) * perSecond), Math.ceil((toMs / 1000) * perSecond)]
    quiet.fill(0, Math.max(0, first) * 4, Math.max(0, last) * 4)
  }
  return quiet
}
