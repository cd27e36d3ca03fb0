import type { AppContract } from '#contract/index.ts'
import type { Call, Recording } from '#contract/call.ts'
import { AppError, asAppError } from '#main/kernel/errors.ts'
import type { FinishedRecording, Recordings } from '#main/kernel/recordings.ts'
import type { Desk } from '#main/services/desk.ts'
import type { Moments } from '#main/domain/erasing/line.ts'
import { peaksPerSecond, silencePeaks } from '#main/services/voice/peaks.ts'
import type { KeptRecording } from '#main/store/calls.ts'
import type { Handlers } from '#rpc/serve.ts'

export type Sound = { readonly recording: Recording; readonly kept: KeptRecording }

/** What is kept of the sound of calls: the file with what proves it, its peaks for the screen, and its removal. */
export type RecordingsOfCalls = {
  readonly finished: (call: Call, file: FinishedRecording) => Sound
  /** What is said of a call of which nothing was recorded. */
  readonly without: (before: Recording) => Recording
  /** What can be done about a recording beside the work: its outline, and a smaller file where that is wished for. */
  readonly follow: (id: string) => void
  /**
   * Silence in place of some of its sound; the smaller or larger file it was is gone when this resolves. `mark`: of this
   * time only, so that whoever was stopped in between knows how far it went. Times are in the call.
   */
  readonly silence: (id: string, mark: string, moments: readonly Moments[]) => Promise<void>
  /** Gives up what is under way, and waits until nothing is. */
  readonly stop: () => Promise<void>
  /** Of a call that a stop of the desk cut off; null: nothing was recorded. */
  readonly repair: (call: Call) => Promise<Sound | null>
  /** Calls whose recording nobody has finished. */
  readonly unfinished: () => Promise<readonly string[]>
  /** Throws `not_found` where nothing was recorded. */
  readonly open: (id: string) => Promise<{ readonly file: Blob; readonly name: string; readonly offsetMs: number }>
  readonly handlers: Pick<Handlers<AppContract['calls']>, 'audio' | 'peaks' | 'removeRecording'>
}

const pieceBytes = 256 * 1024

export function createRecordingsOfCalls(desk: Desk, recordings: Recordings | null): RecordingsOfCalls {
  const files = (): Recordings => {
    if (recordings === null) throw new AppError('blocked', 'This desk holds no calls.')
    return recordings
  }
  const keptOf = async (id: string): Promise<KeptRecording> => {
    const kept = await desk.store.calls.recording(id)
    if (kept === null) throw new AppError('not_found', 'There is no recording of this call.')
    return kept
  }
  const kept = (file: FinishedRecording, offsetMs: number): KeptRecording => ({
    file: files().nameOf(file.file),
    bytes: file.bytes,
    sha256: file.sha256,
    offsetMs,
    peaks: null,
  })
  const whole = (before: Recording, durationMs: number, repaired: boolean): Recording => ({
    ...before,
    state: 'kept',
    durationMs,
    gaps: before.gaps
      .map((gap) => ({ ...gap, toMs: gap.toMs ?? durationMs }))
      // A file that ends where it was switched off has no gap there.
      .filter(({ fromMs, toMs, why }) => why !== 'paused' || toMs > fromMs),
    repaired,
  })
  const finished: RecordingsOfCalls['finished'] = (call, file) => ({
    recording: whole(call.recording, file.durationMs, file.repaired === true),
    kept: kept(file, call.recording.fromMs ?? 0),
  })
  const draw = async (id: string): Promise<void> => {
    try {
      const found = await keptOf(id)
      const drawn = { ...found, peaks: await files().peaks(found.file) }
      await desk.record.keepCall(id, { recordingOf: { file: found.file, is: drawn } })
    } catch (thrown) {
      desk.log('warn', 'call.no_peaks', { code: asAppError(thrown).code })
    }
  }

  const stopping = new AbortController()
  let under: Promise<void> = Promise.resolve()

  /** The smaller file counts from the moment it stands in the database; only then the larger one goes. */
  const shrink = async (id: string): Promise<void> => {
    const [found, call] = [await keptOf(id), await desk.store.calls.get(id)]
    if (!found.file.endsWith('.wav')) return
    const small = await files().shrink(found.file, call.recording.durationMs, stopping.signal)
    const { file, bytes, sha256 } = small
    const smaller = { ...found, file: files().nameOf(file), bytes, sha256 }
    await desk.record.keepCall(id, { recordingOf: { file: found.file, is: smaller } })
    const isKept = (await desk.store.calls.recording(id))?.file === smaller.file
    await files().removeFile(isKept ? found.file : smaller.file)
  }
  const settle = async (id: string): Promise<void> => {
    await draw(id)
    if (!desk.configuration().voice.opus || stopping.signal.aborted) return
    await shrink(id).catch((thrown: unknown) => {
      if (!stopping.signal.aborted) desk.log('warn', 'call.not_shrunk', { code: asAppError(thrown).code })
    })
  }

  const quieten = async (id: string, mark: string, moments: readonly Moments[]): Promise<void> => {
    const found = await desk.store.calls.recording(id)
    if (found === null) return
    const ending = found.file.slice(found.file.lastIndexOf('.'))
    const to = `${id}.${mark}${ending}`
    if (found.file !== to) {
      const silence = moments.map(({ fromMs, toMs }) => ({
        fromMs: Math.max(0, fromMs - found.offsetMs),
        toMs: Math.max(0, toMs - found.offsetMs),
      }))
      const { bytes, sha256 } = await files().silence(found.file, to, silence)
      desk.watch('sound_written')
      const peaks = found.peaks === null ? null : silencePeaks(found.peaks, peaksPerSecond, silence)
      const is = { ...found, file: to, bytes, sha256, peaks }
      await desk.record.keepCall(id, { recordingOf: { file: found.file, is } })
      desk.watch('sound_kept')
    }
    await files().removeOthers(id, (await desk.store.calls.recording(id))?.file ?? to)
  }

  return {
    silence: (id, mark, moments) => {
      const done = under.then(() => quieten(id, mark, moments))
      under = done.catch(() => {})
      return done
    },
    follow: (id) => {
      under = under.then(() => (stopping.signal.aborted ? undefined : settle(id)))
    },
    stop: async () => {
      stopping.abort()
      await under
    },
    finished,
    without: (before) =>
      before.state === 'failed' || before.state === 'disk_low' ? before : { ...before, state: 'off' },
    repair: async (call) => {
      if (recordings === null) return null
      try {
        const found = await recordings.repair(call.id)
        return found === null ? null : finished(call, { ...found, repaired: true })
      } catch (thrown) {
        desk.log('warn', 'call.not_repaired', { code: asAppError(thrown).code })
        return null
      }
    },
    unfinished: async () => (recordings === null ? [] : recordings.unfinished()),
    open: async (id) => {
      const { file: name, offsetMs } = await keptOf(id)
      return { file: await files().open(name), name, offsetMs }
    },
    handlers: {
      audio: async ({ id, offset }) => {
        const { file } = await keptOf(id)
        const { total, data } = await files().read(file, offset, pieceBytes)
        const type = file.endsWith('.ogg') || file.endsWith('.opus') ? 'audio/ogg' : 'audio/wav'
        return { bytes: total, data: Buffer.from(data).toString('base64'), type }
      },
      peaks: async ({ id }) => {
        if ((await keptOf(id)).peaks === null) await draw(id)
        const { peaks } = await keptOf(id)
        return { perSecond: 50, data: Buffer.from(peaks ?? new Uint8Array()).toString('base64') }
      },
      removeRecording: async ({ id }) => {
        const call = await desk.store.calls.get(id)
        if (call.state !== 'ended') throw new AppError('conflict', 'The call is still under way. Pause the recording.')
        await files().remove(id)
        const { call: after } = await desk.record.keepCall(id, {
          recording: null,
          call: { recording: { ...call.recording, state: 'off', durationMs: 0, gaps: [] } },
        })
        return after
      },
    },
  }
}
