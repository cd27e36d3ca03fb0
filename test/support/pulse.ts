import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSoundPrograms, type Environment, type SoundPrograms } from '#main/clients/devices/sound-process.ts'
import { until } from '#test/support/until.ts'

/**
 * A sound server of our own without any hardware: a loudspeaker whose monitor can be listened to, and a microphone into which
 * sound can be played. It has a home of its own and is gone afterwards.
 */
export type Pulse = {
  readonly environment: Environment
  readonly programs: SoundPrograms
  readonly control: (...words: readonly string[]) => Promise<string>
  /** Plays it to this sink, at its pace, and resolves when all of it was taken. */
  readonly playInto: (sink: string, samples: Int16Array, rate: number) => Promise<void>
  /** What a source hears from now on until the returned function is called. */
  readonly listenTo: (source: string, rate: number) => Promise<() => Promise<Listened>>
  readonly stop: () => Promise<void>
}

export type Listened = {
  readonly samples: Int16Array
  /** When its first sample sounded, in milliseconds since 1970: at the latest, for it was a little on its way. */
  readonly beganAt: number
}

/** Milliseconds since 1970, without the jumps of a clock that is set: what a page's events say as well. */
export const wallTime = (): number => performance.timeOrigin + performance.now()

const needed = ['pulseaudio', 'pactl', 'parec', 'pacat'] as const

/** Why the tests with a sound server cannot run here, or null. */
export function whyNoPulse(): string | null {
  if (process.platform !== 'linux') return `there is no PulseAudio on ${process.platform}`
  const programs = createSoundPrograms(process.env, process.platform)
  const missing = needed.filter((name) => !programs.has(name))
  return missing.length === 0 ? null : `${missing.join(', ')} not installed`
}

const bytesOf = (samples: Int16Array) => Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength)

export async function startPulse(): Promise<Pulse> {
  const directory = await mkdtemp(join(tmpdir(), 'countersign-pulse-'))
  const [home, run] = [join(directory, 'home'), join(directory, 'run')]
  await mkdir(home)
  await mkdir(run, { mode: 0o700 })
  const socket = join(run, 'pulse.sock')
  const environment = { PATH: process.env['PATH'], HOME: home, XDG_RUNTIME_DIR: run, PULSE_SERVER: `unix:${socket}` }
  const script = join(run, 'start.pa')
  const sink = (name: string, label: string) =>
    `load-module module-null-sink sink_name=${name} rate=48000 channels=1 format=s16le sink_properties=device.description=${label}`
  const source = (name: string, master: string, label: string) =>
    `load-module module-remap-source source_name=${name} master=${master}.monitor source_properties=device.description=${label}`
  await writeFile(
    script,
    [
      `load-module module-native-protocol-unix socket=${socket} auth-anonymous=1`,
      sink('ears', 'Ears'),
      sink('mouth', 'Mouth'),
      sink('other', 'Other'),
      source('headset', 'mouth', 'Headset'),
      source('desk', 'other', 'Desk_microphone'),
      'set-default-sink ears',
      'set-default-source headset',
      '',
    ].join('\n'),
  )
  const words = ['-n', '-F', script, '--daemonize=no', '--exit-idle-time=-1', '--use-pid-file=no', '--disallow-exit']
  const server = spawn('pulseaudio', words, { env: environment, stdio: 'ignore' })
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()))
  const programs = createSoundPrograms(environment, process.platform)
  const control: Pulse['control'] = (...asked) => programs.ask('pactl', asked)
  const stop = async () => {
    server.kill('SIGKILL')
    await ended
    await rm(directory, { recursive: true, force: true })
  }
  try {
    await until('the sound server', () =>
      control('info').then(
        () => true,
        () => null,
      ),
    )
  } catch (thrown) {
    await stop()
    throw thrown
  }
  const format = (rate: number) => ['--raw', '--format=s16le', '--channels=1', `--rate=${rate}`]
  return {
    environment,
    programs,
    control,
    playInto: async (name, samples, rate) => {
      const child = programs.start('pacat', ['--playback', ...format(rate), '--latency-msec=500', `--device=${name}`])
      child.input.end(bytesOf(samples))
      await child.exited
    },
    listenTo: async (name, rate) => {
      const child = programs.start('parec', [...format(rate), '--latency-msec=10', `--device=${name}`])
      const chunks: Buffer[] = []
      let bytes = 0
      let beganAt = Infinity
      child.output.on('data', (chunk: Buffer) => {
        chunks.push(chunk)
        bytes += chunk.length
        // The chunk that was held up least says best when the sound began.
        beganAt = Math.min(beganAt, wallTime() - (bytes * 500) / rate)
      })
      await until('the first sound', () => chunks[0] ?? null)
      return async () => {
        await child.kill()
        const all = Buffer.concat(chunks)
        return { samples: new Int16Array(new Uint8Array(all).buffer, 0, all.length >> 1), beganAt }
      }
    },
    stop,
  }
}
