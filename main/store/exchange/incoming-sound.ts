import { chmodSync, copyFileSync, existsSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { syncFile } from '#main/store/backup.ts'

/** A recording that came with an import: it was hashed when it came in, and lies beside what is staged under that hash. */
export type TakeSound = (
  callId: string,
  recording: { readonly file: string | null; readonly sha256: string },
) => { readonly file: string; readonly bytes: number } | null

/** Null: no hash, so no name of a file. */
export const soundBeside = (staging: string, sha256: string): string | null =>
  /^[0-9a-f]{64}$/.test(sha256) ? staging.replace(/staged$/, `${sha256}.sound`) : null

export const hasSound = (staging: string, sha256: string): boolean => {
  const file = soundBeside(staging, sha256)
  return file !== null && existsSync(file)
}

/** Copies it among the recordings of this desk, on the disk when it returns; a stop after it leaves it to be copied again. */
export function createTakeSound(staging: string, recordings: string): TakeSound {
  return (callId, { file, sha256 }) => {
    const from = soundBeside(staging, sha256)
    const [ending] = /\.(?:wav|opus)$/.exec(file ?? '') ?? []
    if (from === null || !existsSync(from) || ending === undefined || !/^[\w-]{1,100}$/.test(callId)) return null
    mkdirSync(recordings, { recursive: true, mode: 0o700 })
    const name = `${callId}${ending}`
    const draft = join(recordings, `${name}.draft`)
    copyFileSync(from, draft)
    chmodSync(draft, 0o600)
    syncFile(draft)
    renameSync(draft, join(recordings, name))
    return { file: name, bytes: statSync(join(recordings, name)).size }
  }
}
