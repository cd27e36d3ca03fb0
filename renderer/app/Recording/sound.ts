import { theDesk } from '#renderer/connection.ts'
import { t } from '#renderer/ui/language.ts'

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

export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const characters = atob(base64)
  const bytes = new Uint8Array(characters.length)
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = characters.charCodeAt(at)
  return bytes
}

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
  if (header === null) throw new Error(t('The recording could not be understood.'))
  const { rate } = header
  const frames = Math.floor((first.bytes - headerBytes) / frameBytes)
  const read = async (frame: number) => stretchOf((await readPiece(id, headerBytes + frame * frameBytes)).data)
  return { rate, frames, read: keepingPieces(read, { frames, least: rate / 2 }) }
}

/** So many pieces stay at hand, some seconds each. */
const mostKept = 8

/** Gives what was read before, as long as it lasts for a while from there; what is on its way is not asked for again. */
export function keepingPieces(
  read: Sound['read'],
  { frames, least }: { readonly frames: number; readonly least: number },
): Sound['read'] {
  type Kept = { readonly from: number; readonly piece: Promise<Stretch>; readonly length: number | null }
  let kept: readonly Kept[] = []
  const reaches = ({ from, length }: Kept, frame: number): boolean =>
    from === frame ||
    (length !== null && frame > from && (frame + least < from + length || (from + length >= frames && frame < frames)))
  return async (frame) => {
    const found = kept.find((one) => reaches(one, frame))
    if (found !== undefined) return cut(await found.piece, frame - found.from, Infinity)
    const piece = read(frame)
    const mine: Kept = { from: frame, piece, length: null }
    kept = [...kept, mine].slice(-mostKept)
    try {
      const { length } = (await piece).left
      kept = kept.map((one) => (one === mine ? { ...mine, length } : one))
    } catch (thrown) {
      kept = kept.filter((one) => one !== mine)
      throw thrown
    }
    return piece
  }
}

export const cut = ({ left, right }: Stretch, from: number, to: number): Stretch => ({
  left: left.slice(from, to),
  right: right.slice(from, to),
})

async function packed(id: string, first: Piece, unpack: (file: ArrayBuffer) => Promise<AudioBuffer>): Promise<Sound> {
  if (first.bytes > mostPacked)
    throw new Error(t('This recording is too long to be played here. The command line can save it as a file.'))
  const file = new Uint8Array(first.bytes)
  file.set(first.data)
  for (let at = first.data.length; at < first.bytes;) {
    const { data } = await readPiece(id, at)
    if (data.length === 0) throw new Error(t('The recording ends before it should.'))
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
