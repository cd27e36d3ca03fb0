import { WebSocket } from 'ws'
import type { VoiceEvent } from '#contract/voice-event.ts'
import type { VoiceCommand, VoiceFormat } from '#contract/voice.ts'
import { defaultVoiceFormat } from '#contract/voice.ts'
import { createHttpClient } from '#main/clients/http/http.ts'
import type { Realtime, RealtimeNotice, RealtimePorts, RealtimeTimes } from '#main/clients/xai/realtime-states.ts'
import { openRealtime } from '#main/clients/xai/realtime.ts'
import type { Frame } from '#main/domain/voice/frame-ring.ts'
import { encodeSound } from '#main/domain/voice/framing.ts'
import { buildSession, sessionChoices } from '#main/domain/voice/session.ts'
import { systemClock, systemRandom } from '#main/kernel/clock.ts'
import { Secret } from '#main/kernel/secret.ts'
import type { Sandbox } from '#main/sandbox/index.ts'
import { until } from '#test/support/until.ts'

/** Speech-like sound that no two seeds share: tones under an envelope, and a little noise that is always the same. */
export function makeSpeech(seed: number, seconds: number, rate = 24_000): Int16Array {
  let noise = seed
  return Int16Array.from({ length: Math.round(seconds * rate) }, (_, place) => {
    const at = place / rate
    noise = (noise * 1_103_515_245 + 12_345) % 2_147_483_648
    const envelope = 0.3 + 0.7 * Math.abs(Math.sin(at * (5 + seed)))
    const pitch = 150 + 60 * ((seed + Math.floor(at * 4)) % 7)
    return Math.round(8000 * envelope * Math.sin(2 * Math.PI * pitch * at) + ((noise >> 8) % 200) - 100)
  })
}

export const toBase64 = (samples: Int16Array): string => encodeSound(defaultVoiceFormat, samples)

export function cutFrames(samples: Int16Array, rate = 24_000): Frame[] {
  const size = rate / 50
  return Array.from({ length: Math.ceil(samples.length / size) }, (_, sequence) => ({
    sequence,
    capturedAt: sequence * 20,
    samples: samples.slice(sequence * size, (sequence + 1) * size),
  }))
}

export const appendsOf = (samples: Int16Array, format: VoiceFormat = defaultVoiceFormat): VoiceCommand[] =>
  cutFrames(samples, format.type === 'audio/pcm' ? format.rate : 8000).map((frame) => ({
    type: 'input_audio_buffer.append',
    audio: encodeSound(format, frame.samples),
  }))

export type Call = {
  readonly realtime: Realtime
  readonly notices: RealtimeNotice[]
  readonly events: () => VoiceEvent[]
  /** Waits for an event of this type after the first `skip` of them. */
  readonly event: <Type extends VoiceEvent['type']>(
    type: Type,
    skip?: number,
  ) => Promise<Extract<VoiceEvent, { type: Type }>>
  readonly notice: <Kind extends RealtimeNotice['kind']>(
    kind: Kind,
    holds?: (notice: Extract<RealtimeNotice, { kind: Kind }>) => boolean,
  ) => Promise<Extract<RealtimeNotice, { kind: Kind }>>
  readonly ready: () => Promise<unknown>
  readonly send: (...commands: readonly VoiceCommand[]) => void
  readonly end: () => Promise<void>
}

export function openCall(
  sandbox: Pick<Sandbox, 'baseUrls' | 'keys'>,
  options: {
    readonly agent?: unknown
    readonly turns?: 'held' | 'hands_free'
    readonly format?: VoiceFormat
    readonly times?: Partial<RealtimeTimes>
    readonly ports?: Partial<RealtimePorts>
    readonly onNotice?: (notice: RealtimeNotice) => void
  } = {},
): Call {
  const notices: RealtimeNotice[] = []
  const base = { clock: systemClock, random: systemRandom, log: () => undefined }
  const http = createHttpClient(base)
  const { session } = buildSession(options.agent ?? { instructions: 'Help.' }, {
    ...sessionChoices,
    turns: options.turns ?? 'held',
    format: options.format ?? defaultVoiceFormat,
  })
  const ports: RealtimePorts = {
    ...base,
    http,
    baseUrl: sandbox.baseUrls.xai,
    key: async () => new Secret(sandbox.keys.xai ?? ''),
    allowedHosts: () => [new URL(sandbox.baseUrls.xai).host],
    authentication: 'key',
    ...options.ports,
  }
  const realtime = openRealtime(
    ports,
    { model: null, session, times: { firstWaitMs: 20, ...options.times } },
    (notice) => {
      notices.push(notice)
      options.onNotice?.(notice)
    },
  )
  const events = (): VoiceEvent[] => notices.flatMap((notice) => (notice.kind === 'event' ? [notice.event] : []))
  type EventOf<Type> = Extract<VoiceEvent, { type: Type }>
  type NoticeOf<Kind> = Extract<RealtimeNotice, { kind: Kind }>
  const call: Call = {
    realtime,
    notices,
    events,
    event: <Type extends VoiceEvent['type']>(type: Type, skip = 0) => {
      const fits = (event: VoiceEvent): event is EventOf<Type> => event.type === type
      return until(`event ${type}`, () => events().filter(fits)[skip] ?? null, 8)
    },
    notice: <Kind extends RealtimeNotice['kind']>(
      kind: Kind,
      holds: (notice: NoticeOf<Kind>) => boolean = () => true,
    ) => {
      const fits = (notice: RealtimeNotice): notice is NoticeOf<Kind> => notice.kind === kind
      return until(`notice ${kind}`, () => notices.filter(fits).find(holds) ?? null, 8)
    },
    ready: () => call.notice('state', ({ state }) => state.kind === 'ready'),
    send: (...commands) => commands.forEach((command) => realtime.send(command)),
    end: async () => {
      realtime.close()
      await http.close()
    },
  }
  return call
}

/** A socket without a client of ours: events go in and out as plain JSON. */
export type PlainSocket = {
  readonly socket: WebSocket
  readonly got: Record<string, unknown>[]
  readonly say: (event: unknown) => void
  readonly wait: (type: string, skip?: number) => Promise<Record<string, unknown>>
}

export async function openPlain(
  url: string,
  headers: Record<string, string>,
  protocols: string[] = [],
): Promise<PlainSocket> {
  const socket = new WebSocket(url, protocols, { headers })
  const got: Record<string, unknown>[] = []
  socket.on('message', (data) => got.push(JSON.parse((data as Buffer).toString('utf8')) as Record<string, unknown>))
  await new Promise<void>((resolve, reject) => {
    socket.on('open', resolve)
    socket.on('error', reject)
  })
  return {
    socket,
    got,
    say: (event) => socket.send(typeof event === 'string' ? event : JSON.stringify(event)),
    wait: (type, skip = 0) => until(type, () => got.filter((event) => event['type'] === type)[skip] ?? null, 8),
  }
}
