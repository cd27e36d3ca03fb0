import type { VoiceCall, VoiceEvent, VoiceItem } from '#contract/voice-event.ts'
import type { ResponseWish, VoiceCommand } from '#contract/voice.ts'

/**
 * Never two responses at once. A wish waits until the one before it is done and nobody is being spoken to; every function call
 * gets exactly one output, and the calls of one response together exactly one request to go on.
 */
type Running =
  | { readonly kind: 'none' }
  | { readonly kind: 'asked' }
  | { readonly kind: 'active'; readonly id: string }
  | { readonly kind: 'cancelling'; readonly id: string | null }

type KnownCall = VoiceCall & { readonly responseId: string; readonly answered: boolean }

export type Sequence = {
  readonly running: Running
  readonly waiting: ResponseWish | null
  /** The wish comes from the calls of this response: it waits for all of them, and for the loudspeaker. */
  readonly afterCalls: string | null
  readonly playing: boolean
  readonly calls: readonly KnownCall[]
}

export type Sequenced = {
  readonly sequence: Sequence
  readonly commands: readonly VoiceCommand[]
  /** Calls seen for the first time. */
  readonly opened: readonly VoiceCall[]
}

export const noSequence: Sequence = {
  running: { kind: 'none' },
  waiting: null,
  afterCalls: null,
  playing: false,
  calls: [],
}

const still = (sequence: Sequence, commands: readonly VoiceCommand[] = []): Sequenced => ({
  sequence,
  commands,
  opened: [],
})

const createCommand = (wish: ResponseWish): VoiceCommand =>
  Object.keys(wish).length === 0 ? { type: 'response.create' } : { type: 'response.create', response: wish }

/** Sends what waits as soon as it may leave. */
function flush(sequence: Sequence, before: readonly VoiceCommand[] = []): Sequenced {
  const { waiting, running, afterCalls, playing } = sequence
  const calls = sequence.calls.some((call) => call.responseId === afterCalls && !call.answered)
  if (waiting === null || running.kind !== 'none' || calls || (afterCalls !== null && playing))
    return still(sequence, before)
  const asked: Sequence = { ...sequence, running: { kind: 'asked' }, waiting: null, afterCalls: null }
  return still(asked, [...before, createCommand(waiting)])
}

/** A person's turn: what the calls before it still wanted to say is part of its answer. */
export function ask(sequence: Sequence, wish: ResponseWish = {}): Sequenced {
  return flush({ ...sequence, waiting: wish, afterCalls: null })
}

/** Words to be spoken as they stand: the service begins a response for them by itself. Null: another one runs. */
export function speakWords(sequence: Sequence, words: VoiceCommand): Sequenced | null {
  if (sequence.running.kind !== 'none') return null
  return still({ ...sequence, running: { kind: 'asked' } }, [words])
}

/** Stops what runs, and what was about to. Nothing is sent where nothing runs. */
export function interrupt(sequence: Sequence): Sequenced {
  const { running } = sequence
  const calm: Sequence = { ...sequence, waiting: null, afterCalls: null, playing: false }
  switch (running.kind) {
    case 'none':
    case 'cancelling':
      return still(calm)
    case 'asked':
      return still({ ...calm, running: { kind: 'cancelling', id: null } }, [{ type: 'response.cancel' }])
    case 'active':
      return still({ ...calm, running: { kind: 'cancelling', id: running.id } }, [{ type: 'response.cancel' }])
  }
}

/** The loudspeaker begins or falls silent. */
export const played = (sequence: Sequence, playing: boolean): Sequenced => flush({ ...sequence, playing })

function open(sequence: Sequence, responseId: string, calls: readonly VoiceCall[]): Sequenced {
  const known = new Set(sequence.calls.map((call) => call.callId))
  const opened: VoiceCall[] = []
  for (const { callId, name, arguments: given } of calls) {
    if (callId === '' || known.has(callId)) continue
    known.add(callId)
    opened.push({ callId, name, arguments: given })
  }
  const added = opened.map((call) => ({ ...call, responseId, answered: false }))
  return { sequence: { ...sequence, calls: [...sequence.calls, ...added] }, commands: [], opened }
}

const callsIn = (items: readonly VoiceItem[]): readonly VoiceCall[] =>
  items.filter((item) => item.kind === 'function_call')

/** An end whose response nobody can name ends whatever runs; the end of another one ends nothing. */
function end(sequence: Sequence, responseId: string): Sequence {
  const { running } = sequence
  if (running.kind === 'asked' && responseId !== '') return sequence
  const id = running.kind === 'active' || running.kind === 'cancelling' ? (running.id ?? '') : ''
  const other = id !== '' && responseId !== '' && id !== responseId
  return other ? sequence : { ...sequence, running: { kind: 'none' } }
}

export function observe(sequence: Sequence, event: VoiceEvent): Sequenced {
  switch (event.type) {
    case 'response.created': {
      const cancelling = sequence.running.kind === 'cancelling' && sequence.running.id === null
      const running: Running = cancelling
        ? { kind: 'cancelling', id: event.responseId }
        : { kind: 'active', id: event.responseId }
      return still({ ...sequence, running })
    }
    case 'response.function_call_arguments.done':
      return open(sequence, event.responseId, [event.call])
    case 'response.output_item.done':
      return open(sequence, event.responseId, callsIn([event.item]))
    case 'response.done': {
      const opened = open(sequence, event.responseId, callsIn(event.items))
      const flushed = flush(end(opened.sequence, event.responseId))
      return { ...flushed, opened: opened.opened }
    }
    case 'error': {
      if (event.code === 'response_cancel_not_active' || /no active response/i.test(event.message))
        return sequence.running.kind === 'cancelling'
          ? flush({ ...sequence, running: { kind: 'none' } })
          : still(sequence)
      // Somebody was faster: ours waits until that one is done.
      if (event.code === 'conversation_already_has_active_response' && sequence.running.kind === 'asked')
        return still({ ...sequence, running: { kind: 'active', id: '' }, waiting: sequence.waiting ?? {} })
      return still(sequence)
    }
    default:
      return still(sequence)
  }
}

/** The one output of a call. A call nobody made, and a second output, send nothing. */
export function answerCall(sequence: Sequence, callId: string, output: string): Sequenced {
  const call = sequence.calls.find((one) => one.callId === callId)
  if (call === undefined || call.answered) return still(sequence)
  const calls = sequence.calls.map((one) => (one === call ? { ...one, answered: true } : one))
  const sent: VoiceCommand = {
    type: 'conversation.item.create',
    item: { type: 'function_call_output', call_id: callId, output },
  }
  const complete = calls.every((one) => one.responseId !== call.responseId || one.answered)
  if (!complete) return still({ ...sequence, calls }, [sent])
  const afterCalls = sequence.waiting !== null && sequence.afterCalls === null ? null : call.responseId
  return flush({ ...sequence, calls, waiting: sequence.waiting ?? {}, afterCalls }, [sent])
}

/** After a cut. A conversation that was not resumed knows none of the old calls: they can no longer be answered. */
export function reconnected(sequence: Sequence, resumed: boolean): Sequence {
  return { ...noSequence, calls: resumed ? sequence.calls : [] }
}
