/**
 * ITU-T G.711, 16-bit samples to 8-bit codes and back: µ-law and A-law. Values stand in the upper 14 and 13 bits of a
 * sample, as telephony has them; decoding is exact, encoding picks the interval the sample lies in.
 */
const bias = 0x84
const muClip = 32635

function decodeMu(code: number): number {
  const inverted = ~code & 0xff
  const magnitude = (((inverted & 0x0f) << 3) + bias) << ((inverted & 0x70) >> 4)
  return inverted & 0x80 ? bias - magnitude : magnitude - bias
}

function decodeA(code: number): number {
  const toggled = code ^ 0x55
  const segment = (toggled & 0x70) >> 4
  const step = ((toggled & 0x0f) << 4) + 8
  const magnitude = segment === 0 ? step : (step + 0x100) << (segment - 1)
  return toggled & 0x80 ? magnitude : -magnitude
}

/** Number of the highest bit that is set. */
const highestBit = (value: number): number => 31 - Math.clz32(value)

function encodeMu(sample: number): number {
  const magnitude = Math.min(Math.abs(sample), muClip) + bias
  const segment = highestBit(magnitude) - 7
  const code = (segment << 4) | ((magnitude >> (segment + 3)) & 0x0f)
  return ~(code | (sample < 0 ? 0x80 : 0)) & 0xff
}

function encodeA(sample: number): number {
  // The negative half is the mirror of the positive one, without a zero of its own.
  const magnitude = (sample < 0 ? ~sample : sample) >> 4
  const segment = magnitude < 16 ? 0 : highestBit(magnitude) - 3
  const code = (segment << 4) | ((segment === 0 ? magnitude : magnitude >> (segment - 1)) & 0x0f)
  return (code | (sample < 0 ? 0 : 0x80)) ^ 0x55
}

export type Law = 'mu' | 'a'

const decoded: Readonly<Record<Law, Int16Array>> = {
  mu: Int16Array.from({ length: 256 }, (_, code) => decodeMu(code)),
  a: Int16Array.from({ length: 256 }, (_, code) => decodeA(code)),
}

export function decodeG711(codes: Uint8Array, law: Law): Int16Array {
  const table = decoded[law]
  return Int16Array.from(codes, (code) => table[code] ?? 0)
}

export function encodeG711(samples: Int16Array, law: Law): Uint8Array {
  const encode = law === 'mu' ? encodeMu : encodeA
  const codes = new Uint8Array(samples.length)
  for (let place = 0; place < samples.length; place += 1) codes[place] = encode(samples[place] ?? 0)
  return codes
}
