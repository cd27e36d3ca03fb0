import { createHash, randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import { WebSocketServer } from 'ws'
import type { Door } from '#main/sandbox/door.ts'
import type { Fault, FaultBook } from '#main/sandbox/faults.ts'
import { ClientEventSchema } from '#main/sandbox/realtime-commands.ts'
import type { Conversation } from '#main/sandbox/realtime-conversation.ts'
import { createConversation } from '#main/sandbox/realtime-conversation.ts'
import type { Utterance } from '#main/sandbox/realtime-hearing.ts'
import type { VoiceCounters, VoiceScript, VoiceScriptInput } from '#main/sandbox/realtime-script.ts'
import { VoiceScriptSchema } from '#main/sandbox/realtime-script.ts'
import { createSession } from '#main/sandbox/realtime-session.ts'
import { createSpeaker, innerRate, toSamples, toneVoice } from '#main/sandbox/realtime-sound.ts'
import { createWire, findFault } from '#main/sandbox/realtime-wire.ts'
import type { Handler, Reply, Request } from '#main/sandbox/service.ts'

/**
 * The voice service: `/v1/realtime` as the reference has it, over a real socket, and the secrets that open it. Wrong keys, wrong
 * paths and the faults of the day are refused before there is a socket.
 */
export type Realtime = {
  readonly door: Door
  /** `POST /v1/realtime/client_secrets`; null: not for this handler. */
  readonly secrets: (request: Request) => Reply | null
  readonly script: (script: VoiceScriptInput) => void
  readonly counters: () => VoiceCounters
  readonly forget: () => void
}

type Counts = {
  connections: number
  refused: number
  received: Record<string, number>
  sent: Record<string, number>
  order: string[]
  heard: string[]
  soundBytes: number
  outputs: { callId: string; output: string }[]
  truncations: number[]
}

const noCounts = (): Counts => ({
  connections: 0,
  refused: 0,
  received: {},
  sent: {},
  order: [],
  heard: [],
  soundBytes: 0,
  outputs: [],
  truncations: [],
})

const keptMs = 30 * 60_000
const pingMs = 15_000
export function createRealtime(context: {
  readonly faults: FaultBook
  readonly now: () => number
  readonly keys: readonly string[]
  readonly errorBody: (status: number, error?: string) => unknown
}): Realtime {
  const { faults, now } = context
  const server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: 32 * 1024 * 1024,
    handleProtocols: (offered) => [...offered].find((name) => /^(xai-client-secret\.|realtime$)/.test(name)) ?? false,
  })
  const speaker = createSpeaker()
  const conversations = new Map<string, Conversation>()
  const secrets = new Map<string, number>()
  let script: VoiceScript = VoiceScriptSchema.parse({})
  let utterances: readonly Utterance[] = []
  let counts = noCounts()
  let digest = createHash('sha256')

  const refuse = (socket: Duplex, status: number, error: string, headers = ''): void => {
    counts.refused += 1
    const body = JSON.stringify(context.errorBody(status, error))
    const head = `HTTP/1.1 ${status} Refused\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}`
    socket.end(`${head}\r\n${headers}connection: close\r\n\r\n${body}`)
  }

  const isKey = (token: string): boolean => context.keys.includes(token) || (secrets.get(token) ?? 0) > now()

  function tokenOf(incoming: IncomingMessage): string | null {
    const bearer = /^Bearer (\S+)$/.exec(incoming.headers.authorization ?? '')?.[1]
    const offered = incoming.headers['sec-websocket-protocol'] ?? ''
    return bearer ?? /(?:xai-client-secret|openai-insecure-api-key)\.([^,\s]+)/.exec(offered)?.[1] ?? null
  }

  function conversationFor(url: URL): Conversation {
    const known = conversations.get(url.searchParams.get('conversation_id') ?? '')
    const kept = known !== undefined && now() - known.openedAt < keptMs ? known : createConversation(now())
    kept.openedAt = now()
    conversations.set(kept.id, kept)
    return kept
  }

  function serve(socket: WebSocket, url: URL, hits: readonly Fault[]): void {
    counts = { ...counts, connections: counts.connections + 1, order: [], soundBytes: 0 }
    digest = createHash('sha256')
    const conversation = conversationFor(url)
    const wire = createWire(
      socket,
      hits,
      () => script,
      (type) => {
        counts.sent[type] = (counts.sent[type] ?? 0) + 1
      },
    )
    const session = createSession({
      wire,
      conversation,
      script: () => script,
      utterances: () => utterances,
      voice: () => (script.voice === 'tones' ? toneVoice : speaker),
      delayMs: findFault(hits, 'slow_answer')?.ms ?? 0,
      told: {
        heard: (text) => counts.heard.push(text),
        sound: (bytes) => {
          counts.soundBytes += bytes.length
          digest.update(bytes)
        },
        output: (callId, output) => counts.outputs.push({ callId, output }),
        truncated: (endMs) => counts.truncations.push(endMs),
      },
    })
    const ping = (): void => wire.send('ping', { timestamp: now(), previous_item_id: null })
    const beat = setInterval(ping, pingMs)
    const capMs = findFault(hits, 'session_cap')?.ms ?? null
    const cap =
      capMs === null
        ? undefined
        : setTimeout(() => {
            wire.fail('max_duration', 'max_duration', 'The session has reached its limit')
            socket.close(1000, 'max_duration')
          }, capMs)
    const deaf = findFault(hits, 'deaf')
    let received = 0
    socket.on('error', () => undefined)
    socket.on('close', () => {
      clearInterval(beat)
      clearTimeout(cap)
      session.stop()
    })
    socket.on('message', (data, isBinary) => {
      received += 1
      if (deaf !== null && received >= deaf.after) socket.pause()
      receive(
        isBinary
          ? JSON.stringify({ type: 'input_audio_buffer.append', audio: (data as Buffer).toString('base64') })
          : (data as Buffer).toString('utf8'),
      )
    })
    const receive = (text: string): void => {
      let raw: unknown
      try {
        raw = JSON.parse(text)
      } catch {
        return wire.fail('invalid_event', 'invalid_json', 'The event is not JSON')
      }
      const parsed = ClientEventSchema.safeParse(raw)
      const type = String((raw as { type?: unknown } | null)?.type)
      counts.received[type] = (counts.received[type] ?? 0) + 1
      if (type !== 'input_audio_buffer.append') counts.order.push(type)
      if (parsed.success) return session.handle(parsed.data)
      const [issue] = parsed.error.issues
      const known = issue?.code !== 'invalid_union'
      const kind = known ? 'invalid_request_error' : 'invalid_event'
      wire.fail(
        kind,
        known ? 'invalid_value' : 'unknown_event',
        `${type}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
      )
    }
    const { first } = script
    const about = { object: 'realtime.session', model: url.searchParams.get('model') ?? 'grok-voice-latest' }
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
    for (const item of conversation.items)
      wire.send('conversation.item.added', { previous_item_id: null, item: { ...item, replayed: true } })
  }

  function admit(incoming: IncomingMessage, socket: Duplex, head: Buffer): void {
    const url = new URL(incoming.url ?? '/', 'http://sandbox')
    if (url.pathname !== '/v1/realtime') return refuse(socket, 404, 'Not found')
    const hits = faults.take('xai', 'GET', url.pathname)
    if (findFault(hits, 'reset') !== null || findFault(hits, 'lost_response') !== null) return void socket.destroy()
    const refusal = findFault(hits, 'status')
    if (refusal !== null) {
      const after = refusal.retryAfter === undefined ? '' : `retry-after: ${refusal.retryAfter}\r\n`
      return refuse(socket, refusal.status, `HTTP ${refusal.status}`, after)
    }
    const token = tokenOf(incoming)
    if (token === null) return refuse(socket, 401, 'No authorization header, or one that is not a bearer token.')
    if (!isKey(token)) return refuse(socket, 401, 'The key or secret is not known, or its time is over.')
    const open = (): void => server.handleUpgrade(incoming, socket, head, (opened) => serve(opened, url, hits))
    const late = findFault(hits, 'latency')?.ms ?? null
    if (late === null) open()
    else setTimeout(open, late)
  }

  return {
    door: {
      upgrade: (incoming, socket, head) => {
        socket.on('error', () => undefined)
        admit(incoming, socket, head)
      },
      stop: () => server.clients.forEach((client) => client.terminate()),
    },
    secrets: (request) => {
      if (request.path !== '/v1/realtime/client_secrets') return null
      if (request.method !== 'POST') return { status: 405, body: context.errorBody(405) }
      const asked = (request.json as { expires_after?: { seconds?: unknown } } | undefined)?.expires_after?.seconds
      const seconds = asked === undefined ? 600 : asked
      if (typeof seconds !== 'number' || seconds < 1 || seconds > 3600)
        return { status: 400, body: context.errorBody(400, 'expires_after.seconds has to be between 1 and 3600') }
      const value = `xai-realtime-client-secret-${randomBytes(12).toString('hex')}`
      secrets.set(value, now() + seconds * 1000)
      return { status: 200, body: { value, expires_at: Math.floor(now() / 1000) + seconds } }
    },
    script: (change) => {
      script = VoiceScriptSchema.parse({ ...script, ...change })
      utterances = script.utterances.map(({ text, audio }) => ({
        text,
        samples: toSamples(Buffer.from(audio, 'base64'), { type: 'audio/pcm', rate: innerRate }),
      }))
    },
    counters: () => ({ ...structuredClone(counts), soundDigest: digest.copy().digest('hex') }),
    forget: () => {
      counts = noCounts()
      digest = createHash('sha256')
      script = VoiceScriptSchema.parse({})
      utterances = []
    },
  }
}

/** The HTTP side: secrets need a real key like everything else, which the agent's handler asks for first. */
export const withSecrets =
  (agent: Handler, realtime: Realtime, isAuthorised: (request: Request) => boolean): Handler =>
  (request) =>
    (isAuthorised(request) ? realtime.secrets(request) : null) ?? agent(request)
