import { statfs } from 'node:fs/promises'

/** How much room there is where the directory lies, for this user; null where the system does not say. */
export async function spaceAt(directory: string): Promise<{ readonly free: number; readonly total: number } | null> {
  try {
    const { bavail, blocks, bsize } = await statfs(directory)
    return blocks === 0 ? null : { free: bavail * bsize, total: blocks * bsize }
  } catch {
    return null
  }
}
