import { chmod, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeOwnerOnlyDirectory } from '#main/hosts/owner-only.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { SpeechFiles } from '#main/kernel/speech-files.ts'

const name = /^[0-9a-f]{64}$/
const bound = 64 * 1024 * 1024

/** Spoken replies in a folder of the profile, named by a hash; the ones not heard for longest make room. */
export function createSpeechFiles(directory: string, most = bound): SpeechFiles {
  const fileOf = (given: string): string => {
    if (!name.test(given)) throw new AppError('not_found', 'That is no spoken reply.')
    return join(directory, given)
  }
  const makeRoom = async (): Promise<void> => {
    const names = await readdir(directory).catch(() => [])
    const files = await Promise.all(
      names.map(async (one) => {
        const found = await stat(join(directory, one)).catch(() => null)
        return { one, bytes: found?.size ?? 0, at: found?.mtimeMs ?? 0 }
      }),
    )
    let bytes = files.reduce((sum, file) => sum + file.bytes, 0)
    for (const file of files.toSorted((a, b) => a.at - b.at)) {
      if (bytes <= most) return
      await rm(join(directory, file.one), { force: true })
      bytes -= file.bytes
    }
  }
  return {
    read: async (given) => {
      const bytes = await readFile(fileOf(given)).catch(() => null)
      const now = new Date()
      if (bytes !== null) await utimes(fileOf(given), now, now).catch(() => {})
      return bytes
    },
    write: async (given, bytes) => {
      const file = fileOf(given)
      await makeOwnerOnlyDirectory(directory)
      await writeFile(`${file}.part`, bytes, { mode: 0o600 })
      await chmod(`${file}.part`, 0o600)
      await rename(`${file}.part`, file)
      await makeRoom()
    },
    clear: () => rm(directory, { recursive: true, force: true }),
  }
}
