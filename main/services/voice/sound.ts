import type { DeviceInUse } from '#contract/call.ts'
import type { VoiceSettings } from '#contract/call-settings.ts'
import type { Resampler } from '#main/clients/devices/resampler.ts'
import type { InUse, OpenMicrophone, OpenSpeaker, SoundFrame, SpeakerPosition } from '#main/kernel/sound.ts'
import type { CallPorts } from '#main/services/voice/call-ports.ts'
import { createDeviceKeeper } from '#main/services/voice/device-keeper.ts'

/** The microphone and the loudspeaker of one call, opened at the rate of its session and kept open. */
export type DeviceWishes = Pick<VoiceSettings, 'input' | 'output' | 'processing'>

export type Sound = {
  readonly microphone: {
    readonly open: () => void
    /** It is open and delivers nothing. One that is being opened already is left to it. */
    readonly reopen: () => void
    readonly close: () => void
  }
  readonly openSpeaker: () => void
  readonly speaker: () => OpenSpeaker | null
  readonly toSpeaker: (samples: Int16Array) => Int16Array
  /** Other devices from now on. */
  readonly use: (wishes: DeviceWishes) => void
  readonly inUse: () => { readonly input: DeviceInUse | null; readonly output: DeviceInUse | null }
  readonly note: () => string | null
  readonly cancelsEcho: () => boolean
  readonly close: () => Promise<void>
}

export type SoundListener = {
  readonly frame: (frame: SoundFrame) => void
  readonly opened: () => void
  /** Another microphone was chosen: for a moment there is none. */
  readonly changing: () => void
  readonly failed: () => void
  readonly position: (position: SpeakerPosition) => void
  readonly speakerOpened: () => void
  readonly tell: (text: string) => void
  readonly changed: () => void
}

const sameInput = (one: DeviceWishes, other: DeviceWishes): boolean =>
  JSON.stringify([one.input, one.processing]) === JSON.stringify([other.input, other.processing])

export function createSound(
  ports: Pick<CallPorts, 'clock' | 'devices' | 'createResampler'>,
  rate: number,
  first: DeviceWishes,
  listener: SoundListener,
): Sound {
  const { clock, devices } = ports
  let wishes = first
  let resampler: Resampler | null = null

  const tell = (text: string): void => {
    listener.tell(text)
    listener.changed()
  }

  const microphone = createDeviceKeeper<OpenMicrophone & InUse>({
    clock,
    what: 'microphone',
    open: ({ isMine, lost, moved, opening }) =>
      devices.openMicrophone(
        wishes.input,
        { rate, ...wishes.processing },
        { frame: (frame) => (isMine() ? listener.frame(frame) : undefined), lost, moved },
        opening,
      ),
    opened: () => {
      listener.opened()
      listener.changed()
    },
    failed: () => {
      listener.failed()
      listener.changed()
    },
    tell,
  })

  const speaker = createDeviceKeeper<OpenSpeaker & InUse>({
    clock,
    what: 'loudspeaker',
    open: async ({ isMine, lost, opening }) => {
      const opened = await devices.openSpeaker(
        wishes.output,
        { rate },
        { position: (position) => (isMine() ? listener.position(position) : undefined), lost },
        opening,
      )
      const converter = await ports.createResampler(rate, opened.rate)
      if (isMine()) {
        resampler?.close()
        resampler = converter
      } else converter.close()
      return opened
    },
    opened: () => {
      listener.speakerOpened()
      listener.changed()
    },
    failed: listener.changed,
    tell,
  })

  return {
    microphone: {
      open: microphone.open,
      reopen: () => (microphone.device() === null ? microphone.open() : microphone.again()),
      close: () => void microphone.close(),
    },
    openSpeaker: speaker.open,
    speaker: speaker.device,
    toSpeaker: (samples) => resampler?.push(samples) ?? samples,
    use: (next) => {
      const before = wishes
      wishes = next
      if (!sameInput(before, next)) {
        listener.changing()
        microphone.again()
      }
      if (JSON.stringify(before.output) !== JSON.stringify(next.output)) speaker.again()
    },
    inUse: () => ({ input: microphone.inUse(), output: speaker.inUse() }),
    note: () => [microphone.note(), speaker.note()].filter((note) => note !== null).join(' ') || null,
    // Only a page removes what its own loudspeaker says.
    cancelsEcho: () => wishes.processing.echoCancellation && microphone.inUse()?.backend === 'page',
    close: async () => {
      await Promise.all([microphone.close(), speaker.close()])
      resampler?.close()
      resampler = null
    },
  }
}
