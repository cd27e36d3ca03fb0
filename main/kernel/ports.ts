import type { Note } from '#contract/notification.ts'
import type { Secret } from '#main/kernel/secret.ts'
import type { SecretName, SecretStatus } from '#contract/settings.ts'
import type { Restored } from '#contract/storage.ts'
import type { UpdateFailure, UpdateHindrance } from '#contract/updates.ts'

/** Time since 1970, time that only passes, and timers that stop with their signal. Tests bring their own. */
export type Clock = {
  readonly now: () => number
  /** Milliseconds since some moment before: never set, never backwards; may stand still while the machine sleeps. */
  readonly monotonic: () => number
  /** Resolves after `ms`; rejects with the signal's reason when aborted first. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>
}

export type Random = {
  /** In [0, 1). */
  readonly fraction: () => number
  /** `prefix` and 20 random lower-case letters and digits, unique for ever. */
  readonly id: (prefix: string) => string
}

/** Keeps secrets; nothing outside main can ask it for a value. */
export type Vault = {
  readonly get: (name: SecretName) => Promise<Secret | null>
  /** Stores, reads back and compares. Throws `vault_refused` where the machine has no safe place. */
  readonly put: (name: SecretName, value: Secret) => Promise<SecretStatus>
  readonly remove: (name: SecretName) => Promise<void>
  readonly status: (name: SecretName) => Promise<SecretStatus>
}

/** Opens an address in the operator's browser; the address has already been judged. */
export type Opener = (url: string) => Promise<void>

/** Tells a person who is not looking: by the system's own notifications, by one of the open pages, or not at all. */
export type Notifier =
  | { readonly by: 'system'; readonly show: (note: Note) => void }
  | { readonly by: 'screen' }
  | { readonly by: 'nobody' }

export type Looked =
  | { readonly ok: true; /** Null: nothing newer. */ readonly version: string | null }
  | { readonly ok: false; readonly why: UpdateFailure }

/** Replaces this program by a newer version of it. Before `look` is called nobody is asked anything. */
export type Updater =
  | { readonly can: false; readonly because: Exclude<UpdateHindrance, 'sample'> }
  | {
      readonly can: true
      readonly look: () => Promise<Looked>
      /** Fetches this version and no other; resolves to what hindered it. Gives up when the signal aborts. */
      readonly download: (
        version: string,
        progress: (percent: number) => void,
        signal: AbortSignal,
      ) => Promise<UpdateFailure | null>
      /** The program ends, and what was downloaded takes its place. */
      readonly install: () => void
    }

/**
 * The durable moments of an execution, and of a redaction, in order. A host may watch them; the fault tests kill the process at one.
 * before_attempt: decided, attempt not committed · attempt_committed: nothing sent · sent: request left, no answer ·
 * answered: answer here, receipt not committed · receipt_committed: agent not told · agent_answered: turn not persisted
 * Of a redaction · redacted: words gone from the tables · sound_written: the old recording still counts · sound_kept: it is
 * still there
 */
export type ExecutionPoint =
  | 'before_attempt'
  | 'attempt_committed'
  | 'sent'
  | 'answered'
  | 'receipt_committed'
  | 'agent_answered'
  | 'merged'
  | 'redacted'
  | 'sound_written'
  | 'sound_kept'
export type Watch = (point: ExecutionPoint) => void

/** What is known about the soundness of the database; it only ever gets worse while the desk runs. */
export type Soundness = {
  readonly isDamaged: () => boolean
  /** A read or write met damage. */
  readonly report: (thrown: Error) => void
  readonly onChange: (listener: () => void) => void
}

/** What lies below the database. */
export type Disk = {
  /** Bytes, or null where the system does not say. */
  readonly space: () => Promise<{ readonly free: number; readonly total: number } | null>
  readonly soundness: Soundness
  /** Puts a backup in the place of the database and starts the desk again on it. */
  readonly restore: (file: string) => Promise<Restored>
}

/** Lines outside the database, only ever added to. */
export type AnchorFile = {
  readonly lines: () => Promise<readonly string[]>
  /** On disk when it resolves. */
  readonly append: (line: string) => Promise<void>
}

/** What this desk signs its requests with. Ed25519: the public key as 64, a signature as 128 hex digits. */
export type DeskKey = { readonly publicKey: string; readonly sign: (text: string) => string }

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'
/** Structured log: an event name and small safe fields, never a payload. */
export type Log = (level: LogLevel, event: string, fields?: Readonly<Record<string, unknown>>) => void
