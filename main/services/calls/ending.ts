import type { Call } from '#contract/call.ts'
import { callerGone } from '#main/domain/call.ts'
import { cutLine } from '#main/domain/voice/cut-line.ts'
import { asAppError } from '#main/kernel/errors.ts'
import type { Holding } from '#main/services/calls/holding.ts'
import type { Journal } from '#main/services/calls/journal.ts'
import type { LiveCall } from '#main/services/calls/live-call.ts'
import type { Lookups } from '#main/services/calls/lookups.ts'
import { endWords } from '#main/services/calls/mark-words.ts'
import type { RecordingsOfCalls } from '#main/services/calls/recordings-of-calls.ts'
import type { ToolGate } from '#main/services/calls/tool-gate.ts'
import type { Desk } from '#main/services/desk.ts'
import type { EngineEvent } from '#main/services/voice/engine-contract.ts'
import type { CallChange } from '#main/store/calls.ts'

/**
 * The end of a call, however it came. What the agent asked for and nobody decided stays in the queue; the recording is kept
 * with what proves it; the conversation is over once nothing of it waits any more.
 */
type Parts = {
  readonly desk: Desk
  readonly journal: Journal
  readonly holding: Holding
  readonly gate: ToolGate
  readonly lookups: Lookups
  readonly recordings: RecordingsOfCalls
  /** It is among those under way no more. */
  readonly forget: (live: LiveCall) => void
  /** Something of it still waits: its conversation ends when that does. */
  readonly leaveOpen: (conversationId: number) => void
}

export type Ended = Omit<Extract<EngineEvent, { type: 'ended' }>, 'type' | 'callId'>

export function createEnding(parts: Parts) {
  const { desk, journal, holding, gate, lookups, recordings } = parts

  return async (live: LiveCall, event: Ended): Promise<void> => {
    if (live.isOver) return
    live.isOver = true
    holding.end(live)
    lookups.forbid(live.conversationId)
    live.taken = null
    await gate
      .noteOpen(live.conversationId, callerGone)
      .catch((error: unknown) => desk.log('warn', 'call.not_noted', { code: asAppError(error).code }))
    for (const line of live.call.medium === 'voice' ? live.lines.values() : []) {
      const cut = cutLine(line, event.atMs)
      if (cut !== line) journal.line(live, cut)
    }
    const words = event.message === '' ? endWords[event.why] : `${endWords[event.why]}: ${event.message}`
    journal.mark(live, { kind: 'ended', text: words })
    const sound = event.recording === null ? null : recordings.finished(live.call, event.recording)
    const isOpen = live.call.open > 0 || (await hasOpen(desk, live.conversationId))
    if (isOpen) parts.leaveOpen(live.conversationId)
    const call: Partial<Call> = {
      state: 'ended',
      endedAt: desk.clock.now(),
      end: { why: event.why, message: words },
      recording: sound?.recording ?? recordings.without(live.call.recording),
    }
    const change: CallChange = {
      call,
      conversation: { waitingSince: null, ...(isOpen ? {} : { state: 'closed' as const }) },
      ...(sound === null ? {} : { recording: sound.kept }),
    }
    // Where the disk does not take it now, the journal goes on trying; what is under way ends all the same.
    await journal.change(live, change).catch(() => {})
    parts.forget(live)
    journal.closed(live.call)
    live.over.resolve()
    if (sound !== null) recordings.follow(live.id)
  }
}

export async function hasOpen(desk: Pick<Desk, 'store'>, conversationId: number): Promise<boolean> {
  const call = await desk.store.calls.ofConversation(conversationId)
  return (call?.open ?? 0) > 0
}
