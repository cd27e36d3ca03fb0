import { open, rename, rm } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { AppError } from '#main/kernel/errors.ts'
import { describeFile, type KeptRecording } from '#main/services/voice/recording-file.ts'
import { createPlacing, createTracks, type Side } from '#main/services/voice/tracks.ts'
import { frameBytes, headerBytes, waveHeader } from '#main/services/voice/wave-header.ts'

/**
 * Writes a call down as it goes: nothing before it is switched on, then every 200 ms what was heard on both sides, forced to the
 * disk each second, so that a crash takes at most the last second along. The file becomes a recording when it is finished; until
 * then it carries `.part` in its name. A disk without room ends the recording and nothing else.
 */
export type RecordingState = 'off' | 'recording' | 'paused' | 'disk_low' | 'failed'

export type Recorder = {
  readonly set: (wish: 'on' | 'paused' | 'off') => void
  /** `endsAtMs`: on the clock of the call. */
  readonly add: (side: Side, samples: Int16Array, endsAtMs: number) => void
  readonly tick: () => void
  /** From here on the file is a recording of its present length also for somebody else. */
  readonly seal: () => void
  readonly state: () => RecordingState
  readonly finish: () => Promise<KeptRecording | null>
}

export type RecorderPorts = {
  readonly rate: number
  /** Without its ending. */
  readonly path: string | null
  readonly atMs: () => number
  readonly space: (directory: string) => Promise<{ readonly free: number } | null>
  readonly tell: (state: RecordingState, durationMs: number, message: string) => void
  /** So much sound, in all, came too late to be written. */
  readonly missed: (ms: number) => void
}

const writeEveryMs = 200
const syncEveryMs = 1000
/** A little more than a pre-roll: until then sound may still come for a moment that is over. */
const holdBackMs = 450
/** A thread that was kept from running for so long looks at what arrived first. */
const stallMs = 200
/** A disk that takes less than it is given for so long (minutes) is not waited for. */
const mostWaitingBytes = 32 * 1024 * 1024
const leastFree = 500 * 1024 * 1024

export function createRecorder(ports: RecorderPorts): Recorder {
  const { rate, path, atMs, tell } = ports
  const tracks = createTracks(rate)
  const placing = { caller: createPlacing(rate, 80), agent: createPlacing(rate, 250) }
  const part = `${path ?? ''}.wav.part`
  let state: RecordingState = 'off'
  let beganAt: number | null = null
  let file: FileHandle | null = null
  let written = 0
  let [writtenAt, syncedAt, tickedAt] = [0, 0, 0]
  /** Nothing that sounded before this moment belongs into the recording. */
  let allowedFromMs = 0
  let stalledBefore = false
  let waitingBytes = 0
  let queue: Promise<unknown> = Promise.resolve()

  /** While it runs, how far it is; afterwards, what is there. */
  const durationMs = (): number =>
    Math.round(isOver() || beganAt === null ? (tracks.taken() / rate) * 1000 : atMs() - beganAt)
  const enter = (next: RecordingState, message = ''): void => {
    if (next === state) return
    state = next
    tell(next, durationMs(), message)
  }
  const isOver = (): boolean => state === 'disk_low' || state === 'failed'

  const fail = (thrown: unknown): void => {
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : null
    if (code === 'ENOSPC' || code === 'EDQUOT')
      enter('disk_low', 'The disk is full: the recording has stopped, the call goes on.')
    else enter('failed', 'The recording cannot be written: it has stopped, the call goes on.')
  }
  /** One after the other; what fails ends the recording, and what was written stays. */
  const then = (work: () => Promise<void>): void => {
    queue = queue.then(async () => {
      if (state === 'failed') return
      await work().catch(fail)
    })
  }

  const begin = (): void => {
    beganAt = atMs()
    writtenAt = syncedAt = tickedAt = beganAt
    then(async () => {
      const room = await ports.space(dirname(part))
      if (room !== null && room.free < leastFree)
        throw Object.assign(new AppError('disk_full', 'The disk has too little room.'), { code: 'ENOSPC' })
      file = await open(part, 'wx', 0o600)
      await file.write(waveHeader(rate, 0), 0, headerBytes, 0)
    })
  }

  const write = (untilMs: number): void => {
    if (beganAt === null || isOver()) return
    const until = Math.floor(((untilMs - beganAt) * rate) / 1000)
    const bytes = tracks.take(until)
    const silent = tracks.skip(until)
    if (bytes.length + silent === 0) return
    waitingBytes += bytes.length
    if (waitingBytes > mostWaitingBytes)
      return enter('failed', 'The disk is too slow: the recording has stopped, the call goes on.')
    then(async () => {
      waitingBytes -= bytes.length
      // Behind a piece that failed everything would stand in the wrong place.
      if (isOver()) return
      // A disk that fills up takes a part of it first; the next attempt says why.
      for (let done = 0; file !== null && done < bytes.length;) {
        const { bytesWritten } = await file.write(bytes, done, bytes.length - done, headerBytes + written)
        done += bytesWritten
        written += bytesWritten
      }
      // A hole in the file reads as silence.
      written += silent * frameBytes
    })
  }

  /** The header says what is there, so that also a player who is not ours can read the file. */
  const force = async (): Promise<void> => {
    await file?.write(waveHeader(rate, written), 0, headerBytes, 0)
    await file?.datasync()
  }
  const seal = (): void => then(force)
  const sync = (): void =>
    then(async () => {
      await force()
      const room = await ports.space(dirname(part))
      if (room !== null && room.free < leastFree)
        enter('disk_low', 'The disk is nearly full: the recording has stopped, the call goes on.')
    })

  return {
    set: (wish) => {
      if (isOver()) return
      if (wish === 'on') {
        if (path === null) return enter('failed', 'There is no place for a recording.')
        if (state !== 'recording') allowedFromMs = atMs()
        if (beganAt === null) begin()
        else if (state === 'off') write(atMs() - holdBackMs)
        return enter('recording')
      }
      if (beganAt === null) return
      write(atMs() - holdBackMs)
      seal()
      enter(wish)
    },
    add: (side, samples, endsAtMs) => {
      if (state !== 'recording' || beganAt === null) return
      const early = Math.round(((allowedFromMs - endsAtMs) * rate) / 1000) + samples.length
      const allowed = early > 0 ? samples.subarray(early) : samples
      if (allowed.length > 0) tracks.put(side, placing[side](allowed.length, endsAtMs - beganAt), allowed)
    },
    tick: () => {
      if (beganAt === null || isOver() || state === 'off') return
      const at = atMs()
      const stalled = at - tickedAt > stallMs
      tickedAt = at
      // What came in the meantime is still on its way to us: it is waited for once.
      stalledBefore = stalled && !stalledBefore
      if (stalledBefore) return
      if (at - writtenAt >= writeEveryMs) {
        writtenAt = at
        write(at - holdBackMs)
      }
      if (at - syncedAt >= syncEveryMs) {
        syncedAt = at
        sync()
      }
    },
    seal,
    state: () => state,
    finish: async () => {
      if (state !== 'off') write(atMs())
      if (tracks.late() > 0) ports.missed(Math.ceil((tracks.late() / rate) * 1000))
      await queue
      if (file === null || path === null) return null
      const kept = `${path}.wav`
      try {
        written -= written % frameBytes
        await file.truncate(headerBytes + written)
        await file.write(waveHeader(rate, written), 0, headerBytes, 0)
        await file.sync()
        await file.close()
        if (written === 0) {
          await rm(part)
          return null
        }
        await rename(part, kept)
        return await describeFile(kept, rate)
      } catch (thrown) {
        // What was written lies there under its part name, and is put right at the next start.
        fail(thrown)
        await file.close().catch(() => undefined)
        return null
      }
    },
  }
}
