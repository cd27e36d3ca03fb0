import { randomUUID } from 'node:crypto'
import type { Answer } from '#main/sandbox/realtime/answer.ts'
import { startAnswer } from '#main/sandbox/realtime/answer.ts'
import type { ClientEvent, ClientSession } from '#main/sandbox/realtime/commands.ts'
import type { Conversation } from '#main/sandbox/realtime/conversation.ts'
import { keepItem, think } from '#main/sandbox/realtime/conversation.ts'
import type { Gate, Utterance } from '#main/sandbox/realtime/hearing.ts'
import { createGate, recognise } from '#main/sandbox/realtime/hearing.ts'
import type { VoiceScript } from '#main/sandbox/realtime/script.ts'
import type { SoundFormat, Voice } from '#main/sandbox/realtime/sound.ts'
import { innerRate, resample, toSamples } from '#main/sandbox/realtime/sound.ts'
import type { Wire } from '#main/sandbox/realtime/wire.ts'

/** One session: what a client's events do to the conversation, and what it hears of it. */
export type Told = {
  readonly heard: (text: string) => void
  readonly sound: (bytes: Buffer) => void
  readonly output: (callId: string, output: string) => void
  readonly truncated: (ms: number) => void
}

export type SessionPorts = {
  readonly wire: Wire
  readonly conversation: Conversation
  readonly script: () => VoiceScript
  readonly utterances: () => readonly Utterance[]
  readonly voice: () => Voice
  readonly delayMs: number
  /** False: it never begins to answer. */
  readonly answers: boolean
  /** What the session begins with; null: nothing. */
  readonly agent: ClientSession | null
  readonly told: Told
}

const pcm: SoundFormat = { type: 'audio/pcm', rate: 24_000 }

export function createSession(ports: SessionPorts) {
  const { wire, conversation, told } = ports
  let session: ClientSession = ports.agent ?? {}
  let pieces: Int16Array[] = []
  let heardSamples = 0
  let bytes = 0
  let answer: Answer | null = null
  let gate: Gate | null = null
  let speakingItem: string | null = null

  const detection = () => session.turn_detection ?? session.audio?.input?.turn_detection ?? null
  const inputFormat = (): SoundFormat => session.audio?.input?.format ?? pcm
  const outputFormat = (): SoundFormat => session.audio?.output?.format ?? pcm
  const lastId = (): string | null => conversation.items.at(-1)?.id ?? null
  const ms = (): number => Math.round((heardSamples / innerRate) * 1000)

  const add = (item: Readonly<Record<string, unknown>>, id: string = randomUUID()): string => {
    const previous = lastId()
    const whole = { id, object: 'realtime.item', status: 'completed', ...item, replayed: false }
    keepItem(conversation, { ...whole, id })
    wire.send('conversation.item.added', { previous_item_id: previous, item: whole })
    return id
  }

  const respond = (plan: Parameters<typeof startAnswer>[0]['plan']): void => {
    if (!ports.answers) return
    const mine = startAnswer({
      wire,
      plan,
      voice: ports.voice(),
      format: outputFormat(),
      script: ports.script(),
      delayMs: ports.delayMs,
      keep: (id, item) => keepItem(conversation, { ...item, id }),
    })
    answer = mine
    mine.ended.then(
      () => {
        if (answer === mine) answer = null
      },
      () => wire.fail('internal_error', 'internal_error', 'The response failed.'),
    )
  }

  const transcribe = (itemId: string, text: string): void => {
    const transcription = 'conversation.item.input_audio_transcription'
    const words = text.split(' ')
    if (session.audio?.input?.transcription?.model === 'grok-transcribe')
      for (let count = 1; count < words.length; count += 1)
        wire.send(`${transcription}.updated`, { item_id: itemId, transcript: words.slice(0, count).join(' ') })
    const completed = { item_id: itemId, content_index: 0, transcript: text, status: 'completed' }
    wire.send(`${transcription}.completed`, completed)
    if (ports.script().repeats) wire.send(`${transcription}.completed`, completed)
  }

  /** What was appended becomes an item of the caller. */
  const commit = (itemId: string): void => {
    const samples = new Int16Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
    let at = 0
    for (const piece of pieces) {
      samples.set(piece, at)
      at += piece.length
    }
    pieces = []
    bytes = 0
    const text = recognise(samples, ports.utterances())
    told.heard(text)
    wire.send('input_audio_buffer.committed', { item_id: itemId, previous_item_id: lastId() })
    add({ type: 'message', role: 'user', content: [{ type: 'input_audio', transcript: text }] }, itemId)
    conversation.question = text
    transcribe(itemId, text)
  }

  const listen = (samples: Int16Array): void => {
    heardSamples += samples.length
    const change = gate?.(samples) ?? null
    if (change === 'started') {
      speakingItem = randomUUID()
      wire.send('input_audio_buffer.speech_started', { item_id: speakingItem, audio_start_ms: ms() })
      answer?.cancel()
    }
    if (change === 'stopped' && speakingItem !== null) {
      wire.send('input_audio_buffer.speech_stopped', { item_id: speakingItem, audio_end_ms: ms() })
      commit(speakingItem)
      speakingItem = null
      const before = answer?.ended ?? Promise.resolve()
      void before.then(() => respond(think(conversation, session, ports.script())))
    }
  }

  const append = (audio: string, eventId: string | undefined): void => {
    const raw = Buffer.from(audio, 'base64')
    const format = inputFormat()
    if (format.type === 'audio/pcm' && raw.length % 2 !== 0)
      return wire.fail('invalid_request_error', 'invalid_value', 'audio ends in half a sample', eventId)
    told.sound(raw)
    bytes += raw.length
    const samples = resample(toSamples(raw, format), format.rate, innerRate)
    pieces.push(samples)
    listen(samples)
    // Hands free, what lies long before speech is forgotten.
    if (gate !== null && speakingItem === null) pieces = pieces.slice(-25)
  }

  const create = (item: Extract<ClientEvent, { type: 'conversation.item.create' }>['item'], eventId?: string): void => {
    if (item.type === 'function_call_output') {
      const call = conversation.items.find((one) => one['type'] === 'function_call' && one['call_id'] === item.call_id)
      if (call === undefined)
        return wire.fail('invalid_request_error', 'item_not_found', `Call ${item.call_id} not found`, eventId)
      told.output(item.call_id, item.output)
      conversation.results.push(item.output)
      add({ type: 'function_call_output', call_id: item.call_id, output: item.output })
      return
    }
    const text = item.content.map((part) => part.text ?? '').join('')
    if (item.type === 'force_message' && ports.script().forced === 'unknown')
      return wire.fail('invalid_request_error', 'invalid_value', "item.type: 'force_message' is not known", eventId)
    if (item.type === 'force_message') {
      const before = answer?.ended ?? Promise.resolve()
      answer?.cancel()
      void before.then(() => respond({ says: text, calls: [] }))
      return
    }
    if (item.role === 'user') conversation.question = text
    add({ ...item })
  }

  const update = (change: ClientSession): void => {
    session = { ...session, ...change, audio: { ...session.audio, ...change.audio } }
    const vad = detection()
    gate = vad === null || vad.type === null ? null : createGate(vad.threshold ?? 0.85, vad.silence_duration_ms ?? 500)
    if (change['type'] === 'realtime') wire.adopt('realtime')
    tellSession()
  }

  const tellSession = (): void =>
    wire.send('session.updated', {
      session: {
        instructions: session.instructions ?? '',
        model: 'grok-voice-sample',
        turn_detection: {},
        modalities: ['text'],
        ...(ports.agent === null ? {} : { tools: session.tools }),
        // The other dialect reads back what it asked for.
        ...(session['type'] === 'realtime' ? { type: 'realtime', audio: session.audio } : {}),
      },
    })

  const truncate = (itemId: string, endMs: number, eventId?: string): void => {
    if (!conversation.items.some((item) => item.id === itemId))
      return wire.fail('invalid_request_error', 'item_not_found', `Item with id ${itemId} not found`, eventId)
    told.truncated(endMs)
    if (ports.script().truncation === 'ignores') return
    wire.send('conversation.item.truncated', { item_id: itemId, content_index: 0, audio_end_ms: endMs })
  }

  /** Only clients of the other dialect ask for it; the service itself does not know it. */
  const retrieve = (itemId: string, eventId?: string): void => {
    const item = conversation.items.find((one) => one.id === itemId)
    if (session['type'] !== 'realtime')
      return wire.fail('invalid_event', 'unknown_event', 'conversation.item.retrieve is not known', eventId)
    if (item === undefined)
      return wire.fail('invalid_request_error', 'item_not_found', `Item with id ${itemId} not found`, eventId)
    wire.send('conversation.item.retrieved', { item })
  }

  const handle = (event: ClientEvent): void => {
    switch (event.type) {
      case 'session.update':
        return update(event.session)
      case 'input_audio_buffer.append':
        return append(event.audio, event.event_id)
      case 'input_audio_buffer.clear':
        pieces = []
        bytes = 0
        return wire.send('input_audio_buffer.cleared')
      case 'input_audio_buffer.commit':
        if (bytes > 0) return commit(randomUUID())
        return wire.fail('invalid_request_error', 'input_audio_buffer_commit_empty', 'buffer is empty', event.event_id)
      case 'conversation.item.create':
        return create(event.item, event.event_id)
      case 'conversation.item.retrieve':
        return retrieve(event.item_id, event.event_id)
      case 'conversation.item.delete':
        conversation.items = conversation.items.filter((item) => item.id !== event.item_id)
        return wire.send('conversation.item.deleted', { item_id: event.item_id })
      case 'conversation.item.truncate':
        return truncate(event.item_id, event.audio_end_ms, event.event_id)
      case 'response.create': {
        if (answer === null) return respond(think(conversation, session, ports.script(), event.response?.instructions))
        const code = 'conversation_already_has_active_response'
        return wire.fail('invalid_request_error', code, 'A response is in progress', event.event_id)
      }
      case 'response.cancel':
        if (answer !== null) return answer.cancel()
        return wire.fail(
          'invalid_request_error',
          'response_cancel_not_active',
          'There is no active response',
          event.event_id,
        )
    }
  }

  return { handle, tellSession, stop: () => answer?.cancel() }
}
