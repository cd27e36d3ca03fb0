import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { AppError } from '#main/kernel/errors.ts'
import type { Core, CoreOptions } from '#main/hosts/core.ts'
import { startDesktop } from '#main/hosts/electron/desktop.ts'
import { createTalkDouble } from '#test/support/talk-double.ts'
import { createElectronDouble } from '#test/support/electron-double.ts'
import { createLibraryDouble } from '#test/support/update-library.ts'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'desktop-'))
})
afterEach(() => rm(directory, { recursive: true }))

async function start(options: {
  argv?: string[]
  packaged?: boolean
  hasLock?: boolean
  platform?: NodeJS.Platform
  fails?: Error
}) {
  const double = createElectronDouble(options)
  const started: CoreOptions[] = []
  const reloads: (() => void)[] = []
  const doors: unknown[] = []
  const library = createLibraryDouble()
  let loads = 0
  const state = { stops: 0, release: () => {}, order: [] as string[] }
  const core: Core = {
    instance: 'i1',
    attachAudioPage: () => undefined,
    talk: createTalkDouble().talk,
    isSample: () => true,
    serve: () => () => {},
    onReload: (listener) => void reloads.push(listener),
    stop: () => {
      state.stops += 1
      state.order.push('core')
      return new Promise((resolve) => (state.release = resolve))
    },
  }
  await startDesktop(double.electron, {
    startCore: async (given) => {
      started.push(given)
      if (options.fails !== undefined) throw options.fails
      return core
    },
    openLog: () => () => {},
    openDoor: async (_, given) => {
      doors.push(given)
      return { stop: async () => void state.order.push('door') }
    },
    loadUpdater: async () => {
      loads += 1
      return library.library
    },
    argv: ['electron', '.', '--profile', directory, ...(options.argv ?? [])],
    environment: {},
    platform: options.platform ?? 'linux',
    bundle: '/bundle/renderer',
    preload: '/bundle/preload/index.cjs',
    resources: join(directory, 'resources'),
  })
  return { double, started, reloads, state, doors, library, loads: () => loads }
}

describe('S14 start', () => {
  test('S14 sandbox, scheme and lock come before Electron is ready', async () => {
    const { double } = await start({})
    const names = double.calls.map(([name]) => name)
    const ready = names.indexOf('whenReady')
    for (const name of ['enableSandbox', 'setPath', 'registerSchemesAsPrivileged', 'requestSingleInstanceLock']) {
      expect(names).toContain(name)
      expect(names.indexOf(name)).toBeLessThan(ready)
    }
    expect(double.named('setPath')).toEqual([['setPath', 'userData', join(directory, 'browser')]])
  })

  test('S14 a second process for the same profile leaves without opening anything', async () => {
    const { double, started } = await start({ hasLock: false })
    expect(double.named('quit')).toHaveLength(1)
    expect([started.length, double.windows.length]).toEqual([0, 0])
  })

  test('S14 the first process is brought to the front, and a link is followed only if it is one', async () => {
    const { double } = await start({})
    double.app.emit('second-instance', {}, ['x', 'countersign://proposal/p7'])
    double.app.emit('second-instance', {}, ['x', 'countersign://settings/delete-all', 'https://example.org'])
    expect(double.named('focus')).toHaveLength(2)
    expect(double.windows).toHaveLength(1)
    expect(double.named('loadURL').map(([, url]) => url)).toEqual([
      'app://desk/index.html',
      'app://desk/index.html#proposal/p7',
    ])
  })

  test('S14 debugging switches stop a packaged program and are the developer’s business otherwise', async () => {
    const packaged = await start({ packaged: true, argv: ['--remote-debugging-port=9222'] })
    expect(packaged.double.calls).toEqual([
      ['showErrorBox', expect.any(String), expect.stringContaining('--remote-debugging-port, which')],
      ['exit', 2],
    ])
    expect(packaged.started).toEqual([])
    expect((await start({ argv: ['--inspect'] })).double.windows).toHaveLength(1)
  })

  test('the core gets the profile and says in a dialog why it cannot start', async () => {
    const busy = new AppError('busy', 'This profile is open in another process (7).')
    const { double, started } = await start({ argv: ['--sandbox'], fails: busy })
    expect(started).toMatchObject([{ profileDirectory: directory, host: 'electron', sample: 'always' }])
    expect(double.named('showErrorBox')[0]?.[2]).toBe(busy.message)
    expect(double.named('exit')).toEqual([['exit', 1]])
    expect(double.windows).toHaveLength(0)
  })

  test('an unforeseen failure quotes nothing', async () => {
    const { double } = await start({ fails: new Error('CANARY') })
    expect(JSON.stringify(double.calls)).not.toContain('CANARY')
  })
})

test('S1 developer tools and inspecting menus are only in development', async () => {
  const packaged = (await start({ packaged: true })).double
  expect(packaged.windows[0]?.options.webPreferences?.devTools).toBe(false)
  expect(JSON.stringify(packaged.named('setApplicationMenu'))).not.toContain('toggleDevTools')
  expect(JSON.stringify((await start({})).double.named('setApplicationMenu'))).toContain('toggleDevTools')
})

test('S5 S6 every web contents is guarded, not only our window', async () => {
  const { double } = await start({})
  const refused = double.windows[0]?.double
  expect(refused?.refuses('will-navigate', { url: 'https://example.org/' })).toBe(true)
  expect(refused?.open({ url: 'https://example.org/' })).toEqual({ action: 'deny' })
})

test('a replaced workspace loads the page again', async () => {
  const { double, reloads } = await start({})
  for (const reload of reloads) reload()
  expect(double.windows[0]?.double.contents.reloads).toBe(1)
})

test('quitting waits for the core, once, and then quits', async () => {
  const { double, state } = await start({})
  const quit = () => {
    let prevented = false
    double.app.emit('before-quit', { preventDefault: () => (prevented = true) })
    return prevented
  }
  expect([quit(), quit()]).toEqual([true, true])
  await vi.waitFor(() => expect(state.order).toEqual(['door', 'core']))
  expect(state.stops).toBe(1)
  expect(double.named('quit')).toHaveLength(0)
  expect(double.ipcMain.eventNames()).toEqual([])
  state.release()
  await vi.waitFor(() => expect(double.named('quit')).toHaveLength(1))
  expect(quit()).toBe(false)
})

test('a newer version takes the place of the program once the core has stopped, and the library is loaded no sooner', async () => {
  await mkdir(join(directory, 'resources'))
  await writeFile(join(directory, 'resources', 'app-update.yml'), 'provider: generic\nurl: https://u.example.org/\n')
  const { double, started, state, library, loads } = await start({ packaged: true, platform: 'darwin' })
  const [{ updater } = { updater: null }] = started
  if (updater?.can !== true) throw new Error('It should be able to.')
  updater.install()
  await vi.waitFor(() => expect(double.named('quit')).toHaveLength(1))
  double.app.emit('before-quit', { preventDefault: () => undefined })
  await vi.waitFor(() => expect(state.order).toEqual(['core']))
  expect([loads(), library.asked]).toEqual([0, []])
  state.release()
  await vi.waitFor(() => expect(library.asked).toEqual(['install']))
  expect(double.named('releaseSingleInstanceLock')).toHaveLength(1)
})

test('the loopback door is open in development, and in a packaged program only when asked for', async () => {
  const door = { profileDirectory: directory, port: 0, host: 'electron' }
  expect((await start({})).doors).toEqual([door])
  expect((await start({ packaged: true })).doors).toEqual([])
  expect((await start({ packaged: true, argv: ['--serve'] })).doors).toEqual([door])
})

test('closing the last window ends the program, except on a Mac', async () => {
  const linux = await start({})
  linux.double.app.emit('window-all-closed')
  expect(linux.double.named('quit')).toHaveLength(1)
  const mac = await start({ platform: 'darwin' })
  mac.double.app.emit('window-all-closed')
  expect(mac.double.named('quit')).toHaveLength(0)
})
