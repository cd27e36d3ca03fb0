import { AppError, asAppError } from '#main/kernel/errors.ts'
import type { Clock } from '#main/kernel/ports.ts'
import type {
  DeviceChoice,
  InUse,
  Microphone,
  MicrophoneListener,
  OpenMicrophone,
  Opening,
  SoundBackend,
  SoundDevice,
  SoundDevices,
  Speaker,
} from '#main/kernel/sound.ts'
import { createSelfTest, type SelfTestVerdict } from '#main/clients/devices/self-test.ts'

/**
 * Which of the backends of this machine is used: the one a person chose, or the first in the order of its system that opens and
 * passes its test. Whatever was passed over is named in words.
 */
export type SoundDevicesOptions = {
  readonly platform: NodeJS.Platform
  readonly arch: string
  readonly clock: Pick<Clock, 'monotonic' | 'sleep'>
  readonly microphones: readonly Microphone[]
  readonly speakers: readonly Speaker[]
}

const names: Readonly<Record<SoundBackend, string>> = {
  pulse: 'the sound server',
  native: 'the system microphone',
  page: 'the window',
  file: 'a file',
  pacat: 'the sound server',
}

export function microphoneOrder(platform: NodeJS.Platform, arch: string): readonly SoundBackend[] {
  const hasNative = platform === 'win32' || (platform === 'darwin' && arch === 'arm64')
  return [
    ...(platform === 'linux' ? (['pulse'] as const) : []),
    ...(hasNative ? (['native'] as const) : []),
    'page',
    'file',
  ]
}

/** A page knows to the sample what was heard; the sound server is for a desk without one. */
const speakerOrder: readonly SoundBackend[] = ['page', 'pacat', 'file']

type Candidate<Backend> = { readonly backend: Backend; readonly device: string | null }

function candidatesOf<Backend extends { readonly backend: SoundBackend }>(
  backends: readonly Backend[],
  order: readonly SoundBackend[],
  choice: DeviceChoice,
): readonly Candidate<Backend>[] {
  const inOrder = order.flatMap((name) => backends.filter(({ backend }) => backend === name))
  const byDefault = inOrder.map((backend) => ({ backend, device: null }))
  const chosen = backends.find(({ backend }) => backend === choice?.backend)
  return chosen === undefined || choice === null ? byDefault : [{ backend: chosen, device: choice.id }, ...byDefault]
}

type Opened<T> = { readonly opened: T; readonly verdict: SelfTestVerdict }
type Closes = { readonly label: string; readonly close: () => Promise<void> }

/** Tries one after the other; a silent one is kept in hand in case that nothing better comes. */
async function openFirst<Backend extends { readonly backend: SoundBackend }, T extends Closes>(
  candidates: readonly Candidate<Backend>[],
  choice: DeviceChoice,
  open: (candidate: Candidate<Backend>, asItIs: boolean) => Promise<Opened<T>>,
  signal: AbortSignal | undefined,
): Promise<T & InUse> {
  const passedOver: string[] = []
  let silent: Candidate<Backend> | null = null
  const inUse = ({ opened }: Opened<T>, { backend, device }: Candidate<Backend>): T & InUse => {
    const asWished = passedOver.length === 0
    const note = asWished ? null : `${sentence(passedOver)} In use: ${opened.label}.`
    return { ...opened, backend: backend.backend, followsDefault: device === null, note }
  }
  if (choice !== null && candidates[0]?.device !== choice.id)
    passedOver.push(`${names[choice.backend]} is not there on this machine`)
  const isOver = () => signal?.aborted === true
  const openWanted: typeof open = async (candidate, asItIs) => {
    if (isOver()) throw notWanted()
    const tried = await open(candidate, asItIs)
    if (!isOver()) return tried
    await tried.opened.close()
    throw notWanted()
  }
  for (const candidate of candidates) {
    const what = candidate.device === null ? names[candidate.backend.backend] : 'the chosen device'
    try {
      const tried = await openWanted(candidate, false)
      if (tried.verdict.kind === 'passed') return inUse(tried, candidate)
      await tried.opened.close()
      passedOver.push(`${what} was passed over: ${tried.verdict.why}`)
      if (tried.verdict.kind === 'silent') silent ??= candidate
    } catch (thrown) {
      if (isOver()) throw notWanted()
      passedOver.push(`${what} cannot be used: ${withoutPoint(asAppError(thrown).message)}`)
    }
  }
  if (silent !== null) return inUse(await openWanted(silent, true), silent)
  throw new AppError(
    'unreachable',
    passedOver.length === 0 ? 'This machine has no device for sound.' : sentence(passedOver),
  )
}

const notWanted = () => new AppError('cancelled', 'The device is not wanted any more.')
const withoutPoint = (text: string) => text.replace(/\.$/, '')
const sentence = (parts: readonly string[]) =>
  parts.map((part) => `${part.charAt(0).toUpperCase()}${part.slice(1)}.`).join(' ')

export function createSoundDevices(options: SoundDevicesOptions): SoundDevices {
  const { clock, microphones, speakers } = options
  const order = microphoneOrder(options.platform, options.arch)
  /** What has passed, by backend and device; forgotten when it is lost. */
  const passed = new Set<string>()

  /** Listens for a second with the device open; from then on the same device goes on to its listener. */
  const openTested = async (
    { backend, device }: Candidate<Microphone>,
    wish: Parameters<SoundDevices['openMicrophone']>[1],
    listener: MicrophoneListener,
    asItIs: boolean,
    opening: Opening,
  ): Promise<Opened<OpenMicrophone>> => {
    const key = JSON.stringify([backend.backend, device])
    const test = createSelfTest(clock.monotonic())
    const over = new AbortController()
    let state: 'testing' | 'open' | 'over' = asItIs || passed.has(key) ? 'open' : 'testing'
    let lost: AppError | null = null
    const opened = await backend.open(
      { ...wish, device },
      {
        frame: (frame) => {
          if (state === 'open') listener.frame(frame)
          else if (state === 'testing') test.take(frame, clock.monotonic())
        },
        moved: (next) => {
          if (state === 'open') listener.moved(next)
        },
        lost: (error) => {
          passed.delete(key)
          lost = error
          over.abort()
          if (state === 'open') listener.lost(error)
        },
      },
      opening,
    )
    const close = async () => {
      state = 'over'
      await opened.close()
    }
    const { signal } = opening
    const until = signal === undefined ? over.signal : AbortSignal.any([over.signal, signal])
    while (state === 'testing') {
      await clock.sleep(50, until).catch(() => {})
      // Whoever asked closes it.
      if (signal?.aborted === true) break
      if (lost !== null) throw lost as AppError
      const verdict = test.verdict(clock.monotonic())
      if (verdict === null) continue
      state = verdict.kind === 'passed' ? 'open' : 'over'
      if (verdict.kind === 'passed') passed.add(key)
      return { opened: { ...opened, close }, verdict }
    }
    return { opened: { ...opened, close }, verdict: { kind: 'passed' } }
  }

  return {
    list: async () => {
      const notes: string[] = []
      const of = async (backend: Microphone | Speaker): Promise<readonly SoundDevice[]> => {
        try {
          return await backend.devices()
        } catch (thrown) {
          notes.push(`${names[backend.backend]} cannot be asked: ${withoutPoint(asAppError(thrown).message)}`)
          return []
        }
      }
      const offered = microphones.filter(({ backend }) => order.includes(backend))
      const devices = await Promise.all([...offered, ...speakers].map(of))
      return { devices: devices.flat(), note: notes.length === 0 ? null : sentence([...new Set(notes)]) }
    },
    openMicrophone: (choice, wish, listener, opening = {}) => {
      // A page that refused one of its devices is not asked for another one in the same breath.
      const asked = new Set<SoundBackend>()
      const openNext = (candidate: Candidate<Microphone>, asItIs: boolean) => {
        const asks = opening.asks !== false && !asked.has(candidate.backend.backend)
        asked.add(candidate.backend.backend)
        return openTested(candidate, wish, listener, asItIs, { ...opening, asks })
      }
      return openFirst(candidatesOf(microphones, order, choice), choice, openNext, opening.signal)
    },
    openSpeaker: (choice, wish, listener, opening = {}) =>
      openFirst(
        candidatesOf(speakers, speakerOrder, choice),
        choice,
        async ({ backend, device }) => ({
          opened: await backend.open({ ...wish, device }, listener, opening),
          verdict: { kind: 'passed' },
        }),
        opening.signal,
      ),
  }
}
