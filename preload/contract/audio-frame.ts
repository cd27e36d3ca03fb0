/**
 * Sound between a page and the desk, as bytes. One frame: one byte of kind (1: captured, page to desk; 2: to be played, desk to
 * page), one byte of zero, two bytes of stream number, four bytes of sequence, eight bytes of time (float64, milliseconds of the
 * sender's monotonic clock), then 16-bit samples, mono, everything little-endian.
 */
export const audioFrameHeaderBytes = 16
export const capturedKind = 1
export const playedKind = 2
/** How much sound a captured frame holds. */
export const frameMs = 20
/** Five seconds of 48 kHz; a larger one is not sound. */
export const largestAudioFrame = 512 * 1024

export type AudioFrame = {
  readonly kind: typeof capturedKind | typeof playedKind
  readonly stream: number
  readonly sequence: number
  readonly at: number
  readonly samples: Int16Array
}

/** Every machine the desk runs on is little-endian, so samples are copied as they lie in memory. */
export function encodeAudioFrame(frame: AudioFrame): ArrayBuffer {
  const bytes = new ArrayBuffer(audioFrameHeaderBytes + frame.samples.length * 2)
  const head = new DataView(bytes)
  head.setUint8(0, frame.kind)
  head.setUint16(2, frame.stream, true)
  head.setUint32(4, frame.sequence, true)
  head.setFloat64(8, frame.at, true)
  new Int16Array(bytes, audioFrameHeaderBytes).set(frame.samples)
  return bytes
}

/** The frame in these bytes, or null where they are none. The samples are a copy. */
export function decodeAudioFrame(bytes: ArrayBuffer | Uint8Array): AudioFrame | null {
  const length = bytes.byteLength
  if (length < audioFrameHeaderBytes || length > largestAudioFrame || length % 2 !== 0) return null
  const whole = bytes instanceof ArrayBuffer ? new Uint8Array(bytes) : bytes
  const head = new DataView(whole.buffer, whole.byteOffset, audioFrameHeaderBytes)
  const kind = head.getUint8(0)
  const at = head.getFloat64(8, true)
  if ((kind !== capturedKind && kind !== playedKind) || head.getUint8(1) !== 0 || !Number.isFinite(at)) return null
  const sound = whole.slice(audioFrameHeaderBytes)
  const samples = new Int16Array(sound.buffer, sound.byteOffset, sound.byteLength / 2)
  return { kind, stream: head.getUint16(2, true), sequence: head.getUint32(4, true), at, samples }
}

/** Words that the loudspeaker of a page answers itself, so that nothing else in the page can delay them. */
export const isForLoudspeaker = (type: unknown): boolean => type === 'play' || type === 'flush'
