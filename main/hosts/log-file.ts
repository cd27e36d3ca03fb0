import { appendFileSync, chmodSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '#main/kernel/clock.ts'
import { createLog } from '#main/kernel/log.ts'
import type { Log } from '#main/kernel/ports.ts'

const longest = 4 * 1024 * 1024

/** JSON lines in an owner-only file of the profile; the one before is kept, older ones are not. */
export function openLogFile(profileDirectory: string): Log {
  const file = join(profileDirectory, 'desk.log')
  let size = sizeOf(file)
  return createLog((line) => {
    if (size > longest) {
      renameSync(file, `${file}.1`)
      size = 0
    }
    appendFileSync(file, line, { mode: 0o600 })
    if (size === 0) chmodSync(file, 0o600)
    size += Buffer.byteLength(line)
  }, systemClock)
}

function sizeOf(file: string): number {
  try {
    return statSync(file).size
  } catch {
    return 0
  }
}
