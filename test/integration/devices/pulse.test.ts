import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createSoundDevices } from '#main/clients/devices/choice.ts'
import { createPacatSpeaker } from '#main/clients/devices/pacat.ts'
import { createPulseMicrophone } from '#main/clients/devices/pulse.ts'
import { createSoundPrograms } from '#main/clients/devices/sound-process.ts'
import { resampleWhole } from '#main/clients/devices/resampler.ts'
import { systemClock } from '#main/kernel/clock.ts'
import type { MicrophoneListener, SoundFrame, SpeakerPosition } from '#main/kernel/sound.ts'
import { correlate } from '#test/support/correlate.ts'
import { startPulse, whyNoPulse, type Pulse } from '#test/support/pulse.ts'
import { findSpeech, lasting, padded } from '#test/support/found-speech.ts'
import { until } from '#test/support/until.ts'
import { makeSpeech } from '#test/support/voice.ts'

const reason = whyNoPulse()
const recorded = await findSpeech()
const title = reason === null ? 'a sound server' : `TESTS WITH A SOUND SERVER DID NOT RUN: ${reason}`
const rate = 24_000
const processing = { echoCancellation: false, noiseSuppression: false, gain: false }
const wish = { rate, device: null, ...processing }

function listen() {
  const [frames, losses, moves]: [SoundFrame[], string[], string[]] = [[], [], []]
  const listener: MicrophoneListener = {
    frame: (frame) => frames.push(frame),
    lost: (error) => losses.push(error.message),
    moved: ({ label }) => moves.push(label),
  }
  return { frames, losses, moves, listener }
}
const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

describe.skipIf(reason !== null)(title, () => {
  let pulse: Pulse
  const microphone = () => createPulseMicrophone({ clock: systemClock, programs: pulse.programs, lookMs: 300 })
  beforeAll(async () => {
    pulse = await startPulse()
  })
  afterAll(() => pulse?.stop())

  /** The processes that record at this moment. */
  const recorders = async (): Promise<number[]> => {
    const text = await pulse.control('--format=json', 'list', 'source-outputs')
    const streams = JSON.parse(text) as { properties: Record<string, string> }[]
    return streams.flatMap(({ properties }) => Number(properties['application.process.id'] ?? 0) || [])
  }

  const unload = async (source: string) => {
    const modules = (await pulse.control('list', 'short', 'modules')).split('\n')
    await pulse.control(
      'unload-module',
      modules.find((line) => line.includes(`source_name=${source}`))!.split('\t')[0]!,
    )
  }
  const plugIn = (source: string, sink: string, label: string) =>
    pulse.control(
      'load-module',
      'module-remap-source',
      `source_name=${source}`,
      `master=${sink}.monitor`,
      `source_properties=device.description=${label}`,
    )

  test('its devices are listed without what the loudspeakers play', async () => {
    expect(await microphone().devices()).toEqual([
      { id: 'headset', label: 'Headset', kind: 'input', backend: 'pulse', isDefault: true },
      { id: 'desk', label: 'Desk_microphone', kind: 'input', backend: 'pulse', isDefault: false },
    ])
    const speaker = createPacatSpeaker({ clock: systemClock, programs: pulse.programs })
    expect((await speaker.devices()).map(({ id, isDefault }) => [id, isDefault])).toEqual([
      ['ears', true],
      ['mouth', false],
      ['other', false],
    ])
  })

  test(`what is said into the microphone arrives whole, in its time (${recorded.source})`, async () => {
    const heard = listen()
    const opened = await microphone().open(wish, heard.listener)
    expect(opened).toMatchObject({ label: 'Headset', rate, hint: null })
    const speech = await lasting(recorded, 48_000, 4)
    await until('frames', () => (heard.frames.length > 5 ? true : null))
    await pulse.playInto('mouth', padded(speech, 48_000, 0.5, 0.5), 48_000)
    await opened.close()
    const sound = Int16Array.from(heard.frames.flatMap(({ samples }) => [...samples]))
    const found = correlate(await resampleWhole(speech, 48_000, rate), sound, { rate })
    expect(found.windows.length).toBeGreaterThan(4)
    expect(found.worst, JSON.stringify(found)).toBeGreaterThan(0.95)
    expect(found.driftMs).toBeLessThan(0.2)
    expect(heard.frames.map(({ sequence }) => sequence)).toEqual(heard.frames.map((_, place) => place))
    const [first, last] = [heard.frames[0]!, heard.frames.at(-1)!]
    // Its pace is that of the clock; the first frames may have waited for each other.
    expect(Math.abs(last.capturedAt - first.capturedAt - (heard.frames.length - 1) * 20)).toBeLessThan(250)
    expect(heard.losses).toEqual([])
    expect(await recorders()).toEqual([])
  })

  test('moved or unplugged, the device that takes its place is told; where there is none, it is lost', async () => {
    const heard = listen()
    const opened = await microphone().open({ ...wish, device: 'desk' }, heard.listener)
    expect(opened.label).toBe('Desk_microphone')
    const streams = JSON.parse(await pulse.control('--format=json', 'list', 'source-outputs')) as {
      index: number
      properties: Record<string, string>
    }[]
    const ours = streams.find(({ properties }) => properties['application.name'] === 'Countersign')!
    await pulse.control('move-source-output', String(ours.index), 'headset')
    expect(await until('the move', () => heard.moves[0] ?? null)).toBe('Headset')
    await unload('headset')
    expect(await until('the next device', () => heard.moves[1] ?? null)).toBe('Desk_microphone')
    await unload('desk')
    expect(await until('the loss', () => heard.losses[0] ?? null)).toBe('The microphone "Desk_microphone" is gone.')
    await opened.close()
    expect(heard.losses).toHaveLength(1)
    expect(await recorders()).toEqual([])
    await expect(microphone().open(wish, heard.listener)).rejects.toThrow('No microphone is plugged in.')
    await plugIn('headset', 'mouth', 'Headset')
    await plugIn('desk', 'other', 'Desk_microphone')
    await pulse.control('set-default-source', 'headset')
  })

  test('names that a server does not know reach no command line', async () => {
    for (const device of ['', '--help', 'headset --volume=0', '../headset', 'ears.monitor'])
      await expect(microphone().open({ ...wish, device }, listen().listener)).rejects.toMatchObject({
        code: 'not_found',
      })
    await pulse.control('set-default-source', 'ears.monitor')
    await expect(microphone().open(wish, listen().listener)).rejects.toThrow('No microphone is plugged in.')
    await pulse.control('set-default-source', 'headset')
  })

  test('killed in the middle of it, a process leaves no recorder behind', async () => {
    const script = join(import.meta.dirname, '..', '..', 'support', 'capturing-process.ts')
    const child = spawn(process.execPath, [script], {
      env: { ...pulse.environment },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await new Promise<void>((resolve) => child.stdout.once('data', () => resolve()))
    const [recorder = 0] = await recorders()
    expect(isAlive(recorder)).toBe(true)
    child.kill('SIGKILL')
    await until('the end of the recorder', () => (isAlive(recorder) ? null : true), 5)
    expect(await until('the server to notice', async () => ((await recorders()).length === 0 ? true : null))).toBe(true)
  })

  test('a second of listening: it is offered with sound, and a muted one only with a word about it', async () => {
    const devices = createSoundDevices({
      platform: 'linux',
      arch: 'x64',
      clock: systemClock,
      microphones: [microphone()],
      speakers: [],
    })
    const noise = pulse.playInto('mouth', makeSpeech(3, 2.5, 48_000), 48_000)
    await new Promise((resolve) => setTimeout(resolve, 300))
    const used = await devices.openMicrophone(null, { rate, ...processing }, listen().listener)
    expect(used).toMatchObject({ backend: 'pulse', followsDefault: true, note: null })
    await used.close()
    const muted = await devices.openMicrophone(
      { backend: 'pulse', id: 'desk' },
      { rate, ...processing },
      listen().listener,
    )
    expect(muted).toMatchObject({ label: 'Headset', note: expect.stringContaining('exact silence') as string })
    await muted.close()
    await noise
  })

  test('an answer is heard on the loudspeaker, and it is silent soon after it was told to be', async () => {
    const stopListening = await pulse.listenTo('ears.monitor', rate)
    const positions: SpeakerPosition[] = []
    const losses: string[] = []
    const speaker = createPacatSpeaker({ clock: systemClock, programs: pulse.programs })
    const opened = await speaker.open(
      { rate, device: null },
      { position: (position) => positions.push(position), lost: (error) => losses.push(error.message) },
    )
    expect(opened.hint).toContain('estimated')
    const answer = makeSpeech(6, 4)
    await new Promise((resolve) => setTimeout(resolve, 300))
    opened.play('answer', answer)
    await until('one and a half seconds of it', () =>
      (positions.at(-1)?.renderedSamples ?? 0) > 1.5 * rate ? true : null,
    )
    const stopped = await opened.flush()
    expect(await opened.flush()).toBeNull()
    const again = makeSpeech(9, 0.5)
    await new Promise((resolve) => setTimeout(resolve, 500))
    opened.play('again', again)
    await until('its end', () => positions.find(({ item, playing }) => item === 'again' && !playing) ?? null)
    await new Promise((resolve) => setTimeout(resolve, 300))
    await opened.close()
    const { samples: heard } = await stopListening()
    const found = correlate(answer.subarray(0, rate), heard, { rate })
    expect(found.worst).toBeGreaterThan(0.98)
    const sounding = heard.filter((sample) => Math.abs(sample) > 50).length / rate
    const given = ((stopped?.renderedSamples ?? 0) + again.length) / rate
    expect(Math.abs(sounding - given), `${sounding} s heard, ${given} s said`).toBeLessThan(0.3)
    expect(losses).toEqual([])
  })

  test('no server and no programs are failures with words', async () => {
    const nobody = { ...pulse.environment, PULSE_SERVER: 'unix:/nonexistent/pulse.sock' }
    const programs = createSoundPrograms(nobody, 'linux')
    await expect(createPulseMicrophone({ clock: systemClock, programs }).devices()).rejects.toThrow('does not answer')
    const none = createSoundPrograms({ PATH: '/nonexistent' }, 'linux')
    const open = createPulseMicrophone({ clock: systemClock, programs: none }).open(wish, listen().listener)
    await expect(open).rejects.toThrow('not installed')
  })
})
