import type { RealtimeNotice, RealtimeState } from '#main/clients/xai/realtime-states.ts'
import type { VoiceEvent } from '#contract/voice-event.ts'
import type { VoiceCommand } from '#contract/voice.ts'
import { assertNever } from '#main/kernel/errors.ts'
import type { CallBasics, CallParts } from '#main/services/voice/call-parts.ts'
import type { EngineEvent, EngineNow } from '#main/services/voice/engine-contract.ts'
import { echoKey } from '#main/services/voice/lines.ts'

/**
 * The line to the service: whether it stands, what a cut costs, and how it ends. A service that has forgotten the conversation is
 * told what was said, from our own lines.
 */
type Ended = Extract<EngineEvent, { type: 'ended' }>['why']

export type CallLineState = {
  readonly hear: (notice: RealtimeNotice) => void
  readonly line: () => EngineNow['line']
  readonly pace: () => EngineNow['pace']
  readonly timeLeftMs: () => number | null
}

const mostSeeded = 60

export function createCallLine(
  context: CallBasics & {
    readonly parts: CallParts
    readonly event: (event: VoiceEvent) => void
    /** Ahead of what waits for the line. */
    readonly sendFirst: (commands: readonly VoiceCommand[]) => void
    readonly end: (why: Ended, message: string) => void
  },
): CallLineState {
  const { now, tell, changed, parts } = context
  const { answers, lines, saying, playback, talking, usage } = parts
  let line: EngineNow['line'] = { state: 'connecting', attempt: 1, message: '' }
  let pace: EngineNow['pace'] = 'good'
  let left: { readonly ms: number; readonly at: number } | null = null
  let wasReady = false
  let limitReached = false

  const breakOff = (): void => {
    answers.cut()
    playback.finishAll()
    lines.breakOff()
    saying.lost()
    if (talking.state().turns === 'held') talking.loseTurn()
  }

  const enter = (state: RealtimeState): void => {
    const attempt = 'attempt' in state ? state.attempt : 0
    const before = line.state
    line = { state: state.kind, attempt, message: '' }
    if (state.kind === 'ready') {
      wasReady = true
      usage.ready()
    }
    if (state.kind === 'waiting') {
      line.message = `The connection is gone. Trying again in ${(state.ms / 1000).toFixed(1)} s.`
      left = null
      if (before === 'ready') breakOff()
    }
    changed()
    if (state.kind !== 'closed') return
    const { error } = state
    line.message = error?.message ?? ''
    if (limitReached) return context.end('limit', 'The service ends sessions at a limit, and this one has reached it.')
    if (error === null) return context.end('service', 'The service ended the call.')
    context.end(wasReady ? 'cut' : 'failed', error.message)
  }

  const remind = (): void => {
    const said = lines.soFar().slice(-mostSeeded)
    lines.expectEchoes(said.map(({ role, text }) => echoKey(role, text)))
    context.sendFirst(
      said.map(({ role, text }) => ({
        type: 'conversation.item.create',
        item: {
          type: 'message',
          role,
          content: [role === 'user' ? { type: 'input_text', text } : { type: 'text', text }],
        },
      })),
    )
  }

  const join = ({ resumed, awayMs, turnLost }: Extract<RealtimeNotice, { kind: 'seam' }>): void => {
    limitReached = false
    answers.reconnected(resumed)
    // Hands free, sound is always on its way and is no turn.
    const lost = turnLost && talking.state().turns === 'held'
    tell({ type: 'seam', resumed, awayMs, turnLost: lost })
    if (!resumed) remind()
    changed()
  }

  return {
    hear: (notice) => {
      switch (notice.kind) {
        case 'state':
          return enter(notice.state)
        case 'event':
          if (notice.event.type === 'error') limitReached ||= notice.event.kind === 'max_duration'
          return context.event(notice.event)
        case 'problem':
          return tell({ type: 'problem', code: notice.error.code, message: notice.error.message })
        case 'seam':
          return join(notice)
        case 'pace':
          pace = notice.pace
          return changed()
        case 'time_left':
          left = { ms: notice.ms, at: now() }
          return changed()
        default:
          return assertNever(notice)
      }
    },
    line: () => line,
    pace: () => pace,
    timeLeftMs: () => (left === null ? null : Math.max(0, Math.round((left.ms - (now() - left.at)) / 1000) * 1000)),
  }
}
