import { describe, expect, test } from 'vitest'
import { createSoundDevices, microphoneOrder } from '#main/clients/devices/choice.ts'
import { createSelfTest } from '#main/clients/devices/self-test.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Microphone, MicrophoneListener, Opening, SoundBackend, SoundFrame, Speaker } from '#main/kernel/sound.ts'
import { virtualClock, type VirtualClock } from '#test/support/virtual-clock.ts'

const frame = (sequence: number, sound = 1): SoundFrame => ({
  sequence,
  capturedAt: sequence * 20,
  samples: new Int16Array(480).fill(sound),
})

describe('one second of listening', () => {
  const listen = (pace: (sequence: number) => number, options: { sound?: number; until?: number } = {}) => {
    const test = createSelfTest(0)
    const end = options.until ?? 1100
    for (let sequence = 0; pace(sequence) <= end; sequence += 1)
      test.take(frame(sequence, options.sound), pace(sequence))
    return test.verdict(end)
  }

  test('frames at their pace pass, also in bursts', () => {
    expect(listen((sequence) => 20 + sequence * 20)).toEqual({ kind: 'passed' })
    expect(listen((sequence) => 20 + Math.ceil((sequence * 20) / 35) * 35)).toEqual({ kind: 'passed' })
    expect(listen((sequence) => 20 + sequence * 20.3)).toEqual({ kind: 'passed' })
  })

  test('it is not over before a second has been heard', () => {
    expect(listen((sequence) => 20 + sequence * 20, { until: 900 })).toBeNull()
    expect(listen((sequence) => 700 + sequence * 20, { until: 1500 })).toBeNull()
    expect(listen((sequence) => 700 + sequence * 20, { until: 1750 })).toEqual({ kind: 'passed' })
  })

  test('a wrong pace, nothing at all and exact silence have words of their own', () => {
    expect(listen((sequence) => 20 + sequence * 21, { until: 1500 })).toBeNull()
    expect(listen((sequence) => 20 + sequence * 21, { until: 3000 })).toMatchObject({
      why: 'it delivers 95 % of the sound of each second',
    })
    expect(createSelfTest(0).verdict(2999)).toBeNull()
    expect(createSelfTest(0).verdict(3000)).toMatchObject({ kind: 'failed', why: 'no sound arrives from it' })
    expect(listen((sequence) => 20 + sequence * 20, { sound: 0 })).toMatchObject({ kind: 'silent' })
  })
})

type Behaviour = 'good' | 'silent' | 'dead' | 'absent' | 'no such device' | 'dies'

function createMicrophone(backend: SoundBackend, behaviour: Behaviour, clock: VirtualClock) {
  const state = { opened: 0, closed: 0, devices: [] as (string | null)[], listener: null as MicrophoneListener | null }
  const microphone: Microphone = {
    backend,
    devices: async () => [{ id: backend, label: backend, kind: 'input', backend, isDefault: true }],
    open: async ({ device }, listener) => {
      if (behaviour === 'absent') throw new AppError('unreachable', 'The program is not installed.')
      if (behaviour === 'no such device' && device !== null) throw new AppError('not_found', 'There is no such device.')
      state.opened += 1
      state.devices.push(device)
      state.listener = listener
      const over = new AbortController()
      const began = clock.monotonic()
      const run = async () => {
        for (let sequence = 0; behaviour !== 'dead'; sequence += 1) {
          if (behaviour === 'dies' && sequence === 5) return listener.lost(new AppError('unreachable', 'It went away.'))
          const wait = began + (sequence + 1) * 20 - clock.monotonic()
          if (wait > 0) await clock.sleep(wait, over.signal)
          if (over.signal.aborted) return
          listener.frame(frame(sequence, behaviour === 'silent' ? 0 : 1))
        }
      }
      const ran = run().catch(() => {})
      const close = async () => {
        state.closed += 1
        over.abort()
        await ran
      }
      return { label: `${backend} microphone`, rate: 24_000, latencyMs: 10, hint: null, close }
    },
  }
  return { microphone, state }
}

const wish = { rate: 24_000, echoCancellation: false, noiseSuppression: false, gain: false }

function open(list: readonly (readonly [SoundBackend, Behaviour])[], platform: NodeJS.Platform = 'linux') {
  const clock = virtualClock()
  const made = list.map(([backend, behaviour]) => createMicrophone(backend, behaviour, clock))
  const devices = createSoundDevices({
    platform,
    arch: 'x64',
    clock,
    microphones: made.map(({ microphone }) => microphone),
    speakers: [],
  })
  const heard = { frames: 0, losses: [] as string[] }
  const listener: MicrophoneListener = {
    frame: () => void (heard.frames += 1),
    lost: (error) => void heard.losses.push(error.message),
    moved: () => {},
  }
  const choose = (choice: { backend: SoundBackend; id: string } | null = null, opening: Opening = {}) =>
    devices.openMicrophone(choice, wish, listener, opening)
  return { clock, devices, states: made.map(({ state }) => state), heard, choose }
}

describe('which microphone', () => {
  test('each system has its order', () => {
    expect(microphoneOrder('linux', 'x64')).toEqual(['pulse', 'page', 'file'])
    expect(microphoneOrder('win32', 'x64')).toEqual(['native', 'page', 'file'])
    expect(microphoneOrder('darwin', 'arm64')).toEqual(['native', 'page', 'file'])
    expect(microphoneOrder('darwin', 'x64')).toEqual(['page', 'file'])
  })

  test('the first that passes is used, without a word', async () => {
    const it = open([
      ['page', 'good'],
      ['pulse', 'good'],
    ])
    const used = await it.choose()
    expect(used).toMatchObject({ backend: 'pulse', followsDefault: true, note: null })
    expect(it.states[0]!.opened).toBe(0)
    await used.close()
    const again = await it.choose()
    expect(it.states[1]).toMatchObject({ opened: 2, closed: 1 })
    await again.close()
  })

  test('why others were passed over is said', async () => {
    const absent = open([
      ['pulse', 'absent'],
      ['page', 'good'],
    ])
    const used = await absent.choose()
    expect(used.note).toBe('The sound server cannot be used: The program is not installed. In use: page microphone.')
    await used.close()
    const dead = open([
      ['pulse', 'dead'],
      ['page', 'good'],
    ])
    const other = await dead.choose()
    expect(other).toMatchObject({
      backend: 'page',
      note: expect.stringContaining('no sound arrives from it') as string,
    })
    expect(dead.states[0]).toMatchObject({ opened: 1, closed: 1 })
    await other.close()
    const died = open([
      ['pulse', 'dies'],
      ['page', 'good'],
    ])
    const third = await died.choose()
    expect(third).toMatchObject({ backend: 'page', note: expect.stringContaining('It went away') as string })
    expect(died.heard.losses).toEqual([])
    await third.close()
  })

  test('a silent one is used only where nothing better is there', async () => {
    const better = open([
      ['pulse', 'silent'],
      ['page', 'good'],
    ])
    const used = await better.choose()
    expect(used).toMatchObject({ backend: 'page', note: expect.stringContaining('exact silence') as string })
    await used.close()
    const alone = open([['pulse', 'silent']])
    const muted = await alone.choose()
    expect(muted).toMatchObject({ backend: 'pulse', note: expect.stringContaining('muted') as string })
    await muted.close()
    await expect(open([['pulse', 'absent']]).choose()).rejects.toThrow('The sound server cannot be used')
    await expect(open([]).choose()).rejects.toThrow('no device for sound')
  })

  test('not wanted any more in the midst of its test, it is closed at once and no other is opened', async () => {
    const it = open([
      ['pulse', 'good'],
      ['page', 'good'],
    ])
    const wanted = new AbortController()
    const opening = it.choose(null, { signal: wanted.signal })
    await it.clock.sleep(200)
    expect(it.states[0]).toMatchObject({ opened: 1, closed: 0 })
    const at = it.clock.monotonic()
    wanted.abort()
    await expect(opening).rejects.toMatchObject({ code: 'cancelled' })
    expect(it.clock.monotonic() - at).toBeLessThan(60)
    expect([it.states[0]!.closed, it.states[1]!.opened]).toEqual([1, 0])
    await expect(it.choose(null, { signal: wanted.signal })).rejects.toMatchObject({ code: 'cancelled' })
    expect(it.states[0]!.opened).toBe(1)
  })

  test('what somebody chose comes first, and the default of the order after it', async () => {
    const it = open([
      ['pulse', 'good'],
      ['page', 'good'],
    ])
    const chosen = await it.choose({ backend: 'page', id: 'usb' })
    expect(chosen).toMatchObject({ backend: 'page', followsDefault: false, note: null })
    expect(it.states[1]!.devices).toEqual(['usb'])
    await chosen.close()
    const gone = open([['pulse', 'no such device']])
    const instead = await gone.choose({ backend: 'pulse', id: 'usb' })
    expect(instead).toMatchObject({
      followsDefault: true,
      note: 'The chosen device cannot be used: There is no such device. In use: pulse microphone.',
    })
    await instead.close()
    const elsewhere = await open([['pulse', 'good']]).choose({ backend: 'native', id: 'x' })
    expect(elsewhere.note).toBe('The system microphone is not there on this machine. In use: pulse microphone.')
    await elsewhere.close()
  })

  test('once open, losses and frames go to who listens; the native one is not offered on Linux', async () => {
    const it = open([
      ['native', 'good'],
      ['pulse', 'good'],
    ])
    const used = await it.choose()
    expect(it.heard.frames).toBe(0)
    it.states[1]!.listener?.frame(frame(99))
    it.states[1]!.listener?.lost(new AppError('unreachable', 'Unplugged.'))
    expect(it.heard.frames).toBeGreaterThan(0)
    expect(it.heard.losses).toEqual(['Unplugged.'])
    await used.close()
    expect((await it.devices.list()).devices.map(({ id }) => id)).toEqual(['pulse'])
  })
})

describe('which loudspeaker', () => {
  const speaker = (backend: SoundBackend, fails: boolean): Speaker => ({
    backend,
    devices: async () => {
      if (fails) throw new AppError('unreachable', 'Nobody answers.')
      return [{ id: backend, label: backend, kind: 'output', backend, isDefault: true }]
    },
    open: async () => {
      if (fails) throw new AppError('unreachable', 'No window is open.')
      const nothing = async () => null
      return {
        label: backend,
        rate: 24_000,
        latencyMs: 0,
        hint: null,
        play: () => {},
        flush: nothing,
        close: async () => {},
      }
    },
  })
  const devices = (speakers: readonly Speaker[]) =>
    createSoundDevices({ platform: 'linux', arch: 'x64', clock: virtualClock(), microphones: [], speakers })
  const listener = { position: () => {}, lost: () => {} }

  test('the page before the sound server, which is used where there is no page, with a word about it', async () => {
    const both = devices([speaker('pacat', false), speaker('page', false)])
    expect(await both.openSpeaker(null, { rate: 24_000 }, listener)).toMatchObject({ backend: 'page', note: null })
    const one = devices([speaker('pacat', false), speaker('page', true)])
    expect(await one.openSpeaker(null, { rate: 24_000 }, listener)).toMatchObject({
      backend: 'pacat',
      note: 'The window cannot be used: No window is open. In use: pacat.',
    })
    expect(await one.list()).toEqual({
      devices: [expect.objectContaining({ id: 'pacat' })],
      note: 'The window cannot be asked: Nobody answers.',
    })
  })
})
