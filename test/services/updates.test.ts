import { describe, expect, test, vi } from 'vitest'
import type { UpdateFailure, UpdatesStatus } from '#contract/updates.ts'
import { isLaterVersion } from '#main/domain/version.ts'
import type { Looked, Updater } from '#main/kernel/ports.ts'
import { createUpdates } from '#main/services/updates.ts'
import { until } from '#test/support/until.ts'

type Sleep = { readonly ms: number; readonly end: () => void }

type State = { wanted: boolean; call: boolean; action: boolean; offer: Looked }
const offered = (version: string | null): Looked => ({ ok: true, version })

function start(given: { sample?: boolean; wanted?: boolean; cannot?: boolean } = {}) {
  const state: State = { wanted: given.wanted ?? true, call: false, action: false, offer: offered('0.2.0') }
  const asked: string[] = []
  const sleeps: Sleep[] = []
  const stopping = new AbortController()
  let ended = Promise.withResolvers<UpdateFailure | null>()
  let tell = (_percent: number): void => {}
  const look = async (): Promise<Looked> => {
    asked.push('look')
    return state.offer
  }
  const updater: Updater = given.cannot
    ? { can: false, because: 'no_address' }
    : {
        can: true,
        look,
        download: (version, progress, signal) => {
          asked.push(`download ${version}`)
          ended = Promise.withResolvers()
          tell = progress
          signal.addEventListener('abort', () => {
            asked.push('give up')
            ended.resolve('unknown')
          })
          return ended.promise
        },
        install: () => void asked.push('install'),
      }
  const updates = createUpdates({
    updater,
    version: '0.1.0',
    sample: given.sample ?? false,
    wanted: () => state.wanted,
    isCallLive: () => state.call,
    isActionRunning: async () => state.action,
    clock: {
      now: () => 1000,
      sleep: (ms, signal) =>
        new Promise((resolve, reject) => {
          sleeps.push({ ms, end: resolve })
          signal?.addEventListener('abort', () => reject(new Error('over')))
        }),
    },
    log: () => {},
  })
  const gone = new AbortController().signal
  const context = { signal: gone, gone, principal: { host: 'electron' as const, id: 'window' } }
  const status = async (): Promise<UpdatesStatus> => {
    const leaving = new AbortController()
    for await (const now of updates.handlers.watch({}, { ...context, signal: leaving.signal })) {
      leaving.abort()
      return now
    }
    throw new Error('Nothing was said.')
  }
  const is = (at: UpdatesStatus['step']['at']) =>
    until(`the step ${at}`, async () => ((await status()).step.at === at ? true : null))
  const slept = (ms: number) => until(`a sleep of ${ms}`, () => sleeps.findLast((one) => one.ms === ms) ?? null)
  const over = updates.run(stopping.signal)
  return {
    state,
    asked,
    sleeps,
    updates,
    status,
    is,
    slept,
    tell: (percent: number) => tell(percent),
    finish: (because: UpdateFailure | null) => ended.resolve(because),
    look: async () => updates.handlers.look({}, context),
    download: async (version: string) => updates.handlers.download({ version }, context),
    install: async (version: string) => updates.handlers.install({ version }, context),
    stop: async () => {
      stopping.abort()
      await over
    },
  }
}

const quiet = 10_000
const day = 24 * 60 * 60 * 1000

describe('nobody is asked anything', () => {
  test('while the setting is off, by itself or by hand, and turning it on looks at once', async () => {
    const desk = start({ wanted: false })
    const began = await desk.slept(quiet)
    began.end()
    await desk.slept(day)
    await expect(desk.look()).rejects.toMatchObject({ code: 'blocked' })
    expect([desk.asked, (await desk.status()).step]).toEqual([[], { at: 'off' }])
    desk.state.wanted = true
    desk.updates.settingChanged()
    await desk.is('found')
    expect(desk.asked).toEqual(['look'])
    await desk.stop()
  })

  test.each([
    [{ cannot: true }, 'no_address'],
    [{ sample: true }, 'sample'],
  ] as const)('where it cannot be: %j', async (given, by) => {
    const desk = start(given)
    desk.updates.settingChanged()
    await expect(desk.look()).rejects.toMatchObject({ code: 'blocked' })
    expect([desk.asked, desk.sleeps, (await desk.status()).step]).toEqual([[], [], { at: 'hindered', by }])
    await desk.stop()
  })
})

describe('while it is on', () => {
  test('the desk looks once it has settled and then daily, and fetches nothing by itself', async () => {
    const desk = start()
    expect(desk.asked).toEqual([])
    ;(await desk.slept(quiet)).end()
    ;(await desk.slept(day)).end()
    await until('a second look', () => (desk.asked.length === 2 ? true : null))
    expect(desk.asked).toEqual(['look', 'look'])
    expect(await desk.status()).toEqual({
      running: '0.1.0',
      step: { at: 'found', version: '0.2.0' },
      lookedAt: 1000,
      failure: null,
    })
    await desk.stop()
  })

  test.each([null, '0.1.0', '0.0.9', '0.2.0-beta.1', 'next'])('%s is nothing newer', async (version) => {
    const desk = start()
    desk.state.offer = offered(version)
    await desk.look()
    expect((await desk.status()).step).toEqual({ at: 'idle' })
    await desk.stop()
  })

  test('each step has a yes of its own, for the version that was shown', async () => {
    const desk = start()
    await desk.look()
    await expect(desk.install('0.2.0')).rejects.toMatchObject({ code: 'changed' })
    await expect(desk.download('0.3.0')).rejects.toMatchObject({ code: 'changed' })
    await desk.download('0.2.0')
    desk.tell(46)
    expect((await desk.status()).step).toEqual({ at: 'downloading', version: '0.2.0', percent: 46 })
    desk.finish(null)
    await desk.is('ready')
    expect(desk.asked).toEqual(['look', 'download 0.2.0'])
    await desk.install('0.2.0')
    expect(desk.asked).toEqual(['look', 'download 0.2.0', 'install'])
    await desk.stop()
  })

  test('nothing of it happens beside a call, and a download gives way to one that begins', async () => {
    const desk = start()
    desk.state.call = true
    ;(await desk.slept(quiet)).end()
    ;(await desk.slept(10 * 60 * 1000)).end()
    await expect(desk.look()).rejects.toMatchObject({ code: 'busy' })
    expect(desk.asked).toEqual([])
    desk.state.call = false
    await desk.look()
    await desk.download('0.2.0')
    desk.state.call = true
    desk.tell(50)
    await desk.is('found')
    expect([(await desk.status()).failure, desk.asked.at(-1)]).toEqual(['call', 'give up'])
    await expect(desk.download('0.2.0')).rejects.toMatchObject({ code: 'busy' })
    await desk.stop()
  })

  test('nothing is fetched or installed beside an action that runs', async () => {
    const desk = start()
    await desk.look()
    desk.state.action = true
    await expect(desk.download('0.2.0')).rejects.toMatchObject({ code: 'busy' })
    desk.state.action = false
    await desk.download('0.2.0')
    desk.finish(null)
    await desk.is('ready')
    desk.state.action = true
    await expect(desk.install('0.2.0')).rejects.toMatchObject({ code: 'busy' })
    desk.state.action = false
    desk.state.call = true
    await expect(desk.install('0.2.0')).rejects.toMatchObject({ code: 'busy' })
    expect(desk.asked).not.toContain('install')
    await desk.stop()
  })

  test('what went wrong is said, and what was known stays', async () => {
    const desk = start()
    desk.state.offer = { ok: false, why: 'missing' }
    await desk.look()
    expect(await desk.status()).toMatchObject({ step: { at: 'idle' }, lookedAt: null, failure: 'missing' })
    desk.state.offer = offered('0.2.0')
    await desk.look()
    await desk.download('0.2.0')
    desk.finish('differs')
    await desk.is('found')
    expect(await desk.status()).toMatchObject({ step: { version: '0.2.0' }, failure: 'differs' })
    await desk.stop()
  })

  test('turned off, a download is given up and nothing is left to install', async () => {
    const desk = start()
    await desk.look()
    await desk.download('0.2.0')
    desk.state.wanted = false
    desk.updates.settingChanged()
    await vi.waitFor(async () => expect((await desk.status()).step).toEqual({ at: 'off' }))
    expect(desk.asked.at(-1)).toBe('give up')
    await expect(desk.install('0.2.0')).rejects.toMatchObject({ code: 'blocked' })
    await desk.stop()
  })
})

test.each([
  ['0.2.0', '0.1.9', true],
  ['1.0.0', '0.9.9', true],
  ['0.10.0', '0.9.0', true],
  ['0.1.0', '0.1.0', false],
  ['0.1.0', '0.2.0', false],
  ['1.0.0-rc.1', '0.1.0', false],
  ['1.0', '0.1.0', false],
])('%s after %s: %s', (version, than, is) => {
  expect(isLaterVersion(version, than)).toBe(is)
})
