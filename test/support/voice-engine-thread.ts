import { MessageChannel, Worker } from 'node:worker_threads'
import type { VoiceSettings } from '#contract/call-settings.ts'
import { VoiceSettingsSchema } from '#contract/call-settings.ts'
import type { KeptSound } from '#main/clients/devices/play-timeline.ts'
import type { VoiceData } from '#main/hosts/voice-contract.ts'
import { startVoice } from '#main/hosts/voice-thread.ts'
import { systemClock } from '#main/kernel/clock.ts'
import type { Sandbox } from '#main/sandbox/index.ts'
import { shopLine } from '#main/sandbox/account/voice-agents.ts'
import type { EngineEvent, VoiceEngine } from '#main/services/voice/engine-contract.ts'
import { until } from '#test/support/until.ts'
import type { VoiceEngineCost, VoiceEngineData, VoiceEngineQuestion } from '#test/support/voice-engine-entry.ts'

/** The voice engine on a thread of its own, with a recording for ears, and every event it told. */
type Kind = EngineEvent['type']
type Of<Type extends Kind> = Extract<EngineEvent, { type: Type }>

export type RunningEngine = {
  readonly client: VoiceEngine
  readonly events: readonly EngineEvent[]
  readonly all: <Type extends Kind>(type: Type) => readonly Of<Type>[]
  /** The event of this type that holds, after the first `skip` of them. */
  readonly event: <Type extends Kind>(
    type: Type,
    holds?: (event: Of<Type>) => boolean,
    skip?: number,
  ) => Promise<Of<Type>>
  /** The newest state of a call, once it holds. */
  readonly now: (holds: (now: Of<'now'>['now']) => boolean) => Promise<Of<'now'>['now']>
  /** What a listener would have heard. */
  readonly kept: () => Promise<readonly KeptSound[]>
  readonly unplug: () => Promise<void>
  readonly cost: () => Promise<VoiceEngineCost>
  readonly close: () => Promise<void>
}

export function startVoiceEngine(
  options: Pick<VoiceEngineData, 'microphone'> & { readonly speed?: number },
): RunningEngine {
  const control = new MessageChannel()
  const data: VoiceEngineData = {
    control: control.port2,
    microphone: options.microphone,
    speed: options.speed ?? 1,
  }
  const failures: Error[] = []
  const thread = startVoice({
    clock: systemClock,
    log: () => undefined,
    makeWorker: (_entry, given) => {
      const worker = new Worker(new URL('voice-engine-entry.ts', import.meta.url), {
        ...given,
        workerData: { ...(given.workerData as VoiceData), ...data },
        transferList: [...(given.transferList ?? []), control.port2],
      })
      worker.on('error', (error) => failures.push(error))
      return worker
    },
  })
  const client = thread.engine
  const answers = new Map<number, (value: unknown) => void>()
  control.port1.on('message', ({ number, value }: { number: number; value: unknown }) => answers.get(number)?.(value))
  const ask = <Value>(question: VoiceEngineQuestion['ask']): Promise<Value> =>
    new Promise((resolve) => {
      const number = answers.size
      answers.set(number, (value) => resolve(value as Value))
      control.port1.postMessage({ number, ask: question } satisfies VoiceEngineQuestion)
    })
  const events: EngineEvent[] = []
  const stop = new AbortController()
  const follow = async (): Promise<void> => {
    for await (const event of client.events({}, { signal: stop.signal })) events.push(event)
  }
  const followed = follow().catch((thrown: unknown) => {
    if (!stop.signal.aborted) failures.push(thrown as Error)
  })
  const all = <Type extends Kind>(type: Type): readonly Of<Type>[] =>
    events.filter((event): event is Of<Type> => event.type === type)
  const found = <Value>(value: Value | undefined): Value | null => {
    const [failure] = failures
    if (failure !== undefined) throw failure
    return value ?? null
  }
  return {
    client,
    events,
    all,
    event: (type, holds = () => true, skip = 0) =>
      until(`event ${type}`, () => found(all(type).filter(holds)[skip]), 15),
    now: (holds) =>
      until(
        'the state of the call',
        () =>
          found(
            all('now')
              .map(({ now }) => now)
              .findLast(holds),
          ),
        15,
      ),
    kept: () => ask('kept'),
    unplug: () => ask('unplug'),
    cost: () => ask('cost'),
    close: async () => {
      await thread.close()
      stop.abort()
      await followed
      control.port1.close()
    },
  }
}

/** What a call with the sample's shop line is opened with. */
export const openingOf = (
  sandbox: Pick<Sandbox, 'baseUrls' | 'keys'>,
  settings: Partial<VoiceSettings> = {},
  more: { readonly recordingPath?: string; readonly agent?: typeof shopLine } = {},
) => ({
  callId: 'call_test',
  agent: structuredClone({ ...(more.agent ?? shopLine) }) as never,
  medium: 'voice' as const,
  connection: {
    baseUrl: sandbox.baseUrls.xai,
    allowedHosts: [new URL(sandbox.baseUrls.xai).host],
    key: sandbox.keys.xai ?? '',
  },
  settings: VoiceSettingsSchema.parse(settings),
  recordingPath: more.recordingPath ?? null,
  consent: more.recordingPath === undefined ? null : ('announce' as const),
})
