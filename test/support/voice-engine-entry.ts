import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { createSoundDevices } from '#main/clients/devices/choice.ts'
import { createFileSpeaker } from '#main/clients/devices/file-speaker.ts'
import { createFileMicrophone } from '#main/clients/devices/file.ts'
import { createResampler } from '#main/clients/devices/resampler.ts'
import { createHttpClient } from '#main/clients/http/http.ts'
import { fromThreadPort } from '#main/hosts/reader-contract.ts'
import type { FromVoice, ToVoice, VoiceData } from '#main/hosts/voice-contract.ts'
import { systemClock, systemRandom } from '#main/kernel/clock.ts'
import { AppError, toWireError } from '#main/kernel/errors.ts'
import type { Microphone, MicrophoneListener } from '#main/kernel/sound.ts'
import { createEngine } from '#main/services/voice/engine.ts'
import { engineContract } from '#main/services/voice/engine-contract.ts'
import { serve } from '#rpc/serve.ts'
import { createSpedClock } from '#test/support/sped-clock.ts'
import { createStampedMicrophone } from '#test/support/stamped-frames.ts'

/** What the thread is started with, and what it is asked beside the contract of the engine. */
export type VoiceEngineData = {
  readonly control: MessagePort
  /** stamped: every frame says which it is and when it was due. */
  readonly microphone:
    | { readonly kind: 'samples'; readonly rate: number; readonly samples: Int16Array; readonly again: boolean }
    | { readonly kind: 'stamped' }
  /** How many times faster than life the clock of the engine and its devices runs. */
  readonly speed: number
}
export type VoiceEngineQuestion = { readonly number: number; readonly ask: 'kept' | 'unplug' | 'cost' }
export type VoiceEngineCost = { readonly cpuMs: number; readonly at: number }

/**
 * Entry of a thread with the voice engine as the desk runs it, whose ears are a recording and whose mouth is kept: for tests and
 * for measuring. The devices stand behind the same choice and the same test of a second as those of a machine.
 */
const { port, control, microphone: given, speed } = workerData as VoiceEngineData & VoiceData
const clock = speed === 1 ? systemClock : createSpedClock(systemClock, speed)
const speaker = createFileSpeaker(clock)
const listening = new Set<MicrophoneListener>()

function microphoneOf(): Microphone {
  const inner =
    given.kind === 'stamped'
      ? createStampedMicrophone()
      : createFileMicrophone({
          clock,
          label: 'Recording',
          atEnd: given.again ? 'again' : 'silence',
          sound: async () => ({ rate: given.rate, samples: given.samples }),
        })
  return {
    ...inner,
    open: async (wish, listener) => {
      const opened = await inner.open(wish, listener)
      listening.add(listener)
      return {
        ...opened,
        close: async () => {
          listening.delete(listener)
          await opened.close()
        },
      }
    },
  }
}

const log = (): void => undefined
const engine = createEngine({
  clock,
  random: systemRandom,
  log,
  http: createHttpClient({ clock, random: systemRandom, log }),
  devices: createSoundDevices({
    platform: 'linux',
    arch: process.arch,
    clock,
    microphones: [microphoneOf()],
    speakers: [speaker],
  }),
  createResampler,
  space: async () => null,
})

control.on('message', ({ number, ask }: VoiceEngineQuestion) => {
  const answer = (value: unknown): void => control.postMessage({ number, value })
  if (ask === 'kept') return answer(speaker.kept())
  if (ask === 'cost') {
    const { user, system } = process.threadCpuUsage()
    const cost: VoiceEngineCost = { cpuMs: (user + system) / 1000, at: performance.now() }
    return answer(cost)
  }
  for (const listener of listening) listener.lost(new AppError('unreachable', 'The microphone was unplugged.'))
  answer(null)
})

serve(engineContract, engine.handlers, fromThreadPort(port), {
  principal: { host: 'cli', id: 'voice' },
  log,
  toWireError,
  limits: { window: 1_000_000 },
})

parentPort?.on('message', (message: ToVoice) => {
  if (message.type !== 'close') return
  void engine.close().finally(() => parentPort?.postMessage({ type: 'closed' } satisfies FromVoice))
})
