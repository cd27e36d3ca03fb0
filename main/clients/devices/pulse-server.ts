import { z } from 'zod'
import { AppError } from '#main/kernel/errors.ts'
import type { SoundDevice } from '#main/kernel/sound.ts'
import type { SoundPrograms } from '#main/clients/devices/sound-process.ts'

/** What the sound server (PulseAudio, or PipeWire in its place) says of its devices, by `pactl`. */
const DeviceSchema = z.object({
  index: z.number(),
  name: z.string(),
  description: z.string().catch(''),
  monitor_source: z.string().nullish(),
  sample_specification: z.string().catch(''),
  properties: z.record(z.string(), z.unknown()).catch({}),
})
export type PulseDevice = z.infer<typeof DeviceSchema>

const InfoSchema = z.object({ default_sink_name: z.string(), default_source_name: z.string() })
const StreamSchema = z.object({
  source: z.number(),
  properties: z.record(z.string(), z.unknown()).catch({}),
})

export type PulseServer = {
  readonly sources: () => Promise<readonly PulseDevice[]>
  readonly sinks: () => Promise<readonly PulseDevice[]>
  readonly defaults: () => Promise<{ readonly source: string; readonly sink: string }>
  /** The device our process is connected to at this moment; null: none yet, or none any more. */
  readonly sourceOf: (pid: number) => Promise<PulseDevice | null>
}

/** What the loudspeakers play is no microphone. */
export const isMonitor = ({ monitor_source: monitor, properties, name }: PulseDevice): boolean =>
  (monitor ?? '') !== '' || properties['device.class'] === 'monitor' || name.endsWith('.monitor')

export const labelOf = (device: PulseDevice): string => (device.description || device.name).slice(0, 200)

export function hintOfPulse(device: PulseDevice): string | null {
  const bluetooth = device.name.startsWith('bluez') || device.properties['device.bus'] === 'bluetooth'
  const rate = Number(/ (\d+)Hz/.exec(device.sample_specification)?.[1] ?? 0)
  if (!bluetooth && (rate === 0 || rate > 16_000)) return null
  return bluetooth
    ? 'A Bluetooth headset sounds like a telephone while its microphone is open.'
    : `This device delivers ${rate / 1000} kHz, like a telephone. Another microphone would sound better.`
}

export function createPulseServer(programs: SoundPrograms): PulseServer {
  const ask = async <T>(schema: z.ZodType<T>, ...words: readonly string[]): Promise<T> => {
    const text = await programs.ask('pactl', ['--format=json', ...words])
    try {
      return schema.parse(JSON.parse(text))
    } catch (cause) {
      throw new AppError('protocol', 'The sound server answers in a form the desk does not know.', { cause })
    }
  }
  const sources = async () => await ask(z.array(DeviceSchema), 'list', 'sources')
  return {
    sources: async () => (await sources()).filter((device) => !isMonitor(device)),
    sinks: () => ask(z.array(DeviceSchema), 'list', 'sinks'),
    defaults: async () => {
      const info = await ask(InfoSchema, 'info')
      return { source: info.default_source_name, sink: info.default_sink_name }
    },
    sourceOf: async (pid) => {
      const streams = await ask(z.array(StreamSchema), 'list', 'source-outputs')
      const ours = streams.find(({ properties }) => properties['application.process.id'] === String(pid))
      return ours === undefined ? null : ((await sources()).find(({ index }) => index === ours.source) ?? null)
    },
  }
}

/** What `parec` and `pacat` are told of a stream. Without a device the server may move it to its default. */
export const streamOf = (wish: {
  readonly rate: number
  readonly latencyMs: number
  readonly device: string | null
}): readonly string[] => [
  '--raw',
  '--format=s16le',
  '--channels=1',
  `--rate=${wish.rate}`,
  `--latency-msec=${wish.latencyMs}`,
  '--client-name=Countersign',
  '--stream-name=Call',
  ...(wish.device === null ? [] : [`--device=${wish.device}`]),
]

export async function listPulse(server: PulseServer, kind: SoundDevice['kind']): Promise<readonly SoundDevice[]> {
  const [devices, defaults] = await Promise.all([
    kind === 'input' ? server.sources() : server.sinks(),
    server.defaults(),
  ])
  const standard = kind === 'input' ? defaults.source : defaults.sink
  return devices.map((device) => ({
    id: device.name,
    label: labelOf(device),
    kind,
    backend: kind === 'input' ? 'pulse' : 'pacat',
    isDefault: device.name === standard,
  }))
}

/** Null: the default of the server. Names a person chose count only while the server knows them. */
export async function findPulse(
  server: PulseServer,
  kind: SoundDevice['kind'],
  id: string | null,
): Promise<SoundDevice> {
  const devices = await listPulse(server, kind)
  const found = devices.find((device) => (id === null ? device.isDefault : device.id === id))
  if (found !== undefined) return found
  if (id !== null) throw new AppError('not_found', 'This device is not there any more.')
  throw new AppError('not_found', kind === 'input' ? 'No microphone is plugged in.' : 'There is no loudspeaker.')
}
