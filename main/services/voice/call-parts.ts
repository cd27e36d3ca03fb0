import type { VoiceCommand } from '#contract/voice.ts'
import type { Answers } from '#main/services/voice/answers.ts'
import type { EngineEvent } from '#main/services/voice/engine-contract.ts'
import type { Latency } from '#main/services/voice/latency.ts'
import type { Lines } from '#main/services/voice/lines.ts'
import type { Playback } from '#main/services/voice/playback.ts'
import type { Saying } from '#main/services/voice/saying.ts'
import type { Talking } from '#main/services/voice/talking.ts'
import type { Usage } from '#main/services/voice/usage.ts'

/** The parts of one call, as what happens on its socket is spread over them. */
export type CallParts = {
  readonly answers: Answers
  readonly lines: Lines
  readonly saying: Saying
  readonly playback: Playback
  readonly talking: Talking
  readonly latency: Latency
  readonly usage: Usage
}

/** An event without what every event carries. */
type Untold<Event = EngineEvent> = Event extends EngineEvent ? Omit<Event, 'callId' | 'atMs'> : never

export type CallBasics = {
  readonly medium: 'voice' | 'text'
  /** Monotonic. */
  readonly now: () => number
  /** Of a monotonic moment, the milliseconds since the call began. */
  readonly since: (at: number) => number
  readonly send: (command: VoiceCommand) => 'sent' | 'waiting' | 'refused'
  /** With the call and the moment it belongs to. */
  readonly tell: (event: Untold) => void
  readonly changed: () => void
}
