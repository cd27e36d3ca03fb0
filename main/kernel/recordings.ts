/** Files with the sound of calls, in a folder that is this user's alone. A name is relative to that folder. */
export type Recordings = {
  /** Where the sound of a call is written, without an ending; the folder is there. */
  readonly place: (callId: string) => Promise<string>
  /** The name of a file that was written there. */
  readonly nameOf: (file: string) => string
  /** A piece of it and how long all of it is. Throws `not_found` where the file is gone. */
  readonly read: (name: string, offset: number, bytes: number) => Promise<{ total: number; data: Uint8Array }>
  /** All of it, read as it is sent. */
  readonly open: (name: string) => Promise<Blob>
  /** Lowest and highest of each 20 ms, both channels in turn. */
  readonly peaks: (name: string) => Promise<Uint8Array>
  /** What a stop in the middle left of a recording, made whole; null: there is none. */
  readonly repair: (callId: string) => Promise<FinishedRecording | null>
  /** Calls whose recording nobody has finished. */
  readonly unfinished: () => Promise<readonly string[]>
  /** Made much smaller beside the work; the file it was made from stays. `durationMs` is the one given. */
  readonly shrink: (name: string, durationMs: number, signal: AbortSignal) => Promise<FinishedRecording>
  /** Written anew as `to`, with silence in it, as long as it was; on the disk when it resolves. The old file stays. */
  readonly silence: (
    name: string,
    to: string,
    silence: readonly { readonly fromMs: number; readonly toMs: number }[],
  ) => Promise<{ readonly bytes: number; readonly sha256: string }>
  /** All files of the call but this one. */
  readonly removeOthers: (callId: string, name: string) => Promise<void>
  readonly removeFile: (name: string) => Promise<void>
  /** All files of the call. */
  readonly remove: (callId: string) => Promise<void>
}

export type FinishedRecording = {
  readonly file: string
  readonly bytes: number
  readonly durationMs: number
  readonly sha256: string
  /** Put right after whoever wrote it had been stopped in the middle. */
  readonly repaired?: boolean | undefined
}
