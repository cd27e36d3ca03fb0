import { AppError } from '#main/kernel/errors.ts'

/** The process at its edges: what arrives on standard input, and being asked to stop. */

const most = 16 * 1024 * 1024

/** All of it, or `too_large`: half a document is another document. */
export async function standardInput(): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > most) throw new AppError('too_large', 'More than 16 MB arrived on standard input; nothing was done.')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** Resolves at the first SIGINT, SIGTERM or SIGHUP; a second one ends the process at once. */
export function whenStopped(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.on(signal, () => {
        if (asked) process.exit(130)
        asked = true
        resolve()
      })
  })
}
