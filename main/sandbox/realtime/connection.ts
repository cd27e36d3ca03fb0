import type { WebSocket } from 'ws'
import type { Fault } from '#main/sandbox/faults.ts'
import type { ClientSession } from '#main/sandbox/realtime/commands.ts'
import { ClientEventSchema } from '#main/sandbox/realtime/commands.ts'
import type { Conversation } from '#main/sandbox/realtime/conversation.ts'
import type { VoiceBooks } from '#main/sandbox/realtime/counts.ts'
import type { Utterance } from '#main/sandbox/realtime/hearing.ts'
import type { VoiceScript } from '#main/sandbox/realtime/script.ts'
import { createSession } from '#main/sandbox/realtime/session.ts'
import type { Voice } from '#main/sandbox/realtime/sound.ts'
import { createWire, findFault } from '#main/sandbox/realtime/wire.ts'

/** One socket from its first event to its end: greeting, pings, what a client says, and the limit of a session. */
export function serveConnection(ports: {
  readonly socket: WebSocket
  readonly hits: readonly Fault[]
  readonly conversation: Conversation
  readonly model: string
  /** Of the agent that was named in the address; null: none was. */
  readonly agent: ClientSession | null
  readonly script: () => VoiceScript
  readonly utterances: () => readonly Utterance[]
  readonly voice: () => Voice
  readonly books: VoiceBooks
  readonly now: () => number
}): void {
  const { socket, hits, conversation, agent, script, books, now } = ports
  books.connected()
  const wire = createWire(socket, hits, script, books.sent)
  const session = createSession({
    wire,
    conversation,
    script,
    agent,
    utterances: ports.utterances,
    voice: ports.voice,
    delayMs: findFault(hits, 'slow_answer')?.ms ?? 0,
    answers: findFault(hits, 'no_answer') === null,
    told: books,
  })
  const ping = (): void => wire.send('ping', { timestamp: now(), previous_item_id: null })
  const beat = setInterval(ping, script().pingMs)
  const capMs = findFault(hits, 'session_cap')?.ms ?? null
  const end = (): void => {
    wire.fail('max_duration', 'max_duration', 'The session has reached its limit')
    socket.close(1000, 'max_duration')
  }
  const cap = capMs === null ? undefined : setTimeout(end, capMs)

  const receive = (text: string, at: number): void => {
    let raw: unknown
    try {
      raw = JSON.parse(text)
    } catch {
      return wire.fail('invalid_event', 'invalid_json', 'The event is not JSON')
    }
    const parsed = ClientEventSchema.safeParse(raw)
    const type = String((raw as { type?: unknown } | null)?.type)
    books.received(type, at)
    if (parsed.success) return session.handle(parsed.data)
    const [issue] = parsed.error.issues
    const known = issue?.code !== 'invalid_union'
    wire.fail(
      known ? 'invalid_request_error' : 'invalid_event',
      known ? 'invalid_value' : 'unknown_event',
      `${type}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
    )
  }

  const deaf = findFault(hits, 'deaf')
  let received = 0
  socket.on('error', () => undefined)
  socket.on('close', () => {
    clearInterval(beat)
    clearTimeout(cap)
    session.stop()
  })
  socket.on('message', (data, isBinary) => {
    const at = books.systemTime()
    received += 1
    if (deaf !== null && received >= deaf.after) socket.pause()
    receive(
      isBinary
        ? JSON.stringify({ type: 'input_audio_buffer.append', audio: (data as Buffer).toString('base64') })
        : (data as Buffer).toString('utf8'),
      at,
    )
  })

  const { first } = script()
  const about = { object: 'realtime.session', model: ports.model }
  if (first === 'both' || first === 'session')
    wire.send('session.created', {
      session: { id: conversation.id.replaceAll('-', ''), ...about, turn_detection: { type: null }, tools: [] },
    })
  if (first === 'both' || first === 'conversation') {
    const { id } = conversation
    wire.send('conversation.created', {
      previous_item_id: null,
      conversation: { id, object: 'realtime.conversation' },
    })
    ping()
  }
  if (agent !== null) session.tellSession()
  for (const item of conversation.items)
    wire.send('conversation.item.added', { previous_item_id: null, item: { ...item, replayed: true } })
}
