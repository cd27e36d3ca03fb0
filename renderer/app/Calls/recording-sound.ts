import { theDesk } from '#renderer/connection.ts'

/**
 * The sound of a recording as it is needed: a WAV is read piece by piece from wherever one listens, so that two hours cost as
 * little as two minutes; an Opus file has to be here as a whole.
 */
export type Sound = {
  readonly rate: number
  readonly frames: number
  /** From this frame on, as much as came at once; never empty before the end. */
  readonly read: (frame: number) => Promise<Stretch>
}
export type Stretch = { readonly left: Float32Array<ArrayBuffer>; readonly right: Float32Array<ArrayBuffer> }

const headerBytes = 44
const frameBytes = 4
/** What an Opus file may have, so that it can be unpacked in the memory of a page: about half an hour. */
const mostPacked = 8 * 1024 * 1024

/** A recording of a desk is 16-bit stereo; null: these bytes are none. */
export function readHeader(bytes: Uint8Array): { readonly rate: number } | null {
  if (bytes.length < headerBytes || String.fromCharCode(...bytes.subarray(0, 4)) !== 'RIFF') return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, headerBytes)
  const rate = view.getUint32(24, true)
  return view.getUint16(22, true) === 2 && view.getUint16(34, true) === 16 && rate >= 8000 && rate <= 48_000
    ? { rate }
    : null
}

/** Whole frames only: a piece may end in the middle of one. */
export function stretchOf(bytes: Uint8Array): Stretch {
  const frames = Math.floor(bytes.length / frameBytes)
  const view = new DataView(bytes.buffer, bytes.byteOffset, frames * frameBytes)
  const [left, right] = [new Float32Array(frames), new Float32Array(frames)]
  for (let at = 0; at < frames; at += 1) {
    left[at] = view.getInt16(at * frameBytes, true) / 32_768
    right[at] = view.getInt16(at * frameBytes + 2, true) / 32_768
  }
  return { left, right }
}

export const bytesOf = (base64: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))

type Piece = { readonly bytes: number; readonly data: Uint8Array<ArrayBuffer>; readonly type: string }

async function readPiece(id: string, offset: number): Promise<Piece> {
  const { bytes, data, type } = await theDesk().calls.audio({ id, offset })
  return { bytes, data: bytesOf(data), type }
}

/** Opens the recording of a call. `unpack`: what a browser makes of an Opus file. */
export async function openSound(id: string, unpack: (file: ArrayBuffer) => Promise<AudioBuffer>): Promise<Sound> {
  const first = await readPiece(id, 0)
  if (first.type !== 'audio/wav') return packed(id, first, unpack)
  const header = readHeader(first.data)
  if (header === null) throw new Error('The recording could not be understood.')
  return {
    rate: header.rate,
    frames: Math.floor((first.bytes - headerBytes) / frameBytes),
    read: async (frame) => stretchOf((await readPiece(id, headerBytes + frame * frameBytes)).data),
  }
}

async function packed(id: string, first: Piece, unpack: (file: ArrayBuffer) => Promise<AudioBuffer>): Promise<Sound> {
  if (first.bytes > mostPacked)
    throw new Error('This recording is too long to be played here. The command line can save it as a file.')
  const file = new Uint8Array(first.bytes)
  file.set(first.data)
  for (let at = first.data.length; at < first.bytes;) {
    const { data } = await readPiece(id, at)
    if (data.length === 0) throw new Error('The recording ends before it should.')
    file.set(data, at)
    at += data.length
  }
  const whole = await unpack(file.buffer)
  const second = whole.numberOfChannels > 1 ? 1 : 0
  const most = whole.sampleRate * 4
  return {
    rate: whole.sampleRate,
    frames: whole.length,
    read: async (frame) => ({
      left: whole.getChannelData(0).slice(frame, frame + most),
      right: whole.getChannelData(second).slice(frame, frame + most),
    }),
  }
}
