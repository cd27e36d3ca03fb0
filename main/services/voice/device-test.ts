import type { z } from 'zod'
import { frameMs } from '#contract/audio-frame.ts'
import { measure, restingMeter } from '#main/domain/voice/level-meter.ts'
import { asAppError } from '#main/kernel/errors.ts'
import type { CallPorts } from '#main/services/voice/call-ports.ts'
import type { engineContract } from '#main/services/voice/engine-contract.ts'
import type { DeviceWishes } from '#main/services/voice/sound.ts'

/**
 * Listens for some seconds and shows how loud it is; plays it back or hands the sound over where that is asked for. In the end it
 * says whether anything was heard.
 */
type TestEvent = z.input<(typeof engineContract)['testDevices']['event']>

type Listening = { readonly seconds: number; readonly playBack: boolean; readonly sound: boolean }

const rate = 24_000
const stepMs = 40
const audible = -50

export async function* testDevices(
  { clock, devices, createResampler }: Pick<CallPorts, 'clock' | 'devices' | 'createResampler'>,
  wishes: DeviceWishes,
  { seconds, playBack, sound }: Listening,
  signal: AbortSignal,
): AsyncGenerator<TestEvent> {
  const heard: Int16Array[] = []
  let given = 0
  const fresh = (): Buffer => {
    const pieces = heard.slice(given)
    given = heard.length
    return Buffer.concat(
      pieces.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength)),
    )
  }
  let meter = restingMeter
  let loudest = restingMeter.rms
  let lost: string | null = null
  const notes: (string | null)[] = []

  try {
    const microphone = await devices.openMicrophone(
      wishes.input,
      { rate, ...wishes.processing },
      {
        frame: ({ samples }) => {
          heard.push(samples)
          meter = measure(meter, samples, rate, true)
          loudest = Math.max(loudest, meter.rms)
        },
        lost: (error) => {
          lost = error.message
        },
        moved: () => undefined,
      },
    )
    notes.push(microphone.note)
    try {
      const end = clock.monotonic() + seconds * 1000
      while (clock.monotonic() < end && lost === null && !signal.aborted) {
        await clock.sleep(stepMs, signal)
        const { rms, peak, heldPeak, clipping, hint } = meter
        yield { type: 'level', level: { rms, peak, heldPeak, clipping, hint } }
        if (sound && given < heard.length) yield { type: 'sound', data: fresh().toString('base64') }
      }
    } finally {
      await microphone.close()
    }
    if (!playBack) return yield { type: 'done', heard: loudest > audible, note: saidOf(lost, notes) }
    const speaker = await devices.openSpeaker(
      wishes.output,
      { rate },
      { position: () => undefined, lost: (error) => void (lost = error.message) },
    )
    notes.push(speaker.note)
    try {
      yield { type: 'playing' }
      const converter = await createResampler(rate, speaker.rate)
      for (const samples of heard) speaker.play('test', converter.push(samples))
      converter.close()
      await clock.sleep(heard.length * frameMs + 200, signal)
    } finally {
      await speaker.close()
    }
  } catch (thrown) {
    if (signal.aborted) return
    lost = asAppError(thrown).message
  }
  yield { type: 'done', heard: loudest > audible, note: saidOf(lost, notes) }
}

const saidOf = (lost: string | null, notes: readonly (string | null)[]): string =>
  [lost, ...notes].filter((text) => text !== null && text !== '').join(' ')
