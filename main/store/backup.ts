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
import { oldCopies, removeCopies } from '#main/store/backup-removal.ts'
import { asDiskErrorHere } from '#main/store/disk-error.ts'
import type { BackupFile, BackupStore } from '#main/store/store.ts'
import { checkRecordings, keepRecordings, recordingsOf } from '#main/store/recording-copies.ts'
import { checkIntegrity } from '#main/store/verify.ts'

export type BackupOptions = {
  readonly directory: string
  /** The live database: what backups took the place of lies beside it. */
  readonly database: string
  /** Where the sound of calls is kept; it is kept beside each copy too. */
  readonly recordings: string
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
/** Copies that were made before something was taken in: beside the others, and in nobody's place. */
const keptOfImports = 2
const ofImport = '-import'
const mostReserved = 64 * 1024 * 1024
const unfinished = '.part'
const name = /^countersign-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z(-import)?\.(db|damaged)$/

/**
 * Backups in one directory. A file that ends in .db was complete and checked when it got that name; one that later fails
 * a check is renamed to .damaged and never restored. Kept: the newest three of today and the newest of each day before.
 */
export function createBackups(options: BackupOptions): BackupStore {
  const { directory, database, recordings, copy, examine, bytes, now, kept } = options
  const underWay = new Set<string>()
  const create = async (spared: string | null, mark = ''): Promise<BackupFile> => {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    removeUnfinished(directory, underWay)
    requireRoom(directory, bytes())
    const file = unusedName(directory, now(), mark)
    const draft = `${file}${unfinished}`
    underWay.add(draft)
    try {
      rmSync(draft, { force: true })
      closeSync(openSync(draft, 'wx', 0o600))
      await guardedAsync(() => copy(draft))
      const trusted = listBackups(directory).find(({ verified }) => verified)?.file ?? null
      const to = recordingsOf(file)
      await keepRecordings({
        database: draft,
        recordings,
        to,
        trusted: trusted === null ? null : recordingsOf(trusted),
      })
      renameSync(draft, file)
      syncDirectory(directory)
    } catch (thrown) {
      rmSync(draft, { force: true })
      rmSync(recordingsOf(file), { recursive: true, force: true })
      throw asDiskErrorHere(thrown)
    } finally {
      underWay.delete(draft)
    }
    rotate(directory, now(), kept(), [file, spared])
    return describe(file)
  }
  return {
    create: () => create(null),
    createBeforeImport: () => create(null, ofImport),
    createSparing: (file) => create(file),
    list: async () => listBackups(directory),
    verify: async (file) => {
      const known = find(directory, file)
      const judged = judge(known, await examine(known.file))
      const recorded = await checkRecordings(recordingsOf(known.file))
      return recorded.kept + recorded.wrong.length === 0 ? judged : { ...judged, recordings: recorded }
    },
    older: async (before) => oldCopies(listBackups(directory), database, before),
    removeOlder: async (than) => {
      const known = find(directory, than)
      if (!known.verified) throw new AppError('conflict', 'That backup is damaged: the older ones stay.')
      const removed = removeCopies(listBackups(directory), database, known)
      syncDirectory(directory)
      syncDirectory(dirname(database))
      return removed
    },
    createIfDue: async () => {
      const newest = listBackups(directory).find((one) => one.verified && !isOfImport(one))
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
    const database = file.replace(/\.calls$/, '')
    const isAlone =
      database !== file && ['.db', '.damaged', `.db${unfinished}`].every((end) => !existsSync(database + end))
    if (isAlone) rmSync(file, { recursive: true, force: true })
  }
}

function rotate(directory: string, now: number, kept: number, spared: readonly (string | null)[]): void {
  const good = listBackups(directory).filter(({ verified }) => verified)
  const [imports, others] = [good.filter(isOfImport), good.filter((one) => !isOfImport(one))]
  const times = chooseKept(
    others.map(({ at }) => at),
    now,
    kept,
  )
  const wanted = [...others.filter(({ at }) => times.includes(at)), ...imports.slice(0, keptOfImports)]
  for (const one of good) {
    const { file } = one
    if (wanted.includes(one) || spared.includes(file)) continue
    rmSync(file, { force: true })
    rmSync(recordingsOf(file), { recursive: true, force: true })
  }
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
    throw asDiskErrorHere(thrown)
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
  return { file, bytes: statSync(file).size, at, verified: parts[9] === 'db' }
}

export const stamp = (at: number): string => new Date(at).toISOString().replaceAll(/[-:.]/g, '')

const isOfImport = ({ file }: BackupFile): boolean => file.endsWith(`${ofImport}.db`)

function unusedName(directory: string, at: number, mark: string): string {
  const file = join(directory, `countersign-${stamp(at)}${mark}.db`)
  const isUsed = existsSync(file) || existsSync(`${file}${unfinished}`)
  return isUsed ? unusedName(directory, at + 1, mark) : file
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
