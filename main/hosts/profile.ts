import { mkdir, open, readFile, rm, rmdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import { AppError } from '#main/kernel/errors.ts'
import { makeOwnerOnlyDirectory, readIfThere } from '#main/hosts/owner-only.ts'

/**
 * Where a desk keeps everything, and the lock that lets one process at a time write there. A lock whose process is gone
 * is taken over; a live one is `busy` and says who holds it.
 */

export type Environment = Readonly<Record<string, string | undefined>>

export function defaultProfileDirectory(platform: NodeJS.Platform, environment: Environment, home: string): string {
  const named = environment['COUNTERSIGN_PROFILE']
  if (named !== undefined && named !== '') return named
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Countersign')
  if (platform === 'win32') return join(environment['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'Countersign')
  const data = environment['XDG_DATA_HOME']
  return join(data !== undefined && data.startsWith('/') ? data : join(home, '.local', 'share'), 'countersign')
}

/** The database of a workspace; its backups lie in a folder beside it. */
export const databaseIn = (directory: string): string => join(directory, 'desk.sqlite')
export const backupsIn = (directory: string): string => join(directory, 'backups')

const HolderSchema = z.object({
  pid: z.number().int().min(1),
  /** When the process began, as its system counts; tells a reused pid from the one that took the lock. */
  born: z.string().nullable(),
  instance: z.string().min(1),
})
export type Holder = z.infer<typeof HolderSchema>

export type Lock = { readonly instance: string; readonly release: () => Promise<void> }

/** Linux counts ticks since boot; together with the boot id that names one process for ever. Elsewhere: null. */
async function birthOf(pid: number): Promise<string | null> {
  try {
    const line = await readFile(`/proc/${pid}/stat`, 'utf8')
    const ticks = line.slice(line.lastIndexOf(')') + 2).split(' ')[19]
    const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim()
    return ticks === undefined ? null : `${boot}/${ticks}`
  } catch {
    return null
  }
}

export async function isAlive(holder: Pick<Holder, 'pid' | 'born'>): Promise<boolean> {
  try {
    process.kill(holder.pid, 0)
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ESRCH') return false
  }
  return holder.born === null || holder.born === (await birthOf(holder.pid))
}

async function readHolder(file: string): Promise<Holder | null> {
  const text = await readIfThere(file)
  if (text === null) return null
  try {
    return HolderSchema.parse(JSON.parse(text))
  } catch {
    return null
  }
}

/** Who holds the profile now, or null. */
export async function holderOf(directory: string): Promise<Holder | null> {
  const holder = await readHolder(join(directory, 'lock'))
  return holder !== null && (await isAlive(holder)) ? holder : null
}

async function claim(file: string, holder: Holder): Promise<boolean> {
  try {
    const handle = await open(file, 'wx', 0o600)
    try {
      await handle.writeFile(JSON.stringify(holder))
      await handle.sync()
    } finally {
      await handle.close()
    }
    return true
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST') return false
    throw new AppError('disk_full', 'The profile cannot be written.', { cause: thrown })
  }
}

/** Two starters may both find the same dead lock: only the one that makes this directory may clear it away. */
async function clearDeadLock(file: string): Promise<void> {
  const gate = `${file}.clearing`
  try {
    await mkdir(gate, { mode: 0o700 })
  } catch {
    const since = await stat(gate).then(
      (found) => found.mtimeMs,
      () => 0,
    )
    if (since !== 0 && Date.now() - since > 10_000) await rmdir(gate).catch(() => {})
    await wait(20)
    return
  }
  try {
    const holder = await readHolder(file)
    if (holder === null || !(await isAlive(holder))) await rm(file, { force: true })
  } finally {
    await rmdir(gate).catch(() => {})
  }
}

export async function lockProfile(directory: string, instance: string): Promise<Lock> {
  await makeOwnerOnlyDirectory(directory)
  const file = join(directory, 'lock')
  const mine: Holder = { pid: process.pid, born: await birthOf(process.pid), instance }
  for (let tries = 0; tries < 200; tries += 1) {
    if (await claim(file, mine)) return { instance, release: () => release(file, instance) }
    const holder = await readHolder(file)
    if (holder !== null && (await isAlive(holder)))
      throw new AppError('busy', `This profile is open in another process (${holder.pid}).`, {
        data: { pid: holder.pid },
      })
    // An empty lock may be one whose owner is between creating and writing it.
    if (holder === null && tries < 10) await wait(20)
    else await clearDeadLock(file)
  }
  throw new AppError('busy', 'This profile is being opened by another process.')
}

async function release(file: string, instance: string): Promise<void> {
  if ((await readHolder(file))?.instance === instance) await rm(file, { force: true })
}
