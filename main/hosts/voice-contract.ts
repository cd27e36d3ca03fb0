import type { MessagePort } from 'node:worker_threads'
import type { LogLevel } from '#main/kernel/ports.ts'

/** What the main thread and the voice engine's thread say to each other beside the engine contract. */
export type VoiceData = {
  readonly port: MessagePort
  /** A recording in place of a microphone, and a loudspeaker that keeps what it is given: for tests and demonstrations. */
  readonly soundFile: string | null
}

export type ToVoice =
  /** The far end of the link to a page that lends its sound; it is transferred. */
  | { readonly type: 'audio_page'; readonly port: MessagePort }
  /** Ends every call, finishes its recording, and answers `closed`. */
  | { readonly type: 'close' }

export type FromVoice =
  | {
      readonly type: 'log'
      readonly level: LogLevel
      readonly event: string
      readonly fields: Readonly<Record<string, unknown>>
    }
  | { readonly type: 'closed' }
