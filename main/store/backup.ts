import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { AppError } from '#main/kernel/errors.ts'
import { classify, guarded, guardedAsync, openForReading } from '#main/store/database.ts'
import type { BackupFile, BackupStore } from '#main/store/store.ts'
import { checkIntegrity } from '#main/store/verify.ts'

export type BackupOptions = {
  readonly directory: string
  /** Copies the live database, as of one moment, into an empty file, and settles that. */
  readonly copy: (to: string) => Promise<void>
  /** What a check of a whole file finds. */
  readonly examine: (file: string) => Promise<readonly string[]>
  readonly now: () => number
  /** Asked after each backup. */
  readonly kept: () => number
}

const day = 24 * 60 * 60 * 1000
const keptOfToday = 3
const name = /^countersign-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z\.(db|damaged)$/

/**
 * Backups in one directory. A file that ends in .db was complete and checked when it got that name; one that later fails
 * a check is renamed to .damaged and never restored. Kept: the newest three of today and the newest of each day before.
 */
export function createBackups({ directory, copy, examine, now, kept }: BackupOptions): BackupStore {
  const create = async (): Promise<BackupFile> => {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    const file = unusedName(directory, now())
    const draft = `${file}.part`
    try {
      rmSync(draft, { force: true })
      closeSync(openSync(draft, 'wx', 0o600))
      await guardedAsync(() => copy(draft))
      renameSync(draft, file)
      sync(directory)
    } catch (thrown) {
      rmSync(draft, { force: true })
      throw asDiskError(thrown)
    }
    rotate(directory, now(), kept())
    return describe(file)
  }
  return {
    create,
    list: async () => listBackups(directory),
    verify: async (file) => {
      const known = find(directory, file)
      return judge(known, await examine(known.file))
    },
    createIfDue: async () => {
      const newest = listBackups(directory).find(({ verified }) => verified)
      return newest !== undefined && now() - newest.at < day && newest.at <= now() + day ? null : create()
    },
  }
}

/** Newest first. */
export function listBackups(directory: string): readonly BackupFile[] {
  if (!existsSync(directory)) return []
  return readdirSync(directory)
    .filter((file) => name.test(file))
    .map((file) => describe(join(directory, file)))
    .toSorted((a, b) => b.at - a.at)
}

/** Opens the file and checks every table of it, on the calling thread. */
export function verifyBackup(directory: string, file: string): BackupFile {
  const known = find(directory, file)
  return judge(known, examineFile(known.file))
}

function find(directory: string, file: string): BackupFile {
  const known = listBackups(directory).find((backup) => basename(backup.file) === basename(file))
  if (known === undefined || (dirname(file) !== '.' && file !== known.file)) {
    throw new AppError('not_found', 'There is no backup of that name.')
  }
  return known
}

function judge(known: BackupFile, problems: readonly string[]): BackupFile {
  if (problems.length === 0) return { ...known, verified: true }
  const aside = known.file.replace(/\.db$/, '.damaged')
  if (aside !== known.file) renameSync(known.file, aside)
  return { ...known, file: aside, verified: false }
}

/** Puts a backup where the database was; the present files are renamed, never deleted. The database must be closed. */
export function restoreBackup(file: string, backup: string, at: number): { readonly aside: string | null } {
  const problems = examineFile(backup)
  if (problems.length > 0) throw new AppError('database_damaged', 'That backup is damaged.', { data: { problems } })
  try {
    const draft = `${file}.restoring`
    rmSync(draft, { force: true })
    closeSync(openSync(draft, 'wx', 0o600))
    copyFileSync(backup, draft)
    sync(draft)
    const aside = setAside(file, at)
    renameSync(draft, file)
    sync(dirname(file))
    return { aside }
  } catch (thrown) {
    throw asDiskError(thrown)
  }
}

/** Renames the database and its side files; null where there was none. */
export function setAside(file: string, at: number): string | null {
  const aside = `${file}.damaged-${stamp(at)}`
  for (const side of ['-wal', '-shm']) if (existsSync(file + side)) renameSync(file + side, aside + side)
  if (!existsSync(file)) return null
  renameSync(file, aside)
  return aside
}

/** What to keep of `times` (newest first). */
export function chooseKept(times: readonly number[], now: number, kept: number): readonly number[] {
  const dayOf = (at: number) => Math.floor(at / day)
  const chosen = times.filter((at, index) => {
    const newerOfItsDay = times.slice(0, index).filter((other) => dayOf(other) === dayOf(at)).length
    return newerOfItsDay < (dayOf(at) === dayOf(now) ? keptOfToday : 1)
  })
  return chosen.slice(0, Math.max(1, kept))
}

function rotate(directory: string, now: number, kept: number): void {
  const good = listBackups(directory).filter(({ verified }) => verified)
  const wanted = chooseKept(
    good.map(({ at }) => at),
    now,
    kept,
  )
  for (const { file, at } of good) if (!wanted.includes(at)) rmSync(file, { force: true })
}

/** Makes of a fresh copy one file without a log beside it, checked, on disk. */
export function settleCopy(file: string): void {
  guarded(() => {
    const db = new Database(file)
    try {
      db.pragma('journal_mode = DELETE')
      const problems = checkIntegrity(db)
      if (problems.length > 0) throw new AppError('database_damaged', 'The backup is damaged.', { data: { problems } })
    } finally {
      db.close()
    }
  })
  try {
    sync(file)
  } catch (thrown) {
    throw asDiskError(thrown)
  }
}

/** The problems of a file that is nobody's open database. Takes seconds for a large one. */
export function examineFile(file: string): readonly string[] {
  try {
    const db = openForReading(file)
    try {
      return checkIntegrity(db)
    } finally {
      db.close()
    }
  } catch (thrown) {
    const seen = classify(thrown)
    if (seen instanceof AppError && seen.code === 'database_damaged') return [seen.message]
    throw seen
  }
}

function describe(file: string): BackupFile {
  const parts = name.exec(basename(file)) ?? []
  const [year, month, date, hour, minute, second, milli] = parts.slice(1, 8).map(Number)
  const at = Date.UTC(year ?? 0, (month ?? 1) - 1, date, hour, minute, second, milli)
  return { file, bytes: statSync(file).size, at, verified: parts[8] === 'db' }
}

const stamp = (at: number): string => new Date(at).toISOString().replaceAll(/[-:.]/g, '')

function unusedName(directory: string, at: number): string {
  const file = join(directory, `countersign-${stamp(at)}.db`)
  return existsSync(file) ? unusedName(directory, at + 1) : file
}

function sync(path: string): void {
  const handle = openSync(path, 'r')
  try {
    fsyncSync(handle)
  } catch {
    // Some systems sync no directories, and need not.
  } finally {
    closeSync(handle)
  }
}

function asDiskError(thrown: unknown): unknown {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : null
  if (code === 'ENOSPC' || code === 'EROFS' || code === 'EACCES' || code === 'EDQUOT') {
    return new AppError('disk_full', 'The disk is full or read-only; no backup was made.', { cause: thrown })
  }
  return thrown
}
