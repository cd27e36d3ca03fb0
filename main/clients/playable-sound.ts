/** Sound as a browser plays it: bare samples get the header that says what they are, files stay as they came. Pure. */
export type Sound = { readonly type: string; readonly bytes: Uint8Array }

type Bare = { readonly code: 1 | 6 | 7; readonly bits: 8 | 16 }

/** What services call bare samples. */
const bareTypes: Readonly<Record<string, Bare>> = {
  'audio/pcm': { code: 1, bits: 16 },
  'audio/l16': { code: 1, bits: 16 },
  'audio/alaw': { code: 6, bits: 8 },
  'audio/pcma': { code: 6, bits: 8 },
  'audio/basic': { code: 7, bits: 8 },
  'audio/pcmu': { code: 7, bits: 8 },
}

function withHeader(samples: Uint8Array, rate: number, { code, bits }: Bare): Buffer {
  const frame = bits / 8
  const header = Buffer.alloc(44)
  header.write('RIFF', 0, 'latin1')
  header.writeUInt32LE(36 + samples.byteLength, 4)
  header.write('WAVEfmt ', 8, 'latin1')
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(code, 20)
  header.writeUInt16LE(1, 22)
  header.writeUInt32LE(rate, 24)
  header.writeUInt32LE(rate * frame, 28)
  header.writeUInt16LE(frame, 32)
  header.writeUInt16LE(bits, 34)
  header.write('data', 36, 'latin1')
  header.writeUInt32LE(samples.byteLength, 40)
  return Buffer.concat([header, samples])
}

const played = new Set(['audio/mpeg', 'audio/mp3', 'audio/wav', 'audio/x-wav', 'audio/ogg', 'audio/mp4', 'audio/flac'])

/** By what the service says it is, never by what it was asked for. Null: this is no sound a browser plays. */
export function playable(contentType: string, bytes: Uint8Array, rate: number): Sound | null {
  const type = (contentType.split(';')[0] ?? '').trim().toLowerCase()
  const bare = bareTypes[type]
  if (bytes.byteLength === 0) return null
  if (bare !== undefined) return { type: 'audio/wav', bytes: withHeader(bytes, rate, bare) }
  return played.has(type) ? { type: type === 'audio/x-wav' ? 'audio/wav' : type, bytes } : null
}
