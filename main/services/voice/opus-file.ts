import { open, type FileHandle } from 'node:fs/promises'
import { Application, createEncoder, Signal } from 'libopus-wasm'
import { EncodedAudioPacketSource, EncodedPacket, FilePathTarget, OggOutputFormat, Output } from 'mediabunny'
import { AppError } from '#main/kernel/errors.ts'

/**
 * A recording as Ogg Opus, 48 kbit/s: a sixteenth of the WAV it is made from. The WAV stays as it is; whoever asked
 * decides what becomes of it.
 */
/** Below 40,000 the codec narrows the stereo until both voices are in both ears. */
const bitrate = 48_000
const frameMs = 20
const headerBytes = 44
const preSkipRate = 48_000

type WavHead = {
  readonly channels: 1 | 2
  readonly rate: 8000 | 12_000 | 16_000 | 24_000 | 48_000
  readonly bytes: number
}

async function readHead(file: FileHandle): Promise<WavHead> {
  const head = Buffer.alloc(headerBytes)
  const { bytesRead } = await file.read(head, 0, headerBytes, 0)
  const isWav = bytesRead === headerBytes && head.toString('latin1', 0, 4) === 'RIFF' && head.readUInt16LE(34) === 16
  const [channels, rate] = isWav ? [head.readUInt16LE(22), head.readUInt32LE(24)] : [0, 0]
  const known = ([8000, 12_000, 16_000, 24_000, 48_000] as const).find((one) => one === rate)
  if ((channels !== 1 && channels !== 2) || known === undefined)
    throw new AppError('invalid_input', 'This recording is not a WAV that can be made smaller.', {
      data: { channels, rate },
    })
  const { size } = await file.stat()
  return { channels, rate: known, bytes: Math.min(head.readUInt32LE(40), size - headerBytes) }
}

/** The identification header of RFC 7845, section 5.1. */
function opusHead(channels: number, rate: number, lookahead: number): Uint8Array {
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
    const { channels, rate, bytes } = await readHead(file)
    const encoder = await createEncoder({
      channels,
      sampleRate: rate,
      frameSize: (rate / 1000) * frameMs,
      application: Application.Voip,
      signal: Signal.Voice,
      bitrate,
    })
    try {
      const output = new Output({ format: new OggOutputFormat(), target: new FilePathTarget(to) })
      const source = new EncodedAudioPacketSource('opus')
      output.addAudioTrack(source)
      await output.start()
      const description = opusHead(channels, rate, encoder.getLookahead())
      const meta = { decoderConfig: { codec: 'opus', numberOfChannels: channels, sampleRate: rate, description } }
      const frameBytes = encoder.frameSize * channels * 2
      const frames = Math.ceil(bytes / frameBytes)
      for (let place = 0; place < frames; place += 1) {
        if (signal.aborted) throw new AppError('cancelled', 'The recording was left as it is.')
        // A new one each time: the end of the last frame is silence.
        const pcm = Buffer.alloc(frameBytes)
        const at = place * frameBytes
        await file.read(pcm, 0, Math.min(frameBytes, bytes - at), headerBytes + at)
        const samples = new Int16Array(pcm.buffer, pcm.byteOffset, frameBytes / 2)
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
