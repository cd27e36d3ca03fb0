/** Samples of one voice as a WAV file of 16 bits, and bytes as base64. Pure. */
export function waveOf(samples: Float32Array, rate: number): Uint8Array {
  const bytes = new Uint8Array(44 + samples.length * 2)
  const view = new DataView(bytes.buffer)
  const word = (at: number, text: string): void => {
    for (let letter = 0; letter < text.length; letter += 1) view.setUint8(at + letter, text.charCodeAt(letter))
  }
  word(0, 'RIFF')
  view.setUint32(4, 36 + samples.length * 2, true)
  word(8, 'WAVEfmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true)
  view.setUint16(22, 1, true)
  view.setUint32(24, rate, true)
  view.setUint32(28, rate * 2, true)
  view.setUint16(32, 2, true)
  view.setUint16(34, 16, true)
  word(36, 'data')
  view.setUint32(40, samples.length * 2, true)
  samples.forEach((sample, place) => {
    const held = Math.max(-1, Math.min(1, sample))
    view.setInt16(44 + place * 2, Math.round(held * (held < 0 ? 32_768 : 32_767)), true)
  })
  return bytes
}

const piece = 0x8000

export function toBase64(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += piece) text += String.fromCharCode(...bytes.subarray(at, at + piece))
  return btoa(text)
}

/** What was said behind what is written: a blank between them, and none where there is one. */
export const appended = (text: string, said: string): string =>
  text === '' || /\s$/.test(text) ? `${text}${said}` : `${text} ${said}`
