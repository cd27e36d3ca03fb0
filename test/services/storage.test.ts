import { describe, expect, test } from 'vitest'
import { AppError } from '#main/kernel/errors.ts'
import { createStorage } from '#main/services/storage/storage.ts'
import { createSoundness } from '#test/support/disk.ts'
import { quiet } from '#test/support/store.ts'

const gigabyte = 1_000_000_000
const never = new AbortController().signal
const full = new AppError('disk_full', 'Full.', { data: { sqlite: 'SQLITE_FULL' } })
const refused = new AppError('disk_full', 'Refused.', { data: { sqlite: 'SQLITE_IOERR_WRITE' } })
const broken = new AppError('database_damaged', 'Broken.')

type Room = { readonly free: number; readonly total: number } | null

/** Time that passes when the test says so: each sleep is a door that `pass` opens, oldest first. */
function stage(space: Room = { free: 50 * gigabyte, total: 100 * gigabyte }) {
  const sleeps: { readonly ms: number; readonly end: () => void }[] = []
  const told: string[] = []
  const soundness = createSoundness()
  let now = 1000
  let room = space
  let failing: AppError | null = null
  const storage = createStorage({
    clock: {
      now: () => now,
      monotonic: () => now,
      sleep: (ms, signal) =>
        new Promise<void>((resolve, reject) => {
          if (signal?.aborted === true) return reject(new Error('aborted'))
          sleeps.push({ ms, end: resolve })
          signal?.addEventListener('abort', () => reject(new Error('aborted')))
        }),
    },
    log: quiet,
    disk: { space: async () => room, soundness },
    probe: async () => {
      if (failing !== null) throw failing
    },
    stopping: never,
    changed: () => void told.push(storage.now().state),
  })
  const settle = async () => {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
  }
  return {
    storage,
    told,
    soundness,
    /** Lets the oldest sleep end, and says how long it was meant to be. */
    pass: async (): Promise<number> => {
      await settle()
      const sleep = sleeps.shift()
      now += sleep?.ms ?? 0
      sleep?.end()
      await settle()
      return sleep?.ms ?? 0
    },
    settle,
    setRoom: (next: typeof room) => void (room = next),
    setFailing: (next: AppError | null) => void (failing = next),
  }
}

describe('room', () => {
  test.each([
    ['plenty', { free: 50 * gigabyte, total: 100 * gigabyte }, 'ok'],
    ['under a gigabyte', { free: 0.9 * gigabyte, total: 10 * gigabyte }, 'low'],
    ['under five in a hundred', { free: 4 * gigabyte, total: 100 * gigabyte }, 'low'],
    ['not told', null, 'ok'],
  ] as const)('%s', async (_, space, state) => {
    const { storage, settle } = stage(space)
    void storage.watch(never)
    await settle()
    expect(storage.now().state).toBe(state)
    expect(storage.isWell()).toBe(true)
  })

  test('is looked at again and again, and told when it changes', async () => {
    const { storage, pass, setRoom, told, settle } = stage()
    void storage.watch(never)
    await settle()
    setRoom({ free: 1, total: 100 * gigabyte })
    await pass()
    setRoom({ free: 2 * gigabyte, total: 10 * gigabyte })
    await pass()
    expect(told).toEqual(['low', 'ok'])
  })
})

describe('a disk that takes no more', () => {
  test('is probed with more and more patience, and is well when something could be written', async () => {
    const { storage, pass, setFailing, told } = stage()
    setFailing(full)
    storage.failed(full)
    storage.failed(full)
    expect(storage.now()).toMatchObject({ state: 'full', since: 1000 })
    expect(storage.isWell()).toBe(false)
    const waits = [await pass(), await pass(), await pass(), await pass(), await pass(), await pass(), await pass()]
    expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000])
    setFailing(null)
    await pass()
    expect(storage.now()).toMatchObject({ state: 'ok', since: null })
    expect(told.at(-1)).toBe('ok')
  })

  test('is called read-only where there is room, and full where there is none', async () => {
    const { storage, settle, pass, setRoom, setFailing } = stage()
    setFailing(refused)
    storage.failed(refused)
    await settle()
    expect(storage.now().state).toBe('read_only')
    setRoom({ free: 0, total: 100 * gigabyte })
    await pass()
    expect(storage.now().state).toBe('full')
  })

  test('what failed for another reason is no trouble of the disk', () => {
    const { storage } = stage()
    storage.failed(new AppError('already_decided', 'Too late.'))
    storage.failed(new Error('A fault.'))
    expect(storage.isWell()).toBe(true)
  })

  test('who waits for trouble hears of it once', async () => {
    const { storage } = stage()
    const gone = new AbortController()
    const first = storage.unwell(never)
    const given = storage.unwell(gone.signal)
    gone.abort()
    storage.failed(full)
    expect(await first).toBe(full)
    expect(await storage.unwell(never)).toBe(full)
    expect(await Promise.race([given, Promise.resolve('still waiting')])).toBe('still waiting')
  })
})

describe('damage', () => {
  test('stays, whatever the disk does', async () => {
    const { storage, soundness, pass } = stage()
    storage.failed(full)
    storage.failed(broken)
    expect(soundness.reported).toEqual([broken])
    expect(storage.now().state).toBe('damaged')
    await pass()
    expect(storage.now().state).toBe('damaged')
    expect(await storage.unwell(never)).toMatchObject({ code: 'database_damaged' })
  })
})

describe('what is true already', () => {
  test('is tried until it is on disk, and counted meanwhile', async () => {
    const { storage, pass } = stage()
    let tries = 0
    const kept = storage.keep(async () => {
      tries += 1
      if (tries < 4) throw broken
      return 'on disk'
    }, never)
    const waits = [await pass(), await pass()]
    expect(storage.now().unrecorded).toBe(1)
    await pass()
    expect(await kept).toBe('on disk')
    expect(waits).toEqual([500, 1000])
    expect(storage.now().unrecorded).toBe(0)
  })

  test('is not tried again where it is itself what is wrong', async () => {
    const { storage } = stage()
    const wrong = new AppError('already_decided', 'Settled before.')
    await expect(storage.keep(() => Promise.reject(wrong), never)).rejects.toBe(wrong)
    expect(storage.now().unrecorded).toBe(0)
  })

  test('a desk that stops tries once more and lets go', async () => {
    const { storage, settle } = stage()
    const stopping = new AbortController()
    let tries = 0
    const kept = storage.keep(async () => {
      tries += 1
      throw full
    }, stopping.signal)
    const ended = expect(kept).rejects.toBe(full)
    await settle()
    expect(tries).toBe(1)
    stopping.abort()
    await ended
    expect(tries).toBe(2)
    expect(storage.now().unrecorded).toBe(0)
  })
})
