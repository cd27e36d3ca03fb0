import { open } from 'node:fs/promises'
import {
  EncodedAudioPacketSource,
  EncodedPacket,
  EncodedPacketSink,
  FilePathSource,
  FilePathTarget,
  Input,
  OGG,
  OggOutputFormat,
  Output,
} from 'mediabunny'
import { frameMs } from '#contract/audio-frame.ts'
import { AppError } from '#main/kernel/errors.ts'
import { createRecordingEncoder } from '#main/services/voice/opus-encoder.ts'
import { channels, frameBytes, headerBytes, rateIn } from '#main/services/voice/wave-header.ts'

/**
 * A recording written anew with silence in place of some of its sound, as long as it was. The old file stays as it is; the new
 * one is on the disk when this resolves. Times are in the file.
 */
export type Silence = { readonly fromMs: number; readonly toMs: number }

const pieceBytes = 256 * 1024
const opusRate = 48_000
/** So many packets before and after: a decoder lets a little of one packet sound in the next. */
const packetsAround = 2

export const silenceRecording = (from: string, to: string, silence: readonly Silence[]): Promise<void> =>
  from.endsWith('.wav') ? silenceWave(from, to, silence) : silenceOpus(from, to, silence)

async function silenceWave(from: string, to: string, silence: readonly Silence[]): Promise<void> {
  const source = await open(from, 'r')
  const target = await open(to, 'w', 0o600)
  try {
    const head = Buffer.alloc(headerBytes)
    await source.read(head, 0, headerBytes, 0)
    const rate = rateIn(head)
    if (rate === null) throw new AppError('invalid_input', 'This is no recording of a desk.')
    const byteAt = (ms: number) => headerBytes + Math.round((ms / 1000) * rate) * frameBytes
    const ranges = silence.map(({ fromMs, toMs }) => [byteAt(fromMs), byteAt(toMs)] as const)
    const piece = Buffer.alloc(pieceBytes)
    for (let at = 0; ;) {
      const { bytesRead } = await source.read(piece, 0, pieceBytes, at)
      if (bytesRead === 0) break
      for (const [start, end] of ranges) {
        const [first, last] = [Math.max(headerBytes, start) - at, end - at]
        if (last > 0 && first < bytesRead) piece.fill(0, Math.max(0, first), Math.min(bytesRead, last))
      }
      await target.writeFile(piece.subarray(0, bytesRead))
      at += bytesRead
    }
    await target.sync()
  } finally {
    await Promise.all([source.close(), target.close()])
  }
}

/** Packets outside of the silence are taken over as they are: nothing is encoded a second time. */
async function silenceOpus(from: string, to: string, silence: readonly Silence[]): Promise<void> {
  const input = new Input({ source: new FilePathSource(from), formats: [OGG] })
  const track = await input.getPrimaryAudioTrack()
  const decoderConfig = await track?.getDecoderConfig()
  if (track === null || track === undefined || decoderConfig === null || decoderConfig === undefined)
    throw new AppError('invalid_input', 'This is no recording of a desk.')
  const quiet = await silentPacket()
  const around = (packetsAround * frameMs) / 1000
  const isSilent = (packet: EncodedPacket) =>
    silence.some(
      ({ fromMs, toMs }) =>
        packet.timestamp + packet.duration > fromMs / 1000 - around && packet.timestamp < toMs / 1000 + around,
    )
  const output = new Output({ format: new OggOutputFormat(), target: new FilePathTarget(to) })
  const source = new EncodedAudioPacketSource('opus')
  output.addAudioTrack(source)
  await output.start()
  let isFirst = true
  for await (const packet of new EncodedPacketSink(track).packets()) {
    const next = isSilent(packet) ? new EncodedPacket(quiet, 'key', packet.timestamp, packet.duration) : packet
    await source.add(next, isFirst ? { decoderConfig } : undefined)
    isFirst = false
  }
  await output.finalize()
  input.dispose()
  const written = await open(to, 'r')
  try {
    await written.sync()
  } finally {
    await written.close()
  }
}

/** One packet in which nothing is heard, once an encoder has settled on silence. */
async function silentPacket(): Promise<Uint8Array> {
  const encoder = await createRecordingEncoder(opusRate)
  try {
    const nothing = new Int16Array(encoder.frameSize * channels)
    let packet = new Uint8Array(encoder.encode(nothing))
    for (let count = 0; count < 5; count += 1) packet = new Uint8Array(encoder.encode(nothing))
    return packet
  } finally {
    encoder.free()
  }
}
