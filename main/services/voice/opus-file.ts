import { open, type FileHandle } from 'node:fs/promises'
import { EncodedAudioPacketSource, EncodedPacket, FilePathTarget, OggOutputFormat, Output } from 'mediabunny'
import { frameMs } from '#contract/audio-frame.ts'
import { AppError } from '#main/kernel/errors.ts'
import { createRecordingEncoder } from '#main/services/voice/opus-encoder.ts'
import { channels, dataBytesIn, frameBytes, headerBytes, rateIn } from '#main/services/voice/wave-header.ts'

/**
 * A recording as Ogg Opus, 48 kbit/s: a sixteenth of the WAV it is made from. The WAV stays as it is; whoever asked
 * decides what becomes of it.
 */
const preSkipRate = 48_000
const opusRates = [8000, 12_000, 16_000, 24_000, 48_000] as const

async function readSound(
  file: FileHandle,
): Promise<{ readonly rate: (typeof opusRates)[number]; readonly bytes: number }> {
  const head = Buffer.alloc(headerBytes)
  const { bytesRead } = await file.read(head, 0, headerBytes, 0)
  const found = rateIn(head.subarray(0, bytesRead))
  const rate = opusRates.find((one) => one === found)
  if (rate === undefined)
    throw new AppError('invalid_input', 'This recording is not a WAV that can be made smaller.', {
      data: { rate: found },
    })
  const { size } = await file.stat()
  return { rate, bytes: Math.min(dataBytesIn(head), size - headerBytes) }
}

/** The identification header of RFC 7845, section 5.1. */
function opusHead(rate: number, lookahead: number): Uint8Array {
  const head = Buffer.alloc(19)
  head.write('OpusHead', 'latin1')
  head.writeUInt8(1, 8)
  head.writeUInt8(channels, 9)
  head.writeUInt16LE(Math.round((lookahead * preSkipRate) / rate), 10)
  head.writeUInt32LE(rate, 12)
  return head
}

/** Writes `to` anew. Ends early, with `cancelled`, when the signal says so. */
export async function writeOpus(from: string, to: string, signal: AbortSignal): Promise<{ readonly bytes: number }> {
  const file = await open(from, 'r')
  try {
    const { rate, bytes } = await readSound(file)
    const encoder = await createRecordingEncoder(rate)
    try {
      const output = new Output({ format: new OggOutputFormat(), target: new FilePathTarget(to) })
      const source = new EncodedAudioPacketSource('opus')
      output.addAudioTrack(source)
      await output.start()
      const description = opusHead(rate, encoder.getLookahead())
      const meta = { decoderConfig: { codec: 'opus', numberOfChannels: channels, sampleRate: rate, description } }
      const packetBytes = encoder.frameSize * frameBytes
      const packets = Math.ceil(bytes / packetBytes)
      for (let place = 0; place < packets; place += 1) {
        if (signal.aborted) throw new AppError('cancelled', 'The recording was left as it is.')
        // A new one each time: the end of the last frame is silence.
        const pcm = Buffer.alloc(packetBytes)
        const at = place * packetBytes
        await file.read(pcm, 0, Math.min(packetBytes, bytes - at), headerBytes + at)
        const samples = new Int16Array(pcm.buffer, pcm.byteOffset, packetBytes / 2)
        const packet = new EncodedPacket(encoder.encode(samples), 'key', (place * frameMs) / 1000, frameMs / 1000)
        await source.add(packet, place === 0 ? meta : undefined)
      }
      await output.finalize()
    } finally {
      encoder.free()
    }
  } finally {
    await file.close()
  }
  const written = await open(to, 'r')
  try {
    await written.sync()
    return { bytes: (await written.stat()).size }
  } finally {
    await written.close()
  }
}
