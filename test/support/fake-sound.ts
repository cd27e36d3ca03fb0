import type { CallLine } from '#contract/call.ts'
import { waveHeader } from '#main/services/voice/wave-header.ts'

/** The sound of an invented call: a hum wherever somebody speaks, made as it is asked for. People at the left, the agent at the right. */
const rate = 8000
const frameBytes = 4
const headerBytes = 44
const pieceBytes = 256 * 1024

export const soundOf = (lines: readonly CallLine[], spanMs: number) => {
  const frames = Math.round((spanMs / 1000) * rate)
  const bytes = headerBytes + frames * frameBytes
  const spoken = lines.map(({ startMs, endMs, lane }) => ({ from: startMs, to: endMs, side: lane === 'agent' ? 1 : 0 }))
  /** How loud a side is, as words and breath would have it. */
  const loudness = (ms: number, side: 0 | 1): number => {
    const line = spoken.find((one) => one.side === side && ms >= one.from && ms < one.to)
    if (line === undefined) return 0
    const at = ms - line.from
    return 0.25 + 0.35 * Math.abs(Math.sin(at / 170)) + 0.3 * Math.abs(Math.sin(at / 610 + line.from))
  }
  return {
    peaks(): { perSecond: 50; data: string } {
      const windows = Math.ceil(spanMs / 20)
      const peaks = Int8Array.from({ length: windows * 4 }, (_, at) => {
        const side = at % 4 < 2 ? 0 : 1
        const loud = Math.round(loudness(Math.floor(at / 4) * 20, side) * 120)
        return at % 2 === 0 ? -loud : loud
      })
      return { perSecond: 50, data: Buffer.from(peaks.buffer).toString('base64') }
    },
    piece(offset: number): { bytes: number; data: string; type: 'audio/wav' } {
      const data = Buffer.alloc(Math.max(0, Math.min(pieceBytes, bytes - offset)))
      const head = Buffer.from(waveHeader(rate, frames * frameBytes))
      const first = Math.ceil((Math.max(offset, headerBytes) - headerBytes) / frameBytes)
      for (let frame = first; frame < frames; frame += 1) {
        const at = headerBytes + frame * frameBytes - offset
        if (at + frameBytes > data.length) break
        const wave = Math.sin((frame / rate) * 2 * Math.PI * 220)
        const ms = (frame / rate) * 1000
        data.writeInt16LE(Math.round(wave * loudness(ms, 0) * 8000), at)
        data.writeInt16LE(Math.round(wave * loudness(ms, 1) * 8000), at + 2)
      }
      if (offset < headerBytes) head.copy(data, 0, offset)
      return { bytes, data: data.toString('base64'), type: 'audio/wav' }
    },
  }
}
