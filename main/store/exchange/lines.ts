import { closeSync, openSync, readSync } from 'node:fs'

/** A file line by line, in bounded memory however large it is and however long its lines are. */
export type Line =
  | { readonly number: number; readonly text: string; readonly end: number }
  | { readonly number: number; readonly reason: string; readonly raw: string; readonly end: number }

export type LineLimits = { readonly pieceBytes: number; readonly lineBytes: number }
const usual: LineLimits = { pieceBytes: 1024 * 1024, lineBytes: 32 * 1024 * 1024 }
const shown = 2000
const lineFeed = 10

export function* readLines(file: string, limits: LineLimits = usual): Generator<Line, void, undefined> {
  const descriptor = openSync(file, 'r')
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    const piece = Buffer.alloc(limits.pieceBytes)
    let held: Buffer[] = []
    let [heldBytes, number, end, isTooLong] = [0, 1, 0, false]
    const take = (): Line | null => {
      const bytes = Buffer.concat(held)
      const tooLong = isTooLong
      const own = { number, end }
      ;[held, heldBytes, isTooLong] = [[], 0, false]
      number += 1
      if (tooLong) return { ...own, reason: 'The line is too long.', raw: bytes.toString('latin1', 0, shown) }
      return decode(bytes, own, decoder)
    }
    for (;;) {
      const read = readSync(descriptor, piece, 0, piece.length, null)
      for (let from = 0; from < read;) {
        const at = piece.subarray(0, read).indexOf(lineFeed, from)
        const to = at === -1 ? read : at
        // Of a line that is too long the beginning is kept, to be shown.
        if (heldBytes + to - from > limits.lineBytes) {
          if (!isTooLong) held = [Buffer.concat(held).subarray(0, shown)]
          isTooLong = true
        } else if (!isTooLong) held.push(Buffer.from(piece.subarray(from, to)))
        heldBytes += to - from
        end += to - from + (at === -1 ? 0 : 1)
        from = to + 1
        if (at === -1) break
        const line = take()
        if (line !== null) yield line
      }
      if (read === 0) break
    }
    const last = heldBytes === 0 ? null : take()
    if (last !== null) yield last
  } finally {
    closeSync(descriptor)
  }
}

/** Null: an empty line. */
function decode(bytes: Buffer, own: Pick<Line, 'number' | 'end'>, decoder: TextDecoder): Line | null {
  try {
    const text = decoder
      .decode(bytes)
      .replace(/^\uFEFF/, '')
      .trim()
    return text === '' ? null : { ...own, text }
  } catch {
    return { ...own, reason: 'The line is not UTF-8.', raw: bytes.toString('latin1', 0, shown) }
  }
}
