/** The words a realtime connection speaks to its owner, and the times it keeps. */
import type { VoiceEvent } from '#contract/voice-event.ts'
import type { VoiceCommand, VoiceSession } from '#contract/voice.ts'
import type { DialPorts } from '#main/clients/xai/realtime-dial.ts'
import type { Pace, Sent } from '#main/clients/xai/realtime-outbox.ts'
import type { AppError } from '#main/kernel/errors.ts'
import type { Log, Random } from '#main/kernel/ports.ts'

export type RealtimeState =
  | { readonly kind: 'connecting'; readonly attempt: number }
  /** The socket is open, the service has not spoken. */
  | { readonly kind: 'opening' }
  | { readonly kind: 'ready' }
  | { readonly kind: 'waiting'; readonly attempt: number; readonly ms: number }
  | { readonly kind: 'closed'; readonly error: AppError | null }

export type RealtimeNotice =
  | { readonly kind: 'state'; readonly state: RealtimeState }
  | { readonly kind: 'event'; readonly event: VoiceEvent }
  /** Something that was not understood; the call goes on. */
  | { readonly kind: 'problem'; readonly error: AppError }
  /** A new connection stands where the old one was cut. Not resumed: the service remembers nothing of before. */
  | { readonly kind: 'seam'; readonly resumed: boolean; readonly awayMs: number; readonly turnLost: boolean }
  | { readonly kind: 'pace'; readonly pace: Pace }
  /** The service ends sessions at a limit: so much is left of this one. */
  | { readonly kind: 'time_left'; readonly ms: number }

export type RealtimeTimes = {
  readonly readyMs: number
  /** How long sound waits for the session to be acknowledged where its format is not the service's own. */
  readonly updatedMs: number
  readonly deadMs: number
  readonly pingMs: number
  readonly sessionMs: number
  readonly attempts: number
  /** A line that holds for so long counts as a good one: attempts are counted anew. */
  readonly steadyMs: number
  readonly firstWaitMs: number
}

export const realtimeTimes: RealtimeTimes = {
  readyMs: 10_000,
  updatedMs: 5_000,
  deadMs: 60_000,
  pingMs: 20_000,
  sessionMs: 120 * 60_000,
  attempts: 6,
  steadyMs: 10_000,
  firstWaitMs: 500,
}

/** Shares of the session that are over, and moments before its end, at which the time left is told. */
export const countdown = (sessionMs: number): readonly number[] =>
  [sessionMs * 0.2, sessionMs * 0.1, 60_000, 30_000, 10_000]
    .filter((left) => left <= sessionMs * 0.2)
    .toSorted((one, other) => other - one)

export type RealtimePorts = DialPorts & { readonly random: Random; readonly log: Log }

export type RealtimeOptions = {
  readonly model: string | null
  readonly session: VoiceSession
  readonly times?: Partial<RealtimeTimes>
}

export type Realtime = {
  readonly send: (command: VoiceCommand) => Sent
  /** Ahead of everything that waits: what a service that has forgotten a conversation has to know first. */
  readonly sendFirst: (commands: readonly VoiceCommand[]) => void
  readonly state: () => RealtimeState
  /** Pieces of sound that never left. */
  readonly dropped: () => number
  readonly close: () => void
}
