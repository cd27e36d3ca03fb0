import { WebSocketServer } from 'ws'
import type { Door } from '#main/sandbox/door.ts'
import type { FaultBook } from '#main/sandbox/faults.ts'
import { createAdmission } from '#main/sandbox/realtime/admission.ts'
import { serveConnection } from '#main/sandbox/realtime/connection.ts'
import type { Conversation } from '#main/sandbox/realtime/conversation.ts'
import { createConversation } from '#main/sandbox/realtime/conversation.ts'
import { createVoiceBooks } from '#main/sandbox/realtime/counts.ts'
import type { Utterance } from '#main/sandbox/realtime/hearing.ts'
import type { VoiceCounters, VoiceMoment, VoiceScript, VoiceScriptInput } from '#main/sandbox/realtime/script.ts'
import { VoiceScriptSchema } from '#main/sandbox/realtime/script.ts'
import type { KnownSpeech, Voice } from '#main/sandbox/realtime/sound.ts'
import { createSpeaker, innerRate, rememberSaid, toneVoice, toSamples } from '#main/sandbox/realtime/sound.ts'
import type { Handler, Reply, Request } from '#main/sandbox/service-exchange.ts'
import type { VoiceAgents } from '#main/sandbox/account/voice-agents.ts'
import { asSession } from '#main/sandbox/account/voice-agents.ts'

/**
 * The voice service: `/v1/realtime` as the reference has it, over a real socket, and the secrets that open it. Wrong keys, wrong
 * paths and the faults of the day are refused before there is a socket.
 */
export type Realtime = {
  readonly door: Door
  /** `POST /v1/realtime/client_secrets`; null: not for this handler. */
  readonly secrets: (request: Request) => Reply | null
  readonly cut: (forgets: boolean) => void
  readonly script: (script: VoiceScriptInput) => void
  readonly counters: () => VoiceCounters
  readonly moments: () => readonly VoiceMoment[]
  /** The newest connection's sound as it came. */
  readonly sounds: () => Buffer
  /** What it was told to know by ear, and what it has said itself. */
  readonly knownSpeech: () => readonly KnownSpeech[]
  /** The voice of the service, also without a line. */
  readonly speak: Voice
  readonly forget: () => void
}

const keptMs = 30 * 60_000

export function createRealtime(context: {
  readonly faults: FaultBook
  readonly now: () => number
  readonly keys: readonly string[]
  readonly errorBody: (status: number, error?: string) => unknown
  readonly agents: VoiceAgents
}): Realtime {
  const { faults, now, keys, errorBody, agents } = context
  const server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: 32 * 1024 * 1024,
    handleProtocols: (offered) => [...offered].find((name) => /^(xai-client-secret\.|realtime$)/.test(name)) ?? false,
  })
  const books = createVoiceBooks()
  const admission = createAdmission({
    faults,
    now,
    keys,
    errorBody,
    isAgent: (id) => agents().some((agent) => agent.agent_id === id),
    onRefused: books.refused,
  })
  const voices: Record<VoiceScript['voice'], ReturnType<typeof rememberSaid>> = {
    best: rememberSaid(createSpeaker()),
    tones: rememberSaid(toneVoice),
  }
  const conversations = new Map<string, Conversation>()
  let script: VoiceScript = VoiceScriptSchema.parse({})
  let utterances: readonly Utterance[] = []

  function conversationFor(url: URL): Conversation {
    const known = conversations.get(url.searchParams.get('conversation_id') ?? '')
    const kept = known !== undefined && now() - known.openedAt < keptMs ? known : createConversation(now())
    kept.openedAt = now()
    conversations.set(kept.id, kept)
    return kept
  }

  return {
    door: {
      upgrade: (incoming, socket, head) => {
        socket.on('error', () => undefined)
        admission.admit(incoming, socket, (url, hits) =>
          server.handleUpgrade(incoming, socket, head, (opened) => {
            const agent = agents().find((one) => one.agent_id === url.searchParams.get('agent_id'))
            serveConnection({
              socket: opened,
              hits,
              conversation: conversationFor(url),
              model: url.searchParams.get('model') ?? 'grok-voice-latest',
              agent: agent === undefined ? null : asSession(agent),
              script: () => script,
              utterances: () => utterances,
              voice: (): Voice => voices[script.voice].voice,
              books,
              now,
            })
          }),
        )
      },
      stop: () => server.clients.forEach((client) => client.terminate()),
    },
    cut: (forgets) => {
      if (forgets) conversations.clear()
      server.clients.forEach((client) => client.terminate())
    },
    secrets: admission.secrets,
    script: (change) => {
      script = VoiceScriptSchema.parse({ ...script, ...change })
      utterances = script.utterances.map(({ text, audio }) => ({
        text,
        samples: toSamples(Buffer.from(audio, 'base64'), { type: 'audio/pcm', rate: innerRate }),
      }))
    },
    counters: books.view,
    moments: books.moments,
    sounds: books.sounds,
    knownSpeech: () => [
      ...utterances.map(({ text, samples }) => ({ text, samples, words: null })),
      ...voices[script.voice].said(),
    ],
    speak: (text) => voices[script.voice].voice(text),
    forget: () => {
      books.forget()
      script = VoiceScriptSchema.parse({})
      utterances = []
    },
  }
}

/** The HTTP side: these need a real key like everything else, which the agent's handler asks for first. */
export const withRoutes =
  (
    agent: Handler,
    isAuthorised: (request: Request) => boolean,
    routes: readonly ((request: Request) => Promise<Reply> | Reply | null)[],
  ): Handler =>
  (request) => {
    const replies = isAuthorised(request) ? routes.map((route) => route(request)) : []
    return replies.find((reply) => reply !== null) ?? agent(request)
  }
