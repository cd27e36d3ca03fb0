import { createHash, type Hash } from 'node:crypto'
import {
  closeSync,
  copyFileSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { AppError } from '#main/kernel/errors.ts'
import { asDiskError } from '#main/store/disk-error.ts'
import { syncDirectory } from '#main/store/backup.ts'
import { hashOfFile } from '#main/store/file-hash.ts'

/**
 * A folder that is there when it is finished, with a list of all its files and what proves them, and not at all before:
 * it is filled under another name. Only this user can read it.
 */
export type ExportFolder = {
  /** Adds to a file; the first time makes it. For few files of many pieces. */
  readonly write: (name: string, text: string) => void
  /** A file of one piece. */
  readonly writeWhole: (name: string, text: string) => void
  /** Throws where the file to copy is gone or is not what its hash says. */
  readonly copy: (from: string, name: string, sha256: string) => Promise<void>
  readonly files: () => readonly { readonly name: string; readonly bytes: number; readonly sha256: string }[]
  /** Everything is on disk, under its own name. */
  readonly finish: (manifest: object) => void
  readonly discard: () => void
}

const unfinished = '.part'
const bufferedCharacters = 256 * 1024

type Open = { readonly descriptor: number; readonly hash: Hash; bytes: number; waiting: string }

export function createExportFolder(folder: string): ExportFolder {
  const draft = `${folder}${unfinished}`
  const open = new Map<string, Open>()
  const done = new Map<string, { readonly bytes: number; readonly sha256: string }>()
  const made = new Set<string>()
  const guarded = <T>(work: () => T): T => {
    try {
      return work()
    } catch (thrown) {
      throw asDiskError(thrown, 'nothing was written')
    }
  }
  guarded(() => {
    mkdirSync(dirname(folder), { recursive: true, mode: 0o700 })
    removeUnfinished(dirname(folder))
    mkdirSync(draft, { mode: 0o700 })
  })

  const placeOf = (name: string): string => {
    const file = join(draft, name)
    const parent = dirname(file)
    if (parent !== draft && !made.has(parent)) {
      mkdirSync(parent, { recursive: true, mode: 0o700 })
      made.add(parent)
    }
    return file
  }
  const flush = (file: Open): void => {
    const bytes = Buffer.from(file.waiting)
    file.waiting = ''
    file.hash.update(bytes)
    for (let at = 0; at < bytes.length;) at += writeSync(file.descriptor, bytes, at)
    file.bytes += bytes.length
  }
  const close = (name: string, file: Open): void => {
    flush(file)
    fsyncSync(file.descriptor)
    closeSync(file.descriptor)
    open.delete(name)
    done.set(name, { bytes: file.bytes, sha256: file.hash.digest('hex') })
  }
  const writeWhole = (name: string, text: string): void => {
    const bytes = Buffer.from(text)
    const descriptor = openSync(placeOf(name), 'wx', 0o600)
    try {
      for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at)
    } finally {
      closeSync(descriptor)
    }
    done.set(name, { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') })
  }

  return {
    write: (name, text) =>
      guarded(() => {
        let file = open.get(name)
        if (file === undefined) {
          file = { descriptor: openSync(placeOf(name), 'wx', 0o600), hash: createHash('sha256'), bytes: 0, waiting: '' }
          open.set(name, file)
        }
        file.waiting += text
        if (file.waiting.length >= bufferedCharacters) flush(file)
      }),
    writeWhole: (name, text) => guarded(() => writeWhole(name, text)),
    copy: async (from, name, sha256) => {
      const to = guarded(() => {
        const place = placeOf(name)
        copyFileSync(from, place)
        return place
      })
      const found = await hashOfFile(to)
      if (found !== sha256) {
        rmSync(to, { force: true })
        throw new AppError('not_found', 'The recording is not the one that was kept.')
      }
      done.set(name, { bytes: statSync(to).size, sha256 })
    },
    files: () => [...done].map(([name, file]) => ({ name, ...file })).toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    finish: (manifest) =>
      guarded(() => {
        for (const [name, file] of open) close(name, file)
        const files = [...done]
          .map(([name, file]) => ({ name, ...file }))
          .toSorted((a, b) => (a.name < b.name ? -1 : 1))
        writeWhole('manifest.json', `${JSON.stringify({ ...manifest, files }, null, 2)}\n`)
        syncDirectory(draft)
        renameSync(draft, folder)
        syncDirectory(dirname(folder))
      }),
    discard: () => {
      for (const { descriptor } of open.values()) closeSync(descriptor)
      open.clear()
      rmSync(draft, { recursive: true, force: true })
    },
  }
}

/** What desks that were ended in the middle of it left behind. One export is under way at a time. */
function removeUnfinished(directory: string): void {
  for (const name of readdirSync(directory)) {
    if (name.startsWith('transcripts-') && name.endsWith(unfinished))
      rmSync(join(directory, name), { recursive: true, force: true })
  }
}
