import { readdirSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { recordingsOf } from '#main/store/recording-copies.ts'
import type { BackupFile, OldCopies } from '#main/store/store.ts'

/** Databases that a backup took the place of, with what belongs to them. They hold what was in them then. */
function setAside(database: string): readonly string[] {
  const name = basename(database)
  return readdirSync(dirname(database))
    .filter((file) => file.startsWith(`${name}.replaced-`) || file.startsWith(`${name}.damaged-`))
    .map((file) => join(dirname(database), file))
}

const isDatabase = (file: string): boolean => !/-(?:wal|shm|journal)$/.test(file)
const sizeOf = (files: readonly string[]): number =>
  files.reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0)

/** Which copies of the desk were made before a moment. */
export function oldCopies(backups: readonly BackupFile[], database: string, before: number): OldCopies {
  const older = backups.filter(({ at }) => at < before)
  const aside = setAside(database).filter((file) => statSync(file).mtimeMs < before)
  return {
    count: older.length + aside.filter(isDatabase).length,
    bytes: older.reduce((sum, { bytes }) => sum + bytes, 0) + sizeOf(aside),
    oldest: older.length === 0 ? null : Math.min(...older.map(({ at }) => at)),
  }
}

/** Removes those from before a backup, recordings included, one after the other; returns how many went. */
export function removeCopies(backups: readonly BackupFile[], database: string, than: BackupFile): number {
  let removed = 0
  for (const { file, at } of backups) {
    if (at > than.at || file === than.file) continue
    rmSync(file, { force: true })
    rmSync(recordingsOf(file), { recursive: true, force: true })
    removed += 1
  }
  for (const file of setAside(database)) {
    if (statSync(file).mtimeMs >= than.at) continue
    rmSync(file, { recursive: true, force: true })
    if (isDatabase(file)) removed += 1
  }
  return removed
}
