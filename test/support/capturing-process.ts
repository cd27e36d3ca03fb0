import { createPulseMicrophone } from '#main/clients/devices/pulse.ts'
import { createSoundPrograms } from '#main/clients/devices/sound-process.ts'
import { systemClock } from '#main/kernel/clock.ts'

/** A process with an open microphone, until somebody kills it. */
const programs = createSoundPrograms(process.env, process.platform)
const wish = { rate: 24_000, device: null, echoCancellation: false, noiseSuppression: false, gain: false }
await createPulseMicrophone({ clock: systemClock, programs }).open(wish, {
  frame: () => {},
  lost: () => {},
  moved: () => {},
})
process.stdout.write('open\n')
