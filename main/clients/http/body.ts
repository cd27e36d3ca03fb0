import type { Readable } from 'node:stream'
import type { AppError } from '#main/kernel/errors.ts'

/** Bodies as text, within bounds. */

/** The whole body as text, never more than `limit` bytes of it. By events: an iterator costs as much as all else about an answer. */
export const readAll = async (body: Readable, limit: number, over: () => AppError): Promise<string> =>
  (await readBytes(body, limit, over)).toString('utf8')

export function readBytes(body: Readable, limit: number, over: () => AppError): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let bytes = 0
    body.on('data', (chunk: Buffer) => {
      bytes += chunk.byteLength
      if (bytes > limit) reject(over())
      else chunks.push(chunk)
    })
    body.once('error', reject)
    body.once('end', () => {
      const [only = Buffer.alloc(0)] = chunks
      resolve(chunks.length > 1 ? Buffer.concat(chunks, bytes) : only)
    })
  })
}

/** As much of a refusal as came, up to `limit` bytes; a refusal that breaks off is still a refusal. */
export async function readStart(body: AsyncIterable<Uint8Array>, limit: number): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  try {
    for await (const chunk of body) {
      chunks.push(chunk)
      bytes += chunk.byteLength
      if (bytes > limit) break
    }
  } catch {
    // The status is known, and says more than the broken connection.
  }
  return Buffer.concat(chunks).subarray(0, limit).toString('utf8')
}
