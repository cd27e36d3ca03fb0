import { openAsBlob } from 'node:fs'
import { chmod, open, readdir, rename, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { encodeOpus } from '#main/hosts/opus-thread.ts'
import { makeOwnerOnlyDirectory } from '#main/hosts/owner-only.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Recordings } from '#main/kernel/recordings.ts'
import { readPeaks } from '#main/services/voice/peaks.ts'
import { repairRecording } from '#main/services/voice/recording-file.ts'
import { syncDirectory } from '#main/store/backup.ts'
import { hashOfFile } from '#main/store/file-hash.ts'

const ending = '.wav.part'

/** Recordings in a folder of the profile. Names come from the database, and lead to no other folder. */
export function createRecordings(directory: string): Recordings {
  const fileOf = (name: string): string => {
    if (name !== basename(name) || name.startsWith('.')) throw new AppError('not_found', 'That is no recording.')
    return join(directory, name)
  }
  const gone = (cause: unknown) => new AppError('not_found', 'The recording is gone.', { cause })

  return {
    place: async (callId) => {
      await makeOwnerOnlyDirectory(directory)
      return fileOf(callId)
    },
    nameOf: (file) => basename(file),
    read: async (name, offset, bytes) => {
      const file = await open(fileOf(name), 'r').catch((thrown: unknown) => {
        throw gone(thrown)
      })
      try {
        const { size: total } = await file.stat()
        const data = Buffer.alloc(Math.max(0, Math.min(bytes, total - offset)))
        const { bytesRead } = await file.read(data, 0, data.length, offset)
        return { total, data: data.subarray(0, bytesRead) }
      } finally {
        await file.close()
      }
    },
    open: async (name) => {
      const file = fileOf(name)
      try {
        return await openAsBlob(file)
      } catch (thrown) {
        throw gone(thrown)
      }
    },
    peaks: (name) => readPeaks(fileOf(name)),
    repair: (callId) => repairRecording(`${fileOf(callId)}${ending}`),
    unfinished: async () => {
      const names = await readdir(directory).catch(() => [])
      return names.flatMap((name) => (name.endsWith(ending) ? [name.slice(0, -ending.length)] : []))
    },
    shrink: async (name, durationMs, signal) => {
      const to = fileOf(name.replace(/\.wav$/, '.opus'))
      const { bytes } = await encodeOpus({ from: fileOf(name), to }, signal)
      await chmod(to, 0o600)
      return { file: to, bytes, durationMs, sha256: await hashOfFile(to) }
    },
    silence: async (name, to, silence) => {
      const [from, made] = [fileOf(name), fileOf(to)]
      const draft = `${made}.draft`
      const { bytes } = await encodeOpus({ from, to: draft, silence }, new AbortController().signal)
      await chmod(draft, 0o600)
      await rename(draft, made)
      syncDirectory(directory)
      return { bytes, sha256: await hashOfFile(made) }
    },
    removeOthers: async (callId, name) => {
      const own = `${basename(fileOf(callId))}.`
      const names = await readdir(directory).catch(() => [])
      const others = names.filter((one) => one.startsWith(own) && one !== name)
      await Promise.all(others.map((one) => rm(join(directory, one), { force: true })))
      syncDirectory(directory)
    },
    removeFile: (name) => rm(fileOf(name), { force: true }),
    remove: async (callId) => {
      const own = `${basename(fileOf(callId))}.`
      const names = await readdir(directory).catch(() => [])
      await Promise.all(names.filter((name) => name.startsWith(own)).map((name) => rm(join(directory, name))))
    },
  }
}
