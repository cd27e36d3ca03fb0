import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { AppError } from '#main/kernel/errors.ts'
import type { Log } from '#main/kernel/ports.ts'
import { examineFile, listBackups, verifyBackup } from '#main/store/backup.ts'
import { openForReading, openForWriting, write } from '#main/store/database.ts'
import type { Migration } from '#main/store/migrate.ts'
import { bringBackRecordings } from '#main/store/recording-copies.ts'
import { resetSearch, searchTables } from '#main/store/search/reset.ts'
import { commitRestore, prepareRestore, readRestoredMark, type Why } from '#main/store/restore.ts'
import type { BackupFile, SettingsStore } from '#main/store/store.ts'
import { checkIntegrity } from '#main/store/verify.ts'

export type Recovery =
  | { readonly how: 'search_rebuilt' }
  | {
      readonly how: 'restored'
      readonly why: Why
      /** Where the replaced files lie now. */
      readonly aside: string | null
      readonly from: Pick<BackupFile, 'at'>
      /** Ledger rows that could still be read in the damaged file and are not in the backup; null: none could be read. */
      readonly lostEntries: number | null
      /** Newest moment the damaged file still told of, or null. */
      readonly lostUntil: number | null
    }

/**
 * For a database that answered `database_damaged`, and is closed. A damaged search index is rebuilt, since it is derived.
 * Otherwise the files are renamed aside and the newest backup that passes its check takes their place.
 * Throws `database_damaged` where no backup can be opened: then nothing was touched.
 */
export async function recoverDatabase(options: {
  readonly file: string
  readonly backupDirectory: string
  readonly at: number
  readonly log: Log
  readonly migrations: readonly Migration[]
}): Promise<Recovery> {
  const { file, backupDirectory, at, log, migrations } = options
  if (rebuildSearch(file)) {
    log('warn', 'store.search_rebuilt')
    return { how: 'search_rebuilt' }
  }
  const from = listBackups(backupDirectory)
    .filter(({ verified }) => verified)
    .find((backup) => verifyBackup(backupDirectory, backup.file).verified)
  if (from === undefined) {
    throw new AppError('database_damaged', 'The database is damaged and there is no backup that can be opened.', {
      data: { file },
    })
  }
  const why = 'damaged' as const
  const examine = async (other: string) => examineFile(other)
  const watch = () => {}
  const aside = commitRestore(await prepareRestore({ file, backup: from, why, at, migrations, examine, watch }), watch)
  const recordings = await bringBackRecordings(from.file, file)
  if (recordings.back + recordings.lost > 0) log('warn', 'store.recordings', recordings)
  const recovery: Recovery = { how: 'restored', why, aside, from, ...lossOf(file, aside) }
  log('warn', 'store.restored', { backupAt: from.at, lostEntries: recovery.lostEntries })
  return recovery
}

/** What a database that was opened has to say of a restore that nobody has looked through yet. */
export async function recoveryOf(file: string, settings: Pick<SettingsStore, 'get'>): Promise<Recovery | null> {
  const mark = await readRestoredMark(settings)
  if (mark === null) return null
  const aside = join(dirname(file), mark.aside)
  const kept = existsSync(aside) ? aside : null
  return { how: 'restored', why: mark.why, aside: kept, from: { at: mark.backupAt }, ...lossOf(file, kept) }
}

/** What the replaced file knew and the new one does not. */
export function lossOf(
  file: string,
  aside: string | null,
): { readonly lostEntries: number | null; readonly lostUntil: number | null } {
  const kept = ledgerEnd(file)
  const replaced = aside === null ? null : ledgerEnd(aside)
  return {
    lostEntries: replaced === null ? null : Math.max(0, replaced.seq - (kept?.seq ?? 0)),
    lostUntil: replaced?.at ?? null,
  }
}

/** True where the index was all that was wrong, and is not any more. */
export function rebuildSearch(file: string): boolean {
  if (!existsSync(file)) return false
  try {
    const db = openForWriting(file)
    try {
      const problems = checkIntegrity(db)
      if (problems.length === 0 || !problems.every((line) => searchTables.some((table) => line.includes(table))))
        return false
      // The indexer fills it again.
      write(db, () => resetSearch(db))
      return checkIntegrity(db).length === 0
    } finally {
      db.close()
    }
  } catch {
    return false
  }
}

/** The newest ledger row that can still be read. */
function ledgerEnd(file: string): { readonly seq: number; readonly at: number } | null {
  try {
    const db = openForReading(file)
    try {
      const last = db.prepare<[], { seq: number; at: number }>('select seq, at from ledger order by seq desc limit 1')
      return last.get() ?? { seq: 0, at: 0 }
    } finally {
      db.close()
    }
  } catch {
    return null
  }
}
