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
  const files =
    soundFile === null
      ? null
      : {
          microphone: createFileMicrophone({
            clock,
            sound: waveFrom(soundFile),
            label: basename(soundFile),
            atEnd: 'again',
          }),
          speaker: createFileSpeaker(clock),
        }
  const programs = createSoundPrograms(process.env, process.platform)
  // A file is there in place of whatever this machine has.
  const own = files === null ? process.platform : null
  return createSoundDevices({
    platform: process.platform,
    arch: process.arch,
    clock,
    microphones: [
      ...(own === 'linux' ? [createPulseMicrophone({ clock, programs })] : []),
      ...(own === 'win32' || own === 'darwin' ? [createNativeMicrophone(clock)] : []),
      createPageMicrophone(page),
      ...(files === null ? [] : [files.microphone]),
    ],
    speakers: [
      createPageSpeaker(page, clock),
      ...(own === 'linux' ? [createPacatSpeaker({ clock, programs })] : []),
      ...(files === null ? [] : [files.speaker]),
    ],
  })
}
