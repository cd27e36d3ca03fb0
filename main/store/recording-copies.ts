import { constants, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { copyFile, link, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { guarded, openForReading } from '#main/store/database.ts'
import { hashOfFile } from '#main/store/file-hash.ts'

/**
 * Recordings beside a copy of the database that speaks of them: links to the same files where the disk can do that, copies
 * otherwise, with a list of what each one has to be. A file that is not what the database says is left out and named.
 */
export type KeptFile = {
  readonly file: string
  readonly bytes: number
  readonly sha256: string
  /** False: it was gone, or was not what it had been. */
  readonly kept: boolean
}

const listName = 'recordings.json'

/** The folder that goes with a backup. */
export const recordingsOf = (backup: string): string => backup.replace(/\.(db|damaged)$/, '.calls')

/** `trusted`: the backup before; what it holds already was checked then, and a link to it is the same file. */
export async function keepRecordings(options: {
  readonly database: string
  readonly recordings: string
  readonly to: string
  readonly trusted: string | null
}): Promise<readonly KeptFile[]> {
  const { database, recordings, to, trusted } = options
  const rows = recordingsIn(database)
  if (rows.length === 0) return []
  rmSync(to, { recursive: true, force: true })
  mkdirSync(to, { recursive: true, mode: 0o700 })
  const before = new Map((trusted === null ? [] : listIn(trusted)).map((one) => [one.file, one]))
  const list: KeptFile[] = []
  for (const row of rows) {
    const name = basename(row.file)
    const known = trusted !== null && before.get(row.file)?.sha256 === row.sha256
    list.push({
      ...row,
      kept: await keepOne(join(recordings, name), join(to, name), row, known ? join(trusted, name) : null),
    })
  }
  writeFileSync(join(to, listName), JSON.stringify({ recordings: list }), { mode: 0o600 })
  return list
}

async function keepOne(
  from: string,
  to: string,
  row: { readonly sha256: string },
  before: string | null,
): Promise<boolean> {
  if (!existsSync(from)) return false
  await linkOrCopy(from, to)
  const isSame = before !== null && (await isOneFile(before, to))
  if (isSame || (await hashOfFile(to)) === row.sha256) return true
  rmSync(to, { force: true })
  return false
}

async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to)
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : null
    if (code === 'ENOSPC' || code === 'EEXIST') throw thrown
    await copyFile(from, to, constants.COPYFILE_FICLONE)
  }
}

async function isOneFile(a: string, b: string): Promise<boolean> {
  try {
    const [one, other] = await Promise.all([stat(a), stat(b)])
    return one.ino !== 0 && one.ino === other.ino && one.dev === other.dev
  } catch {
    return false
  }
}

/** Reads all of them again. `wrong`: not there, or not as the database of that backup has it. */
export async function checkRecordings(
  folder: string,
): Promise<{ readonly kept: number; readonly wrong: readonly string[] }> {
  const list = listIn(folder)
  const wrong: string[] = []
  for (const { file, sha256 } of list) {
    const held = join(folder, basename(file))
    if (!existsSync(held) || (await hashOfFile(held)) !== sha256) wrong.push(file)
  }
  return { kept: list.length - wrong.length, wrong }
}

/** What came back, and what the database speaks of that is nowhere. */
export type BroughtBack = { readonly back: number; readonly lost: number }

/** Puts recordings back that are missing beside a database that was restored. What is there stays. */
export async function bringBackRecordings(backup: string, database: string): Promise<BroughtBack> {
  const recordings = join(dirname(database), 'calls')
  const folder = recordingsOf(backup)
  let [back, lost] = [0, 0]
  for (const { file, sha256 } of recordingsIn(database)) {
    const to = join(recordings, basename(file))
    if (existsSync(to)) continue
    const from = join(folder, basename(file))
    if (!existsSync(from) || (await hashOfFile(from)) !== sha256) lost += 1
    else {
      mkdirSync(recordings, { recursive: true, mode: 0o700 })
      // A copy of its own: what is taken out of one later must not be taken out of the other unseen.
      await copyFile(from, to, constants.COPYFILE_FICLONE)
      back += 1
    }
  }
  return { back, lost }
}

function listIn(folder: string): readonly KeptFile[] {
  try {
    const list = JSON.parse(readFileSync(join(folder, listName), 'utf8')) as {
      readonly recordings: readonly KeptFile[]
    }
    return list.recordings
  } catch {
    return []
  }
}

function recordingsIn(database: string): readonly Omit<KeptFile, 'kept'>[] {
  return guarded(() => {
    const db = openForReading(database)
    try {
      const isThere = db.prepare(`select 1 from sqlite_schema where name = 'call_recordings'`).get() !== undefined
      return isThere
        ? db.prepare<[], Omit<KeptFile, 'kept'>>('select file, bytes, sha256 from call_recordings order by call').all()
        : []
    } finally {
      db.close()
    }
  })
}
