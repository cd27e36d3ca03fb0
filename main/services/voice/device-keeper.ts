import type { DeviceInUse } from '#contract/call.ts'
import { type AppError, asAppError } from '#main/kernel/errors.ts'
import type { Clock } from '#main/kernel/ports.ts'
import type { InUse, OpenedDevice, Opening } from '#main/kernel/sound.ts'

/**
 * Keeps one device open for as long as it is wanted: one that is lost is opened again, soon at first, and the next one takes its
 * place where it does not come back. What a device that was given up still says is not listened to.
 */
type Opened = OpenedDevice & InUse & { readonly close: () => Promise<void> }

export type DeviceKeeper<Device> = {
  /** Asked for while it cannot be opened, it is tried again at once, and a person may be asked for it once more. */
  readonly open: () => void
  /** Closes what is open and opens what is chosen now. */
  readonly again: () => void
  readonly device: () => Device | null
  readonly inUse: () => DeviceInUse | null
  readonly note: () => string | null
  readonly close: () => Promise<void>
}

export type KeeperPorts<Device> = {
  readonly clock: Clock
  readonly what: 'microphone' | 'loudspeaker'
  readonly open: (events: {
    readonly isMine: () => boolean
    readonly lost: (error: AppError) => void
    readonly moved: (device: OpenedDevice) => void
    /** Passed on to the device: until when it is wanted, and whether a person may be asked. */
    readonly opening: Opening
  }) => Promise<Device>
  readonly opened: (device: Device) => void
  /** An attempt failed; another one follows. */
  readonly failed: (error: AppError) => void
  /** What happened to the device, in words. */
  readonly tell: (text: string) => void
}

const waitsMs = [100, 300, 600, 1000]
const laterMs = 1500

export function createDeviceKeeper<Device extends Opened>(ports: KeeperPorts<Device>): DeviceKeeper<Device> {
  const { clock, what, tell } = ports
  let generation = 0
  let wanted = false
  let opening = false
  let stop = new AbortController()
  let pause = new AbortController()
  let device: Device | null = null
  let inUse: DeviceInUse | null = null
  let note: string | null = null

  const describe = (opened: OpenedDevice, use: InUse): DeviceInUse => ({
    label: opened.label,
    backend: use.backend,
    followsDefault: use.followsDefault,
    rate: opened.rate,
    latencyMs: opened.latencyMs === null ? null : Math.max(0, opened.latencyMs),
    hint: opened.hint,
  })

  const giveUp = async (): Promise<void> => {
    generation += 1
    const old = device
    device = null
    inUse = null
    // A device that cannot be closed is not ours any more either.
    await old?.close().catch(() => undefined)
  }

  const attempt = async (mine: number, opening: Opening): Promise<void> => {
    const isMine = (): boolean => mine === generation
    const opened = await ports.open({
      isMine,
      opening,
      lost: (error) => {
        if (!isMine()) return
        tell(`The ${what} was lost: ${error.message}`)
        void restart()
      },
      moved: (next) => {
        if (!isMine() || device === null) return
        inUse = describe(next, device)
        tell(`The ${what} is now "${next.label}".`)
      },
    })
    if (!isMine()) return await opened.close()
    device = opened
    inUse = describe(opened, opened)
    note = opened.note
  }

  const keepTrying = async (announce: boolean): Promise<void> => {
    const mine = stop
    // Only the first time, and when somebody asks for it: who said no is not asked every second.
    let asks = true
    for (let tries = 0; wanted && !mine.signal.aborted; tries += 1) {
      generation += 1
      try {
        await attempt(generation, { signal: mine.signal, asks })
        if (device === null || mine.signal.aborted) return
        if (announce || tries > 0) tell(`The ${what} is now "${device.label}".`)
        ports.opened(device)
        return
      } catch (thrown) {
        if (mine.signal.aborted) return
        const error = asAppError(thrown)
        note = `No ${what}: ${error.message}`
        ports.failed(error)
        pause = new AbortController()
        const woken = pause.signal
        const until = AbortSignal.any([mine.signal, woken])
        await clock.sleep(waitsMs[tries] ?? laterMs, until).catch(() => undefined)
        asks = woken.aborted
      }
    }
  }

  const begin = async (announce: boolean): Promise<void> => {
    if (!wanted || opening) return
    opening = true
    await keepTrying(announce)
    opening = false
  }

  async function restart(): Promise<void> {
    stop.abort()
    stop = new AbortController()
    opening = false
    await giveUp()
    await begin(true)
  }

  return {
    open: () => {
      wanted = true
      pause.abort()
      if (device === null) void begin(false)
    },
    again: () => {
      if (wanted) void restart()
    },
    device: () => device,
    inUse: () => inUse,
    note: () => note,
    close: async () => {
      wanted = false
      stop.abort()
      await giveUp()
    },
  }
}
