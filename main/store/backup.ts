import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statfsSync,
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
  /** About how large a copy will be. */
  readonly bytes: () => number
  readonly now: () => number
  /** Asked after each backup. */
  readonly kept: () => number
}

const day = 24 * 60 * 60 * 1000
const keptOfToday = 3
const mostReserved = 64 * 1024 * 1024
const unfinished = '.part'
const name = /^countersign-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z\.(db|damaged)$/

/**
 * Backups in one directory. A file that ends in .db was complete and checked when it got that name; one that later fails
 * a check is renamed to .damaged and never restored. Kept: the newest three of today and the newest of each day before.
 */
export function createBackups({ directory, copy, examine, bytes, now, kept }: BackupOptions): BackupStore {
  const underWay = new Set<string>()
  const create = async (spared: string | null): Promise<BackupFile> => {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    removeUnfinished(directory, underWay)
    requireRoom(directory, bytes())
    const file = unusedName(directory, now())
    const draft = `${file}${unfinished}`
    underWay.add(draft)
    try {
      rmSync(draft, { force: true })
      closeSync(openSync(draft, 'wx', 0o600))
      await guardedAsync(() => copy(draft))
      renameSync(draft, file)
      syncDirectory(directory)
    } catch (thrown) {
      rmSync(draft, { force: true })
      throw asDiskError(thrown)
    } finally {
      underWay.delete(draft)
    }
    rotate(directory, now(), kept(), spared)
    return describe(file)
  }
  return {
    create: () => create(null),
    createSparing: create,
    list: async () => listBackups(directory),
    verify: async (file) => {
      const known = find(directory, file)
      return judge(known, await examine(known.file))
    },
    createIfDue: async () => {
      const newest = listBackups(directory).find(({ verified }) => verified)
      return newest !== undefined && now() - newest.at < day && newest.at <= now() + day ? null : create(null)
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

/** What to keep of `times` (newest first). */
export function chooseKept(times: readonly number[], now: number, kept: number): readonly number[] {
  const dayOf = (at: number) => Math.floor(at / day)
  const chosen = times.filter((at, index) => {
    const newerOfItsDay = times.slice(0, index).filter((other) => dayOf(other) === dayOf(at)).length
    return newerOfItsDay < (dayOf(at) === dayOf(now) ? keptOfToday : 1)
  })
  return chosen.slice(0, Math.max(1, kept))
}

/** A copy must not take from the decisions of the day the room they are recorded in. */
export function requireRoom(directory: string, bytes: number): void {
  const { bavail, blocks, bsize } = statfsSync(directory)
  const reserve = Math.min(mostReserved, (blocks * bsize) / 20)
  if (blocks > 0 && bavail * bsize < bytes + reserve)
    throw new AppError('disk_full', 'There is not enough room on the disk for another copy; nothing was changed.')
}

/** What processes that were ended in the middle of it left behind. */
function removeUnfinished(directory: string, underWay: ReadonlySet<string>): void {
  for (const name of readdirSync(directory)) {
    const file = join(directory, name)
    if (name.endsWith(unfinished) && !underWay.has(file)) rmSync(file, { force: true })
  }
}

function rotate(directory: string, now: number, kept: number, spared: string | null): void {
  const good = listBackups(directory).filter(({ verified }) => verified)
  const wanted = chooseKept(
    good.map(({ at }) => at),
    now,
    kept,
  )
  for (const { file, at } of good) if (!wanted.includes(at) && file !== spared) rmSync(file, { force: true })
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
    syncFile(file)
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

export const stamp = (at: number): string => new Date(at).toISOString().replaceAll(/[-:.]/g, '')

function unusedName(directory: string, at: number): string {
  const file = join(directory, `countersign-${stamp(at)}.db`)
  const isUsed = existsSync(file) || existsSync(`${file}${unfinished}`)
  return isUsed ? unusedName(directory, at + 1) : file
}

export function syncFile(file: string): void {
  const handle = openSync(file, 'r+')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** Makes renames durable. Some systems sync no directories, and need not. */
export function syncDirectory(directory: string): void {
  try {
    const handle = openSync(directory, 'r')
    try {
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
  } catch {
    // See above.
  }
}

export function asDiskError(thrown: unknown): unknown {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : null
  if (code === 'ENOSPC' || code === 'EROFS' || code === 'EACCES' || code === 'EDQUOT') {
    return new AppError('disk_full', 'The disk is full or read-only; nothing was changed.', { cause: thrown })
  }
  return thrown
}
