import { describe, expect, test } from 'vitest'
import type { Log } from '#main/kernel/ports.ts'
import { createDeskWindow, guardContents, isReload, windowPreferences } from '#main/hosts/electron/window.ts'
import { createContentsDouble, createElectronDouble, createSessionDouble } from '#test/support/electron-double.ts'

const log: Log = () => {}

describe('S1 one factory with closed preferences', () => {
  const open = (development: boolean) => {
    const double = createElectronDouble()
    const { session } = createSessionDouble()
    createDeskWindow(double.electron, { preload: '/bundle/preload.cjs', session, development, log })
    return { preferences: double.windows[0]?.options.webPreferences, session, double }
  }

  test('S1 the preferences are exactly these', () => {
    const { preferences, session } = open(false)
    expect(preferences).toEqual({
      contextIsolation: true,
      sandbox: true,
      webSecurity: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      experimentalFeatures: false,
      enableBlinkFeatures: '',
      allowRunningInsecureContent: false,
      navigateOnDragDrop: false,
      plugins: false,
      enableWebSQL: false,
      spellcheck: false,
      safeDialogs: true,
      devTools: false,
      preload: '/bundle/preload.cjs',
      session,
    })
  })

  test('S1 the common part is frozen, and developer tools are for development', () => {
    expect(Object.isFrozen(windowPreferences)).toBe(true)
    expect(open(true).preferences?.devTools).toBe(true)
  })

  test('S3 a window loads the desk and nothing else', () => {
    expect(open(false).double.named('loadURL')).toEqual([['loadURL', 'app://desk/index.html']])
  })
})

describe('S5 navigation', () => {
  const guarded = () => {
    const double = createContentsDouble('app://desk/index.html#proposal/p1')
    guardContents(double.contents, log)
    return double
  }

  test.each([
    'https://example.org/',
    'http://127.0.0.1/',
    'file:///etc/hosts',
    'app://desk/other.html',
    'app://desk.example.org/index.html',
    'app://evil/index.html',
    'APP://desk/../x',
    'javascript:alert(1)',
    'data:text/html,x',
    'about:blank',
    'blob:app://desk/0',
    'app://desk@evil/index.html',
  ])('S5 %s is refused in the main frame and in any other', (url) => {
    const { refuses } = guarded()
    expect(refuses('will-navigate', { url })).toBe(true)
    expect(refuses('will-frame-navigate', { url, isMainFrame: true })).toBe(true)
    expect(refuses('will-frame-navigate', { url, isMainFrame: false })).toBe(true)
  })

  test('S5 the reload of the same page passes, but not in a subframe', () => {
    const { refuses } = guarded()
    const url = 'app://desk/index.html'
    expect(refuses('will-navigate', { url })).toBe(false)
    expect(refuses('will-frame-navigate', { url, isMainFrame: true })).toBe(false)
    expect(refuses('will-frame-navigate', { url, isMainFrame: false })).toBe(true)
    expect(isReload('https://example.org/', 'https://example.org/')).toBe(false)
  })

  test('S5 redirects are refused, even to ourselves, and so are webviews and device pickers', () => {
    const { refuses } = guarded()
    expect(refuses('will-redirect', { url: 'app://desk/index.html' })).toBe(true)
    expect(refuses('will-attach-webview')).toBe(true)
    let device: unknown
    expect(refuses('select-bluetooth-device', {}, [], (id: string) => (device = id))).toBe(true)
    expect(device).toBe('')
  })

  test('S6 window.open is denied for every address', () => {
    const { open } = guarded()
    for (const url of ['app://desk/index.html', 'https://example.org/', 'about:blank', ''])
      expect(open({ url })).toEqual({ action: 'deny' })
  })
})
