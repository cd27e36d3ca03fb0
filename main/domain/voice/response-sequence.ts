import type { VoiceCall, VoiceEvent, VoiceItem } from '#contract/voice-event.ts'
import type { ResponseWish, VoiceCommand } from '#contract/voice.ts'

/**
 * Never two responses at once. A wish waits until the one before it is done and nobody is being spoken to; every function call
 * gets exactly one output, and the calls of one response together exactly one request to go on. While the line is away, and while
 * a person has taken the call, what was to be sent waits.
 */
type Running =
  | { readonly kind: 'none' }
  /** `wish`: null where words are spoken as they stand. `covers`: the calls whose outputs were sent before it. */
  | {
      readonly kind: 'asked'
      readonly wish: ResponseWish | null
      readonly afterCalls: string | null
      readonly covers: readonly string[]
    }
  | { readonly kind: 'active'; readonly id: string }
  | { readonly kind: 'cancelling'; readonly id: string | null }

type KnownCall = VoiceCall & {
  readonly responseId: string
  readonly answered: boolean
  readonly output: string
  /** The service has shown that it has the output. */
  readonly arrived: boolean
}

export type Sequence = {
  readonly running: Running
  readonly waiting: ResponseWish | null
  /** The wish comes from the calls of this response: it waits for all of them, and for the loudspeaker. */
  readonly afterCalls: string | null
  readonly playing: boolean
  /** The line is gone, and nobody knows yet what the service still knows. */
  readonly away: boolean
  /** A person speaks in the agent's place. */
  readonly taken: boolean
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
  away: false,
  taken: false,
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
  const { waiting, running, afterCalls, playing, away, taken } = sequence
  const calls = sequence.calls.some((call) => call.responseId === afterCalls && !call.answered)
  if (waiting === null || away || taken || running.kind !== 'none' || calls || (afterCalls !== null && playing))
    return still(sequence, before)
  const covers = sequence.calls.filter(({ answered }) => answered).map(({ callId }) => callId)
  const asked: Running = { kind: 'asked', wish: waiting, afterCalls, covers }
  return still({ ...sequence, running: asked, waiting: null, afterCalls: null }, [...before, createCommand(waiting)])
}

/** A person's turn: what the calls before it still wanted to say is part of its answer. */
export function ask(sequence: Sequence, wish: ResponseWish = {}): Sequenced {
  return flush({ ...sequence, waiting: wish, afterCalls: null })
}

/** Words to be spoken as they stand: the service begins a response for them by itself. Null: not now. */
export function speakWords(sequence: Sequence, words: VoiceCommand): Sequenced | null {
  if (sequence.running.kind !== 'none' || sequence.away || sequence.taken) return null
  return still({ ...sequence, running: { kind: 'asked', wish: null, afterCalls: null, covers: [] } }, [words])
}

/** The answer that waits, or that nobody has begun to give. */
function owedBy({ running, waiting, afterCalls }: Sequence): Pick<Sequence, 'waiting' | 'afterCalls'> {
  const asked = running.kind === 'asked' && running.wish !== null ? running : null
  const owed = waiting === null && asked !== null ? { waiting: asked.wish, afterCalls: asked.afterCalls } : null
  const { waiting: wish, afterCalls: after } = owed ?? { waiting, afterCalls }
  const isPlain = wish !== null && Object.keys(wish).length === 0
  return isPlain ? { waiting: wish, afterCalls: after } : { waiting: null, afterCalls: null }
}

/** Stops what runs, and what was about to, which a call that was taken keeps for later. Nothing is sent where nothing runs. */
export function interrupt(sequence: Sequence): Sequenced {
  const { running } = sequence
  const kept = sequence.taken ? owedBy(sequence) : { waiting: null, afterCalls: null }
  const calm: Sequence = { ...sequence, ...kept, playing: false }
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

/** While a person speaks in the agent's place nobody is asked to answer; afterwards once, where something came in between. */
export const take = (sequence: Sequence, taken: boolean): Sequenced => flush({ ...sequence, taken })

function open(sequence: Sequence, responseId: string, calls: readonly VoiceCall[]): Sequenced {
  const known = new Set(sequence.calls.map((call) => call.callId))
  const opened: VoiceCall[] = []
  for (const { callId, name, arguments: given } of calls) {
    if (callId === '' || known.has(callId)) continue
    known.add(callId)
    opened.push({ callId, name, arguments: given })
  }
  const added = opened.map((call) => ({ ...call, responseId, answered: false, output: '', arrived: false }))
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

const arrive = (sequence: Sequence, callIds: readonly string[]): Sequence => ({
  ...sequence,
  calls: sequence.calls.map((call) => (callIds.includes(call.callId) ? { ...call, arrived: true } : call)),
})

export function observe(sequence: Sequence, event: VoiceEvent): Sequenced {
  switch (event.type) {
    case 'response.created': {
      const cancelling = sequence.running.kind === 'cancelling' && sequence.running.id === null
      const running: Running = cancelling
        ? { kind: 'cancelling', id: event.responseId }
        : { kind: 'active', id: event.responseId }
      const covers = sequence.running.kind === 'asked' ? sequence.running.covers : []
      return still({ ...arrive(sequence, covers), running })
    }
    case 'conversation.item.added':
      return still(event.item.kind === 'function_call_output' ? arrive(sequence, [event.item.callId]) : sequence)
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
  const calls = sequence.calls.map((one) => (one === call ? { ...one, answered: true, output } : one))
  const sent = sequence.away ? [] : [outputCommand({ callId, output })]
  return goOn({ ...sequence, calls }, call.responseId, sent)
}

const outputCommand = ({ callId, output }: Pick<KnownCall, 'callId' | 'output'>): VoiceCommand => ({
  type: 'conversation.item.create',
  item: { type: 'function_call_output', call_id: callId, output },
})

/** All calls of a response are answered: the agent may go on. */
function goOn(sequence: Sequence, responseId: string, sent: readonly VoiceCommand[]): Sequenced {
  if (sequence.calls.some((one) => one.responseId === responseId && !one.answered)) return flush(sequence, sent)
  const afterCalls = sequence.waiting !== null && sequence.afterCalls === null ? null : responseId
  return flush({ ...sequence, waiting: sequence.waiting ?? {}, afterCalls }, sent)
}

/** The line is gone. What nobody has begun to answer is still to be asked; words that were to be spoken are given up elsewhere. */
export function cut(sequence: Sequence): Sequence {
  return { ...sequence, ...owedBy(sequence), running: { kind: 'none' }, playing: false, away: true }
}

/** Answered calls the service has not shown to know the output of. */
export const unarrived = (sequence: Sequence): readonly KnownCall[] =>
  sequence.calls.filter((call) => call.answered && !call.arrived)

/**
 * The line stands again. A conversation that was resumed is given what it lacks. One that was not knows none of the old calls:
 * they can no longer be answered, and nothing follows from them.
 */
export function reconnected(sequence: Sequence, resumed: boolean): Sequenced {
  const back: Sequence = { ...sequence, away: false }
  if (!resumed) {
    const plain = back.afterCalls === null ? back.waiting : null
    return flush({ ...back, calls: [], waiting: plain, afterCalls: null })
  }
  const missing = unarrived(sequence)
  const last = missing.at(-1)
  const outputs = missing.map(outputCommand)
  return last === undefined ? flush(back) : goOn(back, last.responseId, outputs)
}
