import { theDesk } from '#renderer/connection.ts'

/** Gives a file to the desk piece by piece, so that neither side ever holds all of it. Returns its name there. */
export const pieceBytes = 256 * 1024

export async function sendFile(file: File, tell: (share: number) => void): Promise<string> {
  let id: string | null = null
  for (let offset = 0; id === null || offset < file.size;) {
    const piece = new Uint8Array(await file.slice(offset, offset + pieceBytes).arrayBuffer())
    const sent: { readonly id: string; readonly received: number } = await theDesk().exchange.upload({
      id,
      bytes: file.size,
      offset,
      data: toBase64(piece),
    })
    id = sent.id
    offset = sent.received
    tell(file.size === 0 ? 1 : offset / file.size)
    if (piece.length === 0) break
  }
  return id ?? ''
}

const atOnce = 0x8000

export function toBase64(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += atOnce) text += String.fromCharCode(...bytes.subarray(at, at + atOnce))
  return btoa(text)
}
