import type { AppContract } from '#contract/index.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Disk, Soundness } from '#main/kernel/ports.ts'
import type { Handlers } from '#rpc/serve.ts'

/** What a test says about the database, and what the desk reported about it. */
export function createSoundness(): Soundness & { readonly reported: Error[] } {
  const reported: Error[] = []
  const listeners: (() => void)[] = []
  return {
    reported,
    isDamaged: () => reported.length > 0,
    report: (thrown) => {
      reported.push(thrown)
      listeners.forEach((listener) => listener())
    },
    onChange: (listener) => void listeners.push(listener),
  }
}

/** Room enough below a sound database. */
export const soundDisk = (): Disk => ({
  space: async () => ({ free: 2 ** 40, total: 2 ** 41 }),
  soundness: createSoundness(),
  restore: async () => {
    throw new AppError('not_found', 'This desk has no host that could restore anything.')
  },
})

const copyOf = (file: string) => ({ file, bytes: 1_000_000, at: Date.now(), verified: true })

/** Backups that are there because a test says so. */
export const fakeBackups: Handlers<AppContract['backup']> = {
  create: async () => copyOf('desk.db'),
  list: async () => ({
    backups: ['countersign-20261122T052101417Z.db', 'countersign-20261121T090000000Z.db'].map(copyOf),
  }),
  verify: async ({ file }) => copyOf(file),
  restore: async ({ file }) => ({
    from: copyOf(file),
    before: null,
    aside: null,
    lostEntries: 0,
    recordings: { back: 0, lost: 0 },
  }),
}
