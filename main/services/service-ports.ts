import type { Status } from '#contract/index.ts'
import type {
  AnchorFile,
  Clock,
  DeskKey,
  Disk,
  Log,
  Notifier,
  Opener,
  Random,
  Updater,
  Vault,
  Watch,
} from '#main/kernel/ports.ts'
import type { SpeechFiles } from '#main/kernel/speech-files.ts'
import type { Recordings } from '#main/kernel/recordings.ts'
import type { VoiceEngine } from '#main/services/voice/engine-contract.ts'
import type { Store } from '#main/store/store.ts'

/** What calls need of the machine. */
export type VoicePorts = {
  /** Starts the engine's thread where none runs. Whatever it throws is an AppError. */
  readonly engine: () => VoiceEngine
  readonly recordings: Recordings
}

/** What a host gives the services: a store, the powers of the machine, and who it is itself. */
export type ServicePorts = {
  readonly store: Store
  readonly vault: Vault
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  /** Judges the address, then opens it. */
  readonly opener: Opener
  readonly notifier: Notifier
  readonly updater: Updater
  readonly watch: Watch
  readonly disk: Disk
  readonly anchorFile: AnchorFile
  readonly deskKey: DeskKey
  /** Null: this host holds no calls. */
  readonly voice: VoicePorts | null
  /** Where spoken replies are kept; null: nowhere. */
  readonly speechFiles: SpeechFiles | null
  readonly host: Status['host']
  readonly version: string
  readonly sample: boolean
  /** Poll the helpdesk by itself; off for one-shot commands. */
  readonly poll: boolean
}
