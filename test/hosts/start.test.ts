import { describe, expect, test } from 'vitest'
import { findBrowser, hasDisplay, windowArguments, type Machine } from '#main/hosts/browsers.ts'
import { announce, choose, wantsElectron, type Findings } from '#main/hosts/start/choice.ts'
import { parseFlags } from '#main/hosts/start/flags.ts'

const everything: Findings = {
  wants: { webHost: false, window: true },
  display: true,
  isRoot: false,
  electron: 'present',
  browser: '/usr/bin/chromium',
  systemOpener: true,
}

describe('the host', () => {
  test.each<[string, Partial<Findings>, string]>([
    ['Electron where it can be', {}, 'electron'],
    ['the web host where it was asked for', { wants: { webHost: true, window: true } }, 'browser-window'],
    ['a browser window without Electron', { electron: 'absent' }, 'browser-window'],
    ['a browser window for root', { isRoot: true }, 'browser-window'],
    ['the default browser without a Chromium', { electron: 'absent', browser: null }, 'default-browser'],
    ['the address with nothing', { electron: 'absent', browser: null, systemOpener: false }, 'address-only'],
    ['the address without a display', { display: false }, 'address-only'],
    ['the address where no window is wanted', { wants: { webHost: false, window: false } }, 'address-only'],
  ])('is %s', (_, change, expected) => expect(choose({ ...everything, ...change }).host).toBe(expected))

  test('is announced in one line that says why', () => {
    const line = announce(choose({ ...everything, electron: 'absent' }))
    expect(line).toMatch(/^Countersign starts .*: .*could not be downloaded.*\/usr\/bin\/chromium is here\.$/)
    expect(line).not.toContain('\n')
  })

  test('is worth a download only where a window could be shown', () => {
    const absent: Findings = { ...everything, electron: 'absent' }
    expect(wantsElectron(absent)).toBe(true)
    expect(wantsElectron(everything)).toBe(false)
    expect(wantsElectron({ ...absent, display: false })).toBe(false)
    expect(wantsElectron({ ...absent, isRoot: true })).toBe(false)
    expect(wantsElectron({ ...absent, wants: { webHost: true, window: true } })).toBe(false)
  })
})

describe('the browser', () => {
  const machine = (change: Partial<Machine>): Machine => ({
    platform: 'linux',
    environment: { PATH: '/usr/local/bin:/usr/bin:relative' },
    isRoot: false,
    exists: () => false,
    ...change,
  })
  test('is looked for on the path, Chromium first', () => {
    const exists = (file: string) => ['/usr/bin/google-chrome', '/usr/bin/chromium'].includes(file)
    expect(findBrowser(machine({ exists }))).toBe('/usr/bin/chromium')
    expect(findBrowser(machine({}))).toBeNull()
    expect(findBrowser(machine({ exists: (file) => file.startsWith('relative') }))).toBeNull()
  })
  test('can be named outright, and then it is that one or none', () => {
    const environment = { PATH: '/usr/bin', COUNTERSIGN_BROWSER: '/opt/edge' }
    expect(findBrowser(machine({ environment, exists: (file) => file === '/opt/edge' }))).toBe('/opt/edge')
    expect(findBrowser(machine({ environment, exists: (file) => file === '/usr/bin/chromium' }))).toBeNull()
  })
  test('keeps its sandbox except for root', () => {
    const options = { url: 'http://127.0.0.1:1/#token=x', browserProfile: '/p/browser' }
    expect(windowArguments({ ...options, isRoot: false })).not.toContain('--no-sandbox')
    expect(windowArguments({ ...options, isRoot: true })).toContain('--no-sandbox')
    expect(windowArguments({ ...options, isRoot: false })).toContain('--user-data-dir=/p/browser')
  })
  test('needs a display', () => {
    expect(hasDisplay({ platform: 'linux', environment: {} })).toBe(false)
    expect(hasDisplay({ platform: 'linux', environment: { DISPLAY: '' } })).toBe(false)
    expect(hasDisplay({ platform: 'linux', environment: { WAYLAND_DISPLAY: 'wayland-0' } })).toBe(true)
    expect(hasDisplay({ platform: 'win32', environment: {} })).toBe(true)
  })
})

describe('flags', () => {
  test('have defaults', () =>
    expect(parseFlags([], { COUNTERSIGN_PROFILE: '/p' })).toEqual({
      profileDirectory: '/p',
      serve: false,
      port: 0,
      open: true,
      sandbox: false,
    }))
  test('are all understood', () =>
    expect(parseFlags(['--profile', '/q', '--serve', '--port', '4100', '--no-open', '--sandbox'], {})).toEqual({
      profileDirectory: '/q',
      serve: true,
      port: 4100,
      open: false,
      sandbox: true,
    }))
  test('a port means the web host', () => expect(parseFlags(['--port', '4100'], {})).toMatchObject({ serve: true }))
  test.each([[['--port', '70000']], [['--port', 'x']], [['--unknown']], [['word']]])('%j is refused', (words) =>
    expect(() => parseFlags(words, {})).toThrow(expect.objectContaining({ code: 'invalid_input' })),
  )
})
