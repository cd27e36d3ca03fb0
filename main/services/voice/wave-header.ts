/** The 44 bytes in front of a stereo recording: 16-bit PCM, caller left, agent right. */
export const headerBytes = 44
export const channels = 2
export const frameBytes = 4

/** The largest length the header can say. */
const mostBytes = 0xffff_ffff - headerBytes

export function waveHeader(rate: number, dataBytes: number): Buffer {
  const length = Math.min(mostBytes, dataBytes)
  const header = Buffer.alloc(headerBytes)
  header.write('RIFF', 0, 'latin1')
  header.writeUInt32LE(length + headerBytes - 8, 4)
  header.write('WAVEfmt ', 8, 'latin1')
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(channels, 22)
  header.writeUInt32LE(rate, 24)
  header.writeUInt32LE(rate * frameBytes, 28)
  header.writeUInt16LE(frameBytes, 32)
  header.writeUInt16LE(16, 34)
  header.write('data', 36, 'latin1')
  header.writeUInt32LE(length, 40)
  return header
}

/** The length a header of ours says the sound has. */
export const dataBytesIn = (header: Buffer): number => header.readUInt32LE(40)

/** The rate a header of ours names; null where these bytes are none. */
export function rateIn(header: Buffer): number | null {
  if (header.length < headerBytes || header.toString('latin1', 0, 4) !== 'RIFF') return null
  const rate = header.readUInt32LE(24)
  return header.readUInt16LE(22) === channels && rate >= 8000 && rate <= 48_000 ? rate : null
}
