import type { z } from 'zod'
import { measure, restingMeter } from '#main/domain/voice/level-meter.ts'
import { asAppError } from '#main/kernel/errors.ts'
import type { CallPorts } from '#main/services/voice/call-ports.ts'
import type { engineContract } from '#main/services/voice/engine-contract.ts'
import type { DeviceWishes } from '#main/services/voice/sound.ts'

/** Records for some seconds, shows how loud it is, and plays it back; in the end it says whether anything was heard. */
type TestEvent = z.input<(typeof engineContract)['testDevices']['event']>

const rate = 24_000
const stepMs = 40
const audible = -50

export async function* testDevices(
  { clock, devices, createResampler }: Pick<CallPorts, 'clock' | 'devices' | 'createResampler'>,
  wishes: DeviceWishes,
  seconds: number,
  signal: AbortSignal,
): AsyncGenerator<TestEvent> {
  const heard: Int16Array[] = []
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
      }
    } finally {
      await microphone.close()
    }
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
      await clock.sleep(heard.length * 20 + 200, signal)
    } finally {
      await speaker.close()
    }
  } catch (thrown) {
    if (signal.aborted) return
    lost = asAppError(thrown).message
  }
  const note = [lost, ...notes].filter((text) => text !== null && text !== '').join(' ')
  yield { type: 'done', heard: loudest > audible, note }
}
