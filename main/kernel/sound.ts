import type { AppError } from '#main/kernel/errors.ts'

/**
 * Ears and mouth of the desk. A backend says what it is and which devices it has; opening one delivers frames, or what happened
 * to it, until it is closed. Sound is 16-bit mono at the rate that was asked for.
 */
export type SoundFrame = {
  /** Counts up by one for each 20 ms that were captured; a gap is a loss. */
  readonly sequence: number
  /** Monotonic milliseconds of the end of the frame. */
  readonly capturedAt: number
  readonly samples: Int16Array
}

export type SoundBackend = 'pulse' | 'native' | 'page' | 'file' | 'pacat'

export type SoundDevice = {
  readonly id: string
  readonly label: string
  readonly kind: 'input' | 'output'
  readonly backend: SoundBackend
  readonly isDefault: boolean
}

export type OpenedDevice = {
  readonly label: string
  readonly rate: number
  readonly latencyMs: number | null
  readonly hint: string | null
}

export type MicrophoneWish = {
  readonly rate: number
  /** Null: the default of the system, also when it changes. */
  readonly device: string | null
  readonly echoCancellation: boolean
  readonly noiseSuppression: boolean
  readonly gain: boolean
}

export type MicrophoneListener = {
  readonly frame: (frame: SoundFrame) => void
  /** It was unplugged, its process died, the page went away: no frame follows. */
  readonly lost: (error: AppError) => void
  /** The system moved it to another device. */
  readonly moved: (device: OpenedDevice) => void
}

/** What goes for one attempt to open a device. */
export type Opening = {
  /** It is not wanted any more: nothing is waited for, and what opens nevertheless is closed at once. */
  readonly signal?: AbortSignal
  /** A person wants it now: whoever said no before may be asked again. True where nothing is said. */
  readonly asks?: boolean
}

export type OpenMicrophone = OpenedDevice & { readonly close: () => Promise<void> }

export type Microphone = {
  readonly backend: SoundBackend
  readonly devices: () => Promise<readonly SoundDevice[]>
  /** Resolves when the device is open; frames may still take a moment. */
  readonly open: (wish: MicrophoneWish, listener: MicrophoneListener, opening?: Opening) => Promise<OpenMicrophone>
}

/** How far a loudspeaker got. `item` is what was given to `play`. */
export type SpeakerPosition = {
  readonly item: string
  readonly renderedSamples: number
  readonly queuedMs: number
  readonly outputLatencyMs: number
  readonly underruns: number
  readonly playing: boolean
}

/** `unconfirmed`: it did not answer in time; this is what it said last, and it may have gone on. */
export type FlushedAt = SpeakerPosition & { readonly unconfirmed?: true }

export type SpeakerListener = {
  readonly position: (position: SpeakerPosition) => void
  readonly lost: (error: AppError) => void
}

export type OpenSpeaker = OpenedDevice & {
  readonly play: (item: string, samples: Int16Array) => void
  /** Silence at once. Null: nothing was playing. */
  readonly flush: () => Promise<FlushedAt | null>
  readonly close: () => Promise<void>
}

export type Speaker = {
  readonly backend: SoundBackend
  readonly devices: () => Promise<readonly SoundDevice[]>
  readonly open: (
    wish: { readonly rate: number; readonly device: string | null },
    listener: SpeakerListener,
    opening?: Opening,
  ) => Promise<OpenSpeaker>
}

/** What somebody chose: one device of one backend. Null: the default of the system, also when it changes. */
export type DeviceChoice = { readonly backend: SoundBackend; readonly id: string } | null

/** Which device it became. `note`: why another one than the chosen, in words. */
export type InUse = {
  readonly backend: SoundBackend
  readonly followsDefault: boolean
  readonly note: string | null
}

/** All backends of one machine in their order. What is opened passed its test, or is the next one that did. */
export type SoundDevices = {
  readonly list: () => Promise<{ readonly devices: readonly SoundDevice[]; readonly note: string | null }>
  readonly openMicrophone: (
    choice: DeviceChoice,
    wish: Omit<MicrophoneWish, 'device'>,
    listener: MicrophoneListener,
    opening?: Opening,
  ) => Promise<OpenMicrophone & InUse>
  readonly openSpeaker: (
    choice: DeviceChoice,
    wish: { readonly rate: number },
    listener: SpeakerListener,
    opening?: Opening,
  ) => Promise<OpenSpeaker & InUse>
}
