import type { VoiceCall, VoiceEvent } from '#contract/voice-event.ts'
import type { ResponseWish, VoiceCommand } from '#contract/voice.ts'
import type { Sequence, Sequenced } from '#main/domain/voice/response-sequence.ts'
import {
  answerCall,
  ask,
  cut,
  interrupt,
  noSequence,
  observe,
  played,
  reconnected,
  speakWords,
  take as takeOver,
  unarrived,
} from '#main/domain/voice/response-sequence.ts'
import { AppError } from '#main/kernel/errors.ts'
import { createTyped } from '#main/services/voice/typed.ts'

/**
 * The responses and the function calls of one call. What the sequence allows is sent; each function call is told once; a
 * response that was cancelled is remembered, so that nothing of it reaches an ear.
 */
export type Answers = {
  readonly observe: (event: VoiceEvent) => void
  readonly ask: (wish?: ResponseWish) => void
  /** Words of the caller, to be answered like speech. */
  readonly type: (text: string) => void
  readonly interrupt: () => void
  /** The loudspeaker begins or falls silent. */
  readonly played: (playing: boolean) => void
  /** False: another response runs; nothing was sent. */
  readonly speak: (command: VoiceCommand) => boolean
  /** What was to be spoken was refused: no response came of it. */
  readonly unspoken: () => void
  readonly answer: (callId: string, output: string) => void
  /** A person speaks in the agent's place: nobody is asked to answer. */
  readonly setTaken: (taken: boolean) => void
  /** The line is gone: what comes now waits for what becomes of the conversation. */
  readonly cut: () => void
  readonly reconnected: (resumed: boolean) => void
  readonly isCancelled: (responseId: string) => boolean
  readonly isRunning: () => boolean
  readonly tick: () => void
  /** The call is over. */
  readonly end: () => void
}

const answerWithinMs = 20_000
const endWithinMs = 3000
/** A service that resumes repeats what it knows; it does not say when it has done so. */
const replayMs = 2000
const replayAfterUpdateMs = 250

export function createAnswers(ports: {
  readonly now: () => number
  readonly send: (command: VoiceCommand) => 'sent' | 'waiting' | 'refused'
  readonly tool: (call: VoiceCall) => void
  readonly problem: (code: string, message: string) => void
  readonly changed: () => void
}): Answers {
  const typed = createTyped(ports)
  let sequence: Sequence = noSequence
  const cancelled = new Set<string>()
  const told = new Set<string>()
  let runningSince = ports.now()
  let repeatedBy: number | null = null

  const take = (next: Sequenced): void => {
    const before = sequence.running.kind
    sequence = next.sequence
    const { running } = sequence
    if (running.kind === 'cancelling' && running.id !== null) cancelled.add(running.id)
    next.commands.forEach(ports.send)
    for (const call of next.opened) {
      if (told.has(call.callId)) continue
      told.add(call.callId)
      ports.tool(call)
    }
    if (before === running.kind) return
    runningSince = ports.now()
    ports.changed()
  }
  const lose = (): void =>
    ports.problem(
      'conversation_lost',
      'The service has forgotten the conversation this call of a tool belongs to: it was not told the outcome.',
    )
  const giveUp = (): void => take(played({ ...sequence, running: { kind: 'none' } }, sequence.playing))

  return {
    observe: (event) => {
      if (event.type === 'session.updated' && repeatedBy !== null)
        repeatedBy = Math.min(repeatedBy, ports.now() + replayAfterUpdateMs)
      typed.observe(event)
      take(observe(sequence, event))
    },
    ask: (wish) => take(ask(sequence, wish)),
    type: (text) => {
      typed.send(text)
      take(ask(sequence))
    },
    interrupt: () => take(interrupt(sequence)),
    played: (playing) => {
      if (playing !== sequence.playing) take(played(sequence, playing))
    },
    speak: (command) => {
      const next = speakWords(sequence, command)
      if (next === null) return false
      take(next)
      return true
    },
    unspoken: () => {
      if (sequence.running.kind === 'asked') giveUp()
    },
    answer: (callId, output) => {
      if (!told.has(callId)) throw new AppError('not_found', 'The agent made no such call of a tool.')
      if (!sequence.calls.some((call) => call.callId === callId)) return lose()
      take(answerCall(sequence, callId, output))
    },
    setTaken: (taken) => take(takeOver(sequence, taken)),
    cut: () => {
      repeatedBy = null
      sequence = cut(sequence)
      typed.cut()
      ports.changed()
    },
    reconnected: (resumed) => {
      repeatedBy = resumed ? ports.now() + replayMs : null
      if (resumed) return
      typed.settled()
      unarrived(sequence).forEach(lose)
      take(reconnected(sequence, false))
    },
    isCancelled: (responseId) => cancelled.has(responseId),
    isRunning: () => sequence.running.kind === 'asked' || sequence.running.kind === 'active',
    tick: () => {
      if (repeatedBy !== null && ports.now() >= repeatedBy) {
        repeatedBy = null
        typed.settled()
        take(reconnected(sequence, true))
      }
      const waited = ports.now() - runningSince
      const { kind } = sequence.running
      if (kind === 'asked' && waited >= answerWithinMs) {
        ports.problem('no_answer', 'The service was asked for an answer and did not begin one.')
        giveUp()
      }
      // A response that was cancelled owes nothing but its end.
      if (kind === 'cancelling' && waited >= endWithinMs) giveUp()
    },
    end: typed.end,
  }
}
