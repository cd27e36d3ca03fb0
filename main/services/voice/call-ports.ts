import type { HttpClient } from '#main/clients/http/http.ts'
import type { Resampler } from '#main/clients/devices/resampler.ts'
import type { RealtimeTimes } from '#main/clients/xai/realtime-states.ts'
import type { Clock, Log, Random } from '#main/kernel/ports.ts'
import type { SoundDevices } from '#main/kernel/sound.ts'

/** What a call needs of the machine it is held on. */
export type CallPorts = {
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly http: HttpClient
  readonly devices: SoundDevices
  readonly createResampler: (from: number, to: number) => Promise<Resampler>
  /** Room on the disk of a directory; null where the system does not say. */
  readonly space: (directory: string) => Promise<{ readonly free: number } | null>
  readonly times?: Partial<RealtimeTimes>
}
