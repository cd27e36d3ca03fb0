import { createFileSpeaker, type FileSpeaker } from '#main/clients/devices/file-speaker.ts'
import { createResampler } from '#main/clients/devices/resampler.ts'
import { createHttpClient } from '#main/clients/http/http.ts'
import { systemClock, systemRandom } from '#main/kernel/clock.ts'
import { AppError, toWireError } from '#main/kernel/errors.ts'
import type { MicrophoneListener, SoundDevices, SoundFrame } from '#main/kernel/sound.ts'
import type { Sandbox } from '#main/sandbox/index.ts'
import type { CallPorts } from '#main/services/voice/call-ports.ts'
import { createEngine } from '#main/services/voice/engine.ts'
import { type EngineEvent, engineContract, type OpenCall } from '#main/services/voice/engine-contract.ts'
import { VoiceSettingsSchema } from '#contract/call-settings.ts'
import { type Client, connect } from '#rpc/connect.ts'
import { serve } from '#rpc/serve.ts'
import { memoryPair } from '#rpc/wire.ts'
import type { z } from 'zod'
import { until } from '#test/support/until.ts'

/** A microphone that hears what a test says into it, at the pace of the clock, and silence otherwise; and an exact loudspeaker. */
export type SoundDouble = {
  readonly devices: SoundDevices
  readonly speaker: FileSpeaker
  /** Said from the next frame on; resolves when the last of it was delivered. */
  readonly speak: (samples: Int16Array) => Promise<void>
  readonly delivered: SoundFrame[]
  readonly openings: () => number
  /** The microphone is unplugged; the next `refusals` attempts to open one fail. */
  readonly unplug: (refusals: number) => void
}

export function createSoundDouble(): SoundDouble {
  const speaker = createFileSpeaker(systemClock)
  const delivered: SoundFrame[] = []
  let waiting: { readonly samples: Int16Array; readonly from: number; readonly done: () => void }[] = []
  let at = 0
  let openings = 0
  let refused = 0
  let listening: MicrophoneListener | null = null

  /** A frame that comes late has nothing in it that was said after its own moment. */
  const nextSamples = (frameSamples: number, due: number): Int16Array => {
    const samples = new Int16Array(frameSamples)
    const [first] = waiting
    if (first === undefined || first.from > due) return samples
    samples.set(first.samples.subarray(at, at + frameSamples))
    at += frameSamples
    if (at >= first.samples.length) {
      waiting = waiting.slice(1)
      at = 0
      first.done()
    }
    return samples
  }

  const devices: SoundDevices = {
    list: async () => ({ devices: [], note: null }),
    openMicrophone: async (_choice, { rate }, listener) => {
      openings += 1
      if (refused > 0) {
        refused -= 1
        throw new AppError('unreachable', 'There is no microphone.')
      }
      const stop = new AbortController()
      listening = listener
      const began = performance.now()
      const run = async (): Promise<void> => {
        for (let sequence = 0; ; sequence += 1) {
          const due = began + (sequence + 1) * 20
          await systemClock.sleep(Math.max(0, due - performance.now()), stop.signal)
          if (listening !== listener) return
          const frame = { sequence, capturedAt: due, samples: nextSamples(rate / 50, due) }
          delivered.push(frame)
          listener.frame(frame)
        }
      }
      run().catch(() => undefined)
      return {
        label: 'Test microphone',
        rate,
        latencyMs: 0,
        hint: null,
        backend: 'file',
        followsDefault: true,
        note: null,
        close: async () => stop.abort(),
      }
    },
    openSpeaker: async (_choice, { rate }, listener) => ({
      ...(await speaker.open({ rate, device: null }, listener)),
      backend: 'file',
      followsDefault: true,
      note: null,
    }),
  }
  return {
    devices,
    speaker,
    delivered,
    openings: () => openings,
    speak: (samples) => new Promise((done) => waiting.push({ samples, from: performance.now(), done })),
    unplug: (refusals) => {
      refused = refusals
      const before = listening
      listening = null
      before?.lost(new AppError('unreachable', 'It was unplugged.'))
    },
  }
}

type EventOf<Type extends EngineEvent['type']> = Extract<EngineEvent, { type: Type }>

export type EventLog = {
  readonly all: EngineEvent[]
  readonly of: <Type extends EngineEvent['type']>(type: Type) => EventOf<Type>[]
  readonly wait: <Type extends EngineEvent['type']>(
    type: Type,
    holds?: (event: EventOf<Type>) => boolean,
    seconds?: number,
  ) => Promise<EventOf<Type>>
}

export function logEvents(client: Pick<Client<typeof engineContract>, 'events'>): EventLog {
  const all: EngineEvent[] = []
  void (async () => {
    for await (const event of client.events({})) all.push(event)
  })().catch(() => undefined)
  const of = <Type extends EngineEvent['type']>(type: Type): EventOf<Type>[] =>
    all.filter((event): event is EventOf<Type> => event.type === type)
  return {
    all,
    of,
    wait: (type, holds = () => true, seconds = 10) =>
      until(
        `event ${type}; there were ${[...new Set(all.map((event) => event.type))].join()}`,
        () => of(type).find(holds) ?? null,
        seconds,
      ),
  }
}

export const voiceAgent = {
  instructions: 'Help.',
  tools: [{ type: 'function', name: 'get_order', parameters: { type: 'object', properties: {} } }],
  voice: { voice_id: 'eve' },
}

/** What `open` is given for a call to a sandbox. */
export function callWish(
  sandbox: Pick<Sandbox, 'baseUrls' | 'keys'>,
  callId: string,
  settings: z.input<typeof VoiceSettingsSchema> = {},
  more: Partial<OpenCall> = {},
): OpenCall {
  return {
    callId,
    agent: voiceAgent,
    medium: 'voice',
    connection: {
      baseUrl: sandbox.baseUrls.xai,
      allowedHosts: [new URL(sandbox.baseUrls.xai).host],
      key: sandbox.keys.xai ?? '',
    },
    settings: VoiceSettingsSchema.parse(settings),
    recordingPath: null,
    consent: more.recordingPath === undefined ? null : 'announce',
    ...more,
  }
}

export type EngineRig = {
  readonly client: Client<typeof engineContract>
  readonly events: EventLog
  readonly sound: SoundDouble
  readonly end: () => Promise<void>
}

/** The engine in this process, asked over a wire, with doubles for its devices and a real socket. */
export function startEngine(more: Partial<CallPorts> = {}): EngineRig {
  const sound = createSoundDouble()
  const base = { clock: systemClock, random: systemRandom, log: () => undefined }
  const http = createHttpClient(base)
  const engine = createEngine({
    ...base,
    http,
    devices: sound.devices,
    createResampler,
    space: async () => ({ free: 2 ** 40 }),
    times: { firstWaitMs: 20 },
    ...more,
  })
  const pair = memoryPair()
  serve(engineContract, engine.handlers, pair.server, {
    principal: { host: 'cli', id: 'test' },
    log: () => undefined,
    toWireError,
    limits: { window: 1_000_000 },
  })
  const client = connect(engineContract, pair.client)
  return {
    client,
    events: logEvents(client),
    sound,
    end: async () => {
      await engine.close()
      await http.close()
      pair.close()
    },
  }
}
