import type { Call, CallLine, CallNow } from '#contract/call.ts'
import type { VoiceSettings } from '#contract/call-settings.ts'
import { createPlaces, type Places } from '#main/services/calls/places.ts'
import type { EngineNow } from '#main/services/voice/engine-contract.ts'

/** Of a call that is under way, what stands in memory: what the engine says of it, and who waits for what. */
export type LiveCall = {
  readonly id: string
  readonly conversationId: number
  readonly settings: VoiceSettings
  readonly lines: Map<string, CallLine>
  readonly places: Places
  /** Calls of tools nobody has answered yet, by proposal. */
  readonly asked: Map<string, Asked>
  /** As it was last written down. */
  call: Call
  engine: EngineNow
  hold: CallNow['hold']
  holding: AbortController | null
  taken: string | null
  /** Aborted when whoever pressed the talk key last is gone. */
  heldBy: AbortSignal | null
  /** How often the disclosure was begun. */
  disclosed: number
  /** How often words were given to the engine to say; names them. */
  said: number
  /** Nobody is on the line any more; what is left to write down is being written. */
  isOver: boolean
  /** All of its end is written down. */
  readonly over: PromiseWithResolvers<void>
}

export type Asked = {
  readonly functionCallId: string
  readonly proposalId: string
  readonly tool: string
  readonly askedAt: number
  /** The agent was told that nobody has decided; what is decided later is told to nobody. */
  isAnswered: boolean
  /** Why the caller waits for it, as it was last written down; null: nothing was. */
  shown: 'asked' | 'unknown' | 'failed' | null
}

const untouched: EngineNow = {
  line: { state: 'connecting', attempt: 1, message: '' },
  turns: 'held',
  talk: { phase: 'off', locked: false, sinceMs: 0 },
  agentSpeaking: false,
  thinking: false,
  muted: false,
  interruptible: true,
  input: null,
  output: null,
  deviceNote: null,
  pace: 'good',
  dropped: { captured: 0, unsent: 0 },
  underruns: 0,
  timeLeftMs: null,
  latency: { last: null, p50: null, p95: null, turns: 0 },
}

export function createLiveCall(call: Call, settings: VoiceSettings): LiveCall {
  return {
    id: call.id,
    conversationId: call.conversationId,
    settings,
    lines: new Map(),
    places: createPlaces(),
    asked: new Map(),
    call,
    engine: { ...untouched, turns: settings.turns, interruptible: settings.interruptible },
    hold: null,
    holding: null,
    taken: null,
    heldBy: null,
    disclosed: 0,
    said: 0,
    isOver: false,
    over: Promise.withResolvers<void>(),
  }
}

export const nowOf = (live: LiveCall, lookups: string | null): CallNow => ({
  ...live.engine,
  id: live.id,
  hold: live.hold,
  lookups,
  taken: live.taken,
})

/** The caller as a sentence begins with them. */
export function callerWord({ caller, number }: Pick<Call, 'caller' | 'number'>): string {
  const [first = ''] = caller.split(/\s+/)
  return caller !== number && /^\p{L}/u.test(first) && !caller.startsWith('Test of ') ? first : 'The caller'
}
