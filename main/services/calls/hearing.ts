import type { CallLine, Recording } from '#contract/call.ts'
import { assertNever } from '#main/kernel/errors.ts'
import { costOf } from '#main/services/calls/cost.ts'
import { disclosureTag, type Consenting } from '#main/services/calls/consent.ts'
import { holdingTag } from '#main/services/calls/holding.ts'
import type { Journal } from '#main/services/calls/journal.ts'
import type { LiveCall } from '#main/services/calls/live-call.ts'
import { bargeInWords, noticeWords, recordingWords, seamWords } from '#main/services/calls/mark-words.ts'
import type { ToolGate } from '#main/services/calls/tool-gate.ts'
import type { Desk } from '#main/services/desk.ts'
import type { EngineEvent, EngineLine } from '#main/services/voice/engine-contract.ts'

/** Turns what the engine says of a call into lines, marks and a state that is kept. */
type Parts = {
  readonly desk: Desk
  readonly journal: Journal
  readonly gate: ToolGate
  readonly consenting: Consenting
  readonly ended: (live: LiveCall, event: Extract<EngineEvent, { type: 'ended' }>) => Promise<void>
}

export const toldTag = 'told'

export function createHearing({ desk, journal, gate, consenting, ended }: Parts) {
  /** What cannot be written is kept and tried again by the journal; nothing here may end the listening. */
  const inBackground = (work: Promise<unknown>) =>
    void work.catch((error: unknown) => desk.log('warn', 'call.event_failed', { error }))

  const isNow = (live: LiveCall, now: LiveCall['engine']): void => {
    live.engine = now
    journal.now(live)
    if (live.call.state !== 'connecting' || now.line.state !== 'ready') return
    const liveAt = desk.clock.now()
    inBackground(journal.change(live, { call: { state: 'live', liveAt } }))
    journal.mark(live, { kind: 'began', text: `Connected to ${live.call.agent.name}` })
    consenting.disclose(live)
  }

  const recorded = (live: LiveCall, event: Extract<EngineEvent, { type: 'recording' }>): void => {
    const { state, durationMs, atMs } = event
    const before = live.call.recording
    // Refused or not agreed to yet is not the same as stopped.
    if (state === 'off' && (before.state === 'waiting' || before.state === 'off')) return
    const began = state === 'recording' ? { fromMs: before.fromMs ?? Math.max(0, atMs - durationMs) } : {}
    const recording: Recording = { ...before, ...began, state, durationMs, gaps: gapsAfter(before, event) }
    inBackground(journal.change(live, { call: { recording } }))
    if (state === before.state) return
    const text = event.message === '' ? recordingWords[state] : `${recordingWords[state]} (${event.message})`
    journal.mark(live, { kind: 'recording', text, atMs })
  }

  return (live: LiveCall, event: EngineEvent): void => {
    switch (event.type) {
      case 'now':
        return isNow(live, event.now)
      case 'line':
        return journal.line(live, toCallLine(live, event.line))
      case 'tool':
        return inBackground(gate.asked(live, event))
      case 'spoken':
        return event.tag === disclosureTag ? inBackground(consenting.spoken(live, event)) : undefined
      case 'barge_in':
        return journal.mark(live, { kind: 'barge_in', text: bargeInWords(event, live.call), atMs: event.atMs })
      case 'notice':
        return journal.notice(live, { type: 'notice', notice: event.notice, text: noticeWords[event.notice] })
      case 'seam':
        return journal.mark(live, { kind: 'seam', text: seamWords(event), atMs: event.atMs })
      case 'device':
        return journal.mark(live, { kind: 'device', text: event.text, atMs: event.atMs })
      case 'latency':
        // Stands in `now`, with what it adds up to.
        return
      case 'usage':
        return inBackground(journal.change(live, { call: { cost: costOf(event, desk.configuration().voice.prices) } }))
      case 'recording':
        return recorded(live, event)
      case 'problem':
        return journal.mark(live, {
          kind: 'problem',
          text: event.message,
          atMs: event.atMs,
          data: { code: event.code },
        })
      case 'unknown_event':
        return journal.mark(live, {
          kind: 'unknown_event',
          text: `The service said something this desk does not know: ${event.name}`,
          atMs: event.atMs,
          data: event.raw,
        })
      case 'ended':
        return inBackground(ended(live, event))
      default:
        return assertNever(event)
    }
  }
}

function toCallLine(live: LiveCall, line: EngineLine): CallLine {
  const { itemId, afterItemId, state, heard, unheard, startMs, endMs, words, tag } = line
  const known = live.lines.get(itemId)
  const isTold = tag?.startsWith(toldTag) === true
  return {
    seq: live.places.ofLine(itemId, afterItemId),
    itemId,
    lane: isTold ? 'operator' : line.lane,
    kind: kindOf(line),
    state,
    heard,
    unheard,
    at: known?.at ?? live.call.startedAt + startMs,
    startMs,
    endMs,
    words,
    timing: 'estimated',
  }
}

function kindOf({ tag, typed }: EngineLine): CallLine['kind'] {
  if (tag === disclosureTag) return 'disclosure'
  if (tag?.startsWith(holdingTag) === true) return 'holding_line'
  if (tag?.startsWith(toldTag) === true) return 'told'
  return typed ? 'typed' : 'speech'
}

/** A pause is silence of its true length in the file: it begins and ends at places of the file. */
function gapsAfter(
  { gaps }: Recording,
  { state, durationMs }: Pick<Extract<EngineEvent, { type: 'recording' }>, 'state' | 'durationMs'>,
): Recording['gaps'] {
  const closed = gaps.map((gap) => (gap.toMs === null ? { ...gap, toMs: durationMs } : gap))
  if (state === 'recording') return closed
  if (state === 'failed') return gaps
  const isOpen = gaps.some(({ toMs }) => toMs === null)
  // What is switched off may be switched on again.
  const why = state === 'disk_low' ? state : 'paused'
  return isOpen ? gaps : [...gaps, { fromMs: durationMs, toMs: null, why }]
}
