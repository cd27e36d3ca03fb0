import { randomUUID } from 'node:crypto'
import type { Restored } from '#contract/storage.ts'
import { AppError } from '#main/kernel/errors.ts'
import { backupsIn, databaseIn, lockProfile } from '#main/hosts/profile.ts'
import { examineFile, listBackups, verifyBackup } from '#main/store/backup.ts'
import { migrations } from '#main/store/migrate.ts'
import { lossOf } from '#main/store/recover.ts'
import { bringBackRecordings } from '#main/store/recording-copies.ts'
import { commitRestore, prepareRestore } from '#main/store/restore.ts'
import type { BackupFile } from '#main/store/store.ts'

/** The backups of a profile whose database cannot be opened: damaged without a backup that helped, or from a newer program. */

async function locked<T>(profileDirectory: string, work: () => Promise<T>): Promise<T> {
  const lock = await lockProfile(profileDirectory, randomUUID())
  try {
    return await work()
  } finally {
    await lock.release()
  }
}

export const backupsAt = async (profileDirectory: string): Promise<readonly BackupFile[]> =>
  listBackups(backupsIn(profileDirectory))

export const verifyAt = (profileDirectory: string, file: string): Promise<BackupFile> =>
  locked(profileDirectory, async () => verifyBackup(backupsIn(profileDirectory), file))

/** Nothing can be copied from what is there: its files are kept aside. */
export const restoreAt = (profileDirectory: string, name: string): Promise<Restored> =>
  locked(profileDirectory, async () => {
    const from = verifyBackup(backupsIn(profileDirectory), name)
    if (!from.verified) throw new AppError('database_damaged', 'That backup is damaged. Nothing was changed.')
    const file = databaseIn(profileDirectory)
    const watch = () => {}
    const examine = async (other: string) => examineFile(other)
    const at = Date.now()
    const prepared = await prepareRestore({ file, backup: from, why: 'replaced', at, migrations, examine, watch })
    const aside = commitRestore(prepared, watch)
    const recordings = await bringBackRecordings(from.file, file)
    return { from, before: null, aside, lostEntries: lossOf(file, aside).lostEntries, recordings }
  })
