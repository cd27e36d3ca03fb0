import { open } from 'node:fs/promises'
import { AppError } from '#main/kernel/errors.ts'
import type { AnchorFile } from '#main/kernel/ports.ts'
import { readIfThere } from '#main/hosts/owner-only.ts'

/** Lines in a file of its own, each on disk before the promise resolves. A line cut short by a stop spoils no other. */
export const createAnchorFile = (file: string): AnchorFile => ({
  lines: async () => ((await readIfThere(file)) ?? '').split('\n').filter((line) => line !== ''),
  append: async (line) => {
    const before = (await readIfThere(file)) ?? ''
    const separator = before === '' || before.endsWith('\n') ? '' : '\n'
    try {
      const handle = await open(file, 'a', 0o600)
      try {
        await handle.writeFile(`${separator}${line}\n`)
        await handle.sync()
      } finally {
        await handle.close()
      }
    } catch (thrown) {
      throw new AppError('disk_full', 'A file of the profile could not be written.', { cause: thrown })
    }
  },
})
