import { spawnSync } from 'node:child_process'
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, statfsSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A file system of its own, in memory, that can be filled to the last byte. */
export type SmallDisk = {
  readonly path: string
  readonly fill: () => void
  /** All but so many bytes. */
  readonly fillBut: (bytes: number) => void
  readonly makeRoom: () => void
  readonly remove: () => void
}

const done = (program: string, words: readonly string[]): boolean =>
  spawnSync(program, words, { stdio: 'ignore' }).status === 0

/** Whether this process may make one: Linux, and allowed to mount. */
export const canMount = (): boolean => {
  const probe = mkdtempSync(join(tmpdir(), 'countersign-disk-'))
  const isMounted = done('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', probe])
  if (isMounted) done('umount', [probe])
  rmSync(probe, { recursive: true })
  return isMounted
}

export function mountSmallDisk(megabytes: number): SmallDisk {
  const path = mkdtempSync(join(tmpdir(), 'countersign-disk-'))
  if (!done('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path])) throw new Error('Not mounted.')
  const filler = join(path, 'filler')
  return {
    path,
    fill: () => {
      const handle = openSync(filler, 'a')
      try {
        for (let size = 1024 * 1024; size > 0; size = Math.floor(size / 2)) {
          try {
            for (;;) writeSync(handle, Buffer.alloc(size, 46))
          } catch {
            // Full for pieces of this size.
          }
        }
        fsyncSync(handle)
      } finally {
        closeSync(handle)
      }
      if (statfsSync(path).bavail > 0) throw new Error('The disk is not full.')
    },
    fillBut: (bytes) => {
      // A desk that works writes as well: what it took meanwhile is not there any more.
      for (let attempt = 1; ; attempt += 1) {
        const { bavail, bsize } = statfsSync(path)
        try {
          return writeFileSync(filler, Buffer.alloc(bavail * bsize - bytes, 46))
        } catch (thrown) {
          rmSync(filler, { force: true })
          if (attempt === 5) throw thrown
        }
      }
    },
    makeRoom: () => rmSync(filler, { force: true }),
    remove: () => {
      done('umount', ['-l', path])
      rmSync(path, { recursive: true, force: true })
    },
  }
}

/** Makes files refuse every write, also through handles that are open, as a disk does that goes read-only. Returns whether. */
export const freeze = (files: readonly string[]): boolean => done('chattr', ['+i', ...files])
export const thaw = (files: readonly string[]): boolean => done('chattr', ['-i', ...files])
