import { parentPort, workerData } from 'node:worker_threads'
import { createHttpClient } from '#main/clients/http/http.ts'
import { createPageLink } from '#main/clients/devices/page.ts'
import { createResampler } from '#main/clients/devices/resampler.ts'
import { fromThreadPort } from '#main/hosts/reader-contract.ts'
import { spaceAt } from '#main/hosts/disk-space.ts'
import type { FromVoice, ToVoice, VoiceData } from '#main/hosts/voice-contract.ts'
import { devicesHere } from '#main/hosts/voice-devices.ts'
import { systemClock, systemRandom } from '#main/kernel/clock.ts'
import { toWireError } from '#main/kernel/errors.ts'
import type { Log } from '#main/kernel/ports.ts'
import { createEngine } from '#main/services/voice/engine.ts'
import { engineContract } from '#main/services/voice/engine-contract.ts'
import { serve } from '#rpc/serve.ts'

/**
 * Entry of the voice engine's thread: the devices of this machine, the socket to the service and the calls, where no search and no
 * screen can hold them up.
 */
const { port, soundFile } = workerData as VoiceData
/** A window that was just opened lends its sound a moment later. */
const arrivalMs = 4000
const say = (message: FromVoice): void => parentPort?.postMessage(message)
const log: Log = (level, event, fields = {}) =>
  say({ type: 'log', level, event, fields: JSON.parse(JSON.stringify(fields)) as Record<string, unknown> })
const base = { clock: systemClock, random: systemRandom, log }
const http = createHttpClient(base)
const page = createPageLink({ ...base, arrivalMs })
const devices = devicesHere({ clock: systemClock, log, page, soundFile })
const engine = createEngine({ ...base, http, devices, createResampler, space: spaceAt })

serve(engineContract, engine.handlers, fromThreadPort(port), {
  principal: { host: 'cli', id: 'voice' },
  log,
  toWireError,
  // Its reader is the desk itself: nothing that happens in a call may be left out because it was busy for a moment.
  limits: { window: 1_000_000 },
})

parentPort?.on('message', (message: ToVoice) => {
  if (message.type === 'audio_page') return page.attach(message.port)
  void engine
    .close()
    .then(() => http.close())
    .finally(() => {
      page.close()
      say({ type: 'closed' })
    })
})
