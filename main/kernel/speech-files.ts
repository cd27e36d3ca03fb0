/**
 * What was spoken before, in files that are this user's alone, under names that say nothing. Never more than a bound: what was
 * not heard for longest goes first. All of it may be gone at any time.
 */
export type SpeechFiles = {
  readonly read: (name: string) => Promise<Uint8Array | null>
  readonly write: (name: string, bytes: Uint8Array) => Promise<void>
  /** Nothing is left of it when this resolves. */
  readonly clear: () => Promise<void>
}
