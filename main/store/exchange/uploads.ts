import { randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { AppError } from '#main/kernel/errors.ts'
import { requireRoom } from '#main/store/backup.ts'
import { asDiskErrorHere } from '#main/store/disk-error.ts'
import { hashOfFile } from '#main/store/file-hash.ts'

/** Files on their way in, piece by piece, in a folder of the profile that only this user can read. */
export type Uploads = {
  /** A new one; throws where there is no room for it. */
  readonly begin: (bytes: number) => string
  /** In order: `offset` is where the last piece ended. Returns where this one does. */
  readonly add: (id: string, offset: number, data: Uint8Array) => number
  readonly fileOf: (id: string) => string
  /** How much of it is here; null: there is no such file. */
  readonly received: (id: string) => number | null
  readonly read: (id: string) => Promise<Uint8Array<ArrayBuffer>>
  /** Where what it would add is laid; with or without the file it is made from. */
  readonly stagingOf: (id: string) => string
  /** A file that came in by itself goes with this one from now on, known by its hash. */
  readonly adopt: (id: string, sound: string) => Promise<void>
  readonly remove: (id: string) => void
  /** Takes away what nobody has asked for since; those named stay. */
  readonly tidy: (kept: readonly string[]) => void
}

const shape = /^[0-9a-f]{24}$/
const mostBytes = 16 * 1024 ** 3

export function createUploads(directory: string): Uploads {
  const place = (id: string, ending: string): string => {
    if (!shape.test(id)) throw new AppError('not_found', 'There is no file of that name here.')
    return join(directory, `${id}.${ending}`)
  }
  const fileOf = (id: string) => place(id, 'upload')
  const existing = (id: string): string => {
    const file = fileOf(id)
    if (!existsSync(file)) throw new AppError('not_found', 'There is no file of that name here.')
    return file
  }
  const guarded = <T>(work: () => T): T => {
    try {
      return work()
    } catch (thrown) {
      throw asDiskErrorHere(thrown)
    }
  }
  return {
    begin: (bytes) =>
      guarded(() => {
        if (bytes > mostBytes) throw new AppError('too_large', 'The file is larger than 16 GB.')
        mkdirSync(directory, { recursive: true, mode: 0o700 })
        requireRoom(directory, bytes)
        const id = randomBytes(12).toString('hex')
        closeSync(openSync(fileOf(id), 'wx', 0o600))
        return id
      }),
    add: (id, offset, data) =>
      guarded(() => {
        const descriptor = openSync(existing(id), 'r+')
        try {
          if (statSync(fileOf(id)).size < offset) throw new AppError('conflict', 'A piece of the file is missing.')
          for (let at = 0; at < data.length;) at += writeSync(descriptor, data, at, data.length - at, offset + at)
        } finally {
          closeSync(descriptor)
        }
        return offset + data.length
      }),
    fileOf: existing,
    received: (id) => (existsSync(fileOf(id)) ? statSync(fileOf(id)).size : null),
    read: async (id) => new Uint8Array(await readFile(existing(id))),
    stagingOf: (id) => place(id, 'staged'),
    adopt: async (id, sound) => {
      const file = existing(sound)
      renameSync(file, place(id, `${await hashOfFile(file)}.sound`))
    },
    remove: (id) => {
      if (!existsSync(directory)) return
      const own = basename(place(id, ''))
      for (const name of readdirSync(directory))
        if (name.startsWith(own)) rmSync(join(directory, name), { force: true })
    },
    tidy: (kept) => {
      if (!existsSync(directory)) return
      for (const name of readdirSync(directory)) {
        const [id = ''] = name.split('.', 1)
        if (shape.test(id) && !kept.includes(id)) rmSync(join(directory, name), { force: true })
      }
    },
  }
}
