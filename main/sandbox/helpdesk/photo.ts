import { crc32, deflateSync } from 'node:zlib'
import type { Handler } from '#main/sandbox/service-exchange.ts'

/** The photographs customers attach: a small picture of dusk over a ridge, drawn here so that nothing has to be shipped. */
const width = 160
const height = 120

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(data.length, 0)
  frame.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
}

function pixel(x: number, y: number): readonly [number, number, number] {
  const ridge = height * 0.62 + 14 * Math.sin(x / 17) + 6 * Math.sin(x / 5)
  if (y > ridge) return [52, 64, 56]
  const glow = y / height
  return [Math.round(120 + 110 * glow), Math.round(130 + 50 * glow), Math.round(170 - 60 * glow)]
}

function drawPhoto(): Buffer {
  const rows = Buffer.alloc(height * (1 + width * 3))
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) rows.set(pixel(x, y), y * (1 + width * 3) + 1 + x * 3)
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** The same service, with a photo behind every attachment. */
export const withPhotos = (handler: Handler): Handler => {
  const photo = drawPhoto()
  return (request) =>
    request.method === 'GET' && request.path.startsWith('/attachments/')
      ? { status: 200, headers: { 'content-type': 'image/png' }, body: photo }
      : handler(request)
}
