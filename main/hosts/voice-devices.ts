import { basename } from 'node:path'
import { createSoundDevices } from '#main/clients/devices/choice.ts'
import { createFileSpeaker } from '#main/clients/devices/file-speaker.ts'
import { createFileMicrophone, waveFrom } from '#main/clients/devices/file.ts'
import { createNativeMicrophone } from '#main/clients/devices/native.ts'
import { createPacatSpeaker } from '#main/clients/devices/pacat.ts'
import { createPageMicrophone } from '#main/clients/devices/page-microphone.ts'
import { createPageSpeaker } from '#main/clients/devices/page-speaker.ts'
import type { PageLink } from '#main/clients/devices/page.ts'
import { createPulseMicrophone } from '#main/clients/devices/pulse.ts'
import { createSoundPrograms } from '#main/clients/devices/sound-process.ts'
import type { Clock, Log } from '#main/kernel/ports.ts'
import type { SoundDevices } from '#main/kernel/sound.ts'

/** Every way this machine can hear and be heard, for the thread that holds calls. */
export function devicesHere(ports: {
  readonly clock: Clock
  readonly log: Log
  readonly page: PageLink
  readonly soundFile: string | null
}): SoundDevices {
  const { clock, page, soundFile } = ports
  const machine = { platform: process.platform, arch: process.arch, clock }
  if (soundFile !== null) {
    // In place of whatever this machine has.
    const label = basename(soundFile)
    const microphone = createFileMicrophone({ clock, sound: waveFrom(soundFile), label, atEnd: 'again' })
    return createSoundDevices({ ...machine, microphones: [microphone], speakers: [createFileSpeaker(clock)] })
  }
  const programs = createSoundPrograms(process.env, process.platform)
  const isLinux = process.platform === 'linux'
  return createSoundDevices({
    ...machine,
    microphones: [
      isLinux ? createPulseMicrophone({ clock, programs }) : createNativeMicrophone(clock),
      createPageMicrophone(page),
    ],
    speakers: [createPageSpeaker(page, clock), ...(isLinux ? [createPacatSpeaker({ clock, programs })] : [])],
  })
}
