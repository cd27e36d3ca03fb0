import { closeSync, constants, existsSync, openSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { copyFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Json } from '#contract/tool.ts'
import { AppError } from '#main/kernel/errors.ts'
import { requireRoom, stamp, syncDirectory, syncFile } from '#main/store/backup.ts'
import { asDiskErrorHere } from '#main/store/disk-error.ts'
import { guarded, openForReading, openForWriting } from '#main/store/database.ts'
import { checkOrder, currentVersion, migrate, pending, type Migration } from '#main/store/migrate.ts'
import type { SettingsStore } from '#main/store/store.ts'

/**
 * Puts a backup in the place of a database, so that whoever opens the file next finds the old one or the new one, and
 * always a complete one. The new one is made ready beside it: copied, brought to this program's schema, marked as restored,
 * checked, synced. One rename then says that the exchange is decided; what is left is done by whoever opens the file next,
 * however often that is interrupted.
 */

/** What was replaced and why: `damaged` by what was found, `replaced` as a person asked. */
export type Why = 'damaged' | 'replaced'

/** What a restored database knows of that until its outbox has been looked through. */
export type RestoredMark = { readonly at: number; readonly backupAt: number; readonly aside: string; readonly why: Why }

/** Where a test may end the process. */
export type RestorePoint = 'copied' | 'ready' | 'decided' | 'set_aside' | 'done'
type Watch = (point: RestorePoint) => void

const markKey = 'database.restored'
const lastKey = 'database.restored.last'
const sides = ['-wal', '-shm', '-journal'] as const

const draftOf = (file: string) => `${file}.restoring`
const decidedOf = (file: string, why: Why, at: number) => `${file}.next-${why}-${stamp(at)}`

export type PreparedRestore = { readonly file: string; readonly draft: string; readonly why: Why; readonly at: number }

/** Makes the new database ready beside the old one, which stays in use. Throws where the backup is not fit for that. */
export async function prepareRestore(options: {
  readonly file: string
  readonly backup: { readonly file: string; readonly at: number }
  readonly why: Why
  readonly at: number
  readonly migrations: readonly Migration[]
  readonly examine: (file: string) => Promise<readonly string[]>
  readonly watch: Watch
}): Promise<PreparedRestore> {
  const { file, backup, why, at, watch } = options
  const draft = draftOf(file)
  refuseUnfit(backup.file, options.migrations)
  removeDraft(file)
  requireRoom(dirname(file), statSync(backup.file).size)
  try {
    closeSync(openSync(draft, 'wx', 0o600))
    await copyFile(backup.file, draft, constants.COPYFILE_FICLONE)
    watch('copied')
    const aside = asideOf(decidedOf(file, why, at), file)
    const mark: RestoredMark = { at, backupAt: backup.at, aside: basename(aside), why }
    bringUp(draft, options.migrations, mark)
    const problems = await options.examine(draft)
    if (problems.length > 0) throw new AppError('database_damaged', 'That backup is damaged.', { data: { problems } })
    syncFile(draft)
    watch('ready')
    return { file, draft, why, at }
  } catch (thrown) {
    removeDraft(file)
    throw asDiskErrorHere(thrown)
  }
}

/** Decides the exchange and makes it. The database must be closed. Returns where the old files lie; null: there were none. */
export function commitRestore({ file, draft, why, at }: PreparedRestore, watch: Watch): string | null {
  const decided = decidedOf(file, why, at)
  try {
    renameSync(draft, decided)
    syncDirectory(dirname(file))
    watch('decided')
    finishRestore(file, watch)
    const aside = asideOf(decided, file)
    return existsSync(aside) ? aside : null
  } catch (thrown) {
    throw asDiskErrorHere(thrown)
  }
}

/** Gives up an exchange that was not decided. */
export const discardRestore = ({ file }: PreparedRestore): void => removeDraft(file)

/** To be called before the database is opened: an exchange that was decided is made, one that was not leaves nothing. */
export function finishRestore(file: string, watch: Watch = () => {}): void {
  const directory = dirname(file)
  if (!existsSync(directory)) return
  const start = `${basename(file)}.next-`
  const decided = readdirSync(directory).find((name) => name.startsWith(start))
  removeDraft(file)
  if (decided === undefined) return
  const next = join(directory, decided)
  const aside = asideOf(next, file)
  // The log first: the new database must never lie beside the log of the old one.
  for (const side of [...sides, '']) if (existsSync(file + side)) renameSync(file + side, aside + side)
  syncDirectory(directory)
  watch('set_aside')
  renameSync(next, file)
  syncDirectory(directory)
  watch('done')
}

/** Whether there is a database, or one that was decided to be it. */
export const isThere = (file: string): boolean => {
  finishRestore(file)
  return existsSync(file)
}

/** The mark of a database that was restored and not yet looked through, or null. */
export async function readRestoredMark(settings: Pick<SettingsStore, 'get'>): Promise<RestoredMark | null> {
  const mark = await settings.get(markKey)
  return mark === null ? null : (mark as RestoredMark)
}

/** It was looked through; that it was restored, and from when it is, stays known. */
export async function settleRestoredMark(settings: Pick<SettingsStore, 'put'>, mark: RestoredMark): Promise<void> {
  await settings.put(lastKey, { at: mark.at, backupAt: mark.backupAt })
  await settings.put(markKey, null)
}

/** When this database was last put in the place of another, and as of when it is; null: never. */
export async function lastRestore(
  settings: Pick<SettingsStore, 'get'>,
): Promise<{ readonly at: number; readonly backupAt: number } | null> {
  const last = await settings.get(lastKey)
  return last === null ? null : (last as { at: number; backupAt: number })
}

const asideOf = (decided: string, file: string): string => `${file}.${decided.slice(`${file}.next-`.length)}`

function removeDraft(file: string): void {
  for (const side of ['', ...sides]) rmSync(draftOf(file) + side, { force: true })
}

/** A backup of a newer program, or of no program of ours, is refused before anything is copied. */
function refuseUnfit(backup: string, migrations: readonly Migration[]): void {
  guarded(() => {
    const db = openForReading(backup)
    try {
      pending(db, migrations)
      if (currentVersion(db) === 0) throw new AppError('database_damaged', 'That file holds no desk.')
      checkOrder(db, migrations)
    } finally {
      db.close()
    }
  })
}

function bringUp(draft: string, migrations: readonly Migration[], mark: RestoredMark): void {
  guarded(() => {
    const db = openForWriting(draft)
    try {
      migrate(db, migrations, mark.at)
      db.prepare<[string, string]>('insert or replace into settings(key, value) values (?, ?)').run(
        markKey,
        JSON.stringify(mark satisfies Json),
      )
      db.pragma('wal_checkpoint(truncate)')
      db.pragma('journal_mode = DELETE')
    } finally {
      db.close()
    }
  })
}
