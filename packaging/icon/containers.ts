import { crc32, deflateSync } from 'node:zlib'

/** The three files icons come in, written byte by byte: PNG, and the two that hold several of them. */
function chunk(type: string, data: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const framed = Buffer.alloc(named.length + 8)
  framed.writeUInt32BE(data.length, 0)
  framed.set(named, 4)
  framed.writeUInt32BE(crc32(named), named.length + 4)
  return framed
}

export function pngOf(pixels: Uint8Array, size: number): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(size, 0)
  header.writeUInt32BE(size, 4)
  // Eight bits, with cover, nothing interlaced.
  header.set([8, 6, 0, 0, 0], 8)
  const line = size * 4
  const lines = Buffer.alloc(size * (line + 1))
  for (let row = 0; row < size; row += 1) {
    // Each line as its difference to the one above: gradients become small.
    lines[row * (line + 1)] = row === 0 ? 0 : 2
    for (let index = 0; index < line; index += 1) {
      const above = row === 0 ? 0 : (pixels[(row - 1) * line + index] ?? 0)
      lines[row * (line + 1) + 1 + index] = ((pixels[row * line + index] ?? 0) - above) & 255
    }
  }
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10])
  const data = chunk('IDAT', deflateSync(lines, { level: 9 }))
  return Buffer.concat([signature, chunk('IHDR', header), data, chunk('IEND', new Uint8Array())])
}

export type Picture = { readonly size: number; readonly png: Buffer }

/** For Windows. */
export function icoOf(pictures: readonly Picture[]): Buffer {
  const head = Buffer.alloc(6 + 16 * pictures.length)
  head.writeUInt16LE(1, 2)
  head.writeUInt16LE(pictures.length, 4)
  let offset = head.length
  for (const [index, { size, png }] of pictures.entries()) {
    const at = 6 + 16 * index
    head.set([size % 256, size % 256], at)
    head.writeUInt16LE(1, at + 4)
    head.writeUInt16LE(32, at + 6)
    head.writeUInt32LE(png.length, at + 8)
    head.writeUInt32LE(offset, at + 12)
    offset += png.length
  }
  return Buffer.concat([head, ...pictures.map(({ png }) => png)])
}

/** For a Mac: the name of each entry says its size, and whether it is the doubled one of a smaller. */
const entries: readonly (readonly [type: string, size: number])[] = [
  ['ic11', 32],
  ['ic12', 64],
  ['ic07', 128],
  ['ic13', 256],
  ['ic08', 256],
  ['ic14', 512],
  ['ic09', 512],
  ['ic10', 1024],
]

export function icnsOf(pictureOf: (size: number) => Buffer): Buffer {
  const parts = entries.map(([type, size]) => {
    const png = pictureOf(size)
    const head = Buffer.alloc(8)
    head.write(type, 'latin1')
    head.writeUInt32BE(png.length + 8, 4)
    return Buffer.concat([head, png])
  })
  const head = Buffer.alloc(8)
  head.write('icns', 'latin1')
  head.writeUInt32BE(8 + parts.reduce((sum, part) => sum + part.length, 0), 4)
  return Buffer.concat([head, ...parts])
}
