import type * as Electron from 'electron'
import { audioHandshake } from '#contract/handshake.ts'
import type { Log } from '#main/kernel/ports.ts'
import { entryAddress, isDeskAddress, origin } from '#main/hosts/electron/protocol.ts'

/** Windows come from here only, all with the same closed preferences and the same refusals. */
export const windowPreferences = Object.freeze({
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
} as const satisfies Electron.WebPreferences)

export type DeskWindow = Electron.BrowserWindow

export type WindowOptions = {
  readonly preload: string
  readonly session: Electron.Session
  readonly development: boolean
  readonly log: Log
}

/** Only the reload of the page that is there already: same address, same document, whatever the fragment. */
export function isReload(current: string, target: string): boolean {
  const bare = (address: string) => address.split('#')[0]
  return isDeskAddress(current) && bare(current) === bare(target)
}

/** For every web contents there will ever be, however it came about. */
export function guardContents(contents: Electron.WebContents, log: Log): void {
  const refuse = (event: { preventDefault: () => void }, what: string) => {
    event.preventDefault()
    log('warn', 'window.refused', { what })
  }
  contents.on('will-navigate', (event) => {
    if (!isReload(contents.getURL(), event.url)) refuse(event, 'navigation')
  })
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame || !isReload(contents.getURL(), event.url)) refuse(event, 'frame navigation')
  })
  contents.on('will-redirect', (event) => refuse(event, 'redirect'))
  contents.on('will-attach-webview', (event) => refuse(event, 'webview'))
  contents.on('select-bluetooth-device', (event, _devices, callback) => {
    refuse(event, 'bluetooth device')
    callback('')
  })
  contents.setWindowOpenHandler(() => {
    log('warn', 'window.refused', { what: 'window.open' })
    return { action: 'deny' }
  })
}

export function createDeskWindow(electron: typeof Electron, options: WindowOptions): DeskWindow {
  const window = new electron.BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 880,
    minHeight: 560,
    show: false,
    title: 'Countersign',
    webPreferences: {
      ...windowPreferences,
      devTools: options.development,
      preload: options.preload,
      session: options.session,
    },
  })
  window.once('ready-to-show', () => window.show())
  window.webContents.on('render-process-gone', (_event, details) =>
    options.log('error', 'window.gone', { reason: details.reason }),
  )
  window.loadURL(entryAddress).catch((error: unknown) => options.log('error', 'window.load_failed', { error }))
  return window
}

/**
 * A window nobody sees, for sound alone. Nobody can click in it, so sound may begin without, and it keeps its pace although it is
 * hidden; for the rest it is as closed as the other one.
 */
export function createAudioWindow(electron: typeof Electron, options: WindowOptions): DeskWindow {
  const window = new electron.BrowserWindow({
    width: 320,
    height: 200,
    show: false,
    skipTaskbar: true,
    focusable: false,
    title: 'Sound of Countersign',
    webPreferences: {
      ...windowPreferences,
      autoplayPolicy: 'no-user-gesture-required',
      backgroundThrottling: false,
      devTools: options.development,
      preload: options.preload,
      session: options.session,
    },
  })
  const address = `${origin}${audioHandshake.page}`
  window.loadURL(address).catch((error: unknown) => options.log('error', 'window.load_failed', { error }))
  return window
}

export function showWindow(window: DeskWindow): void {
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}
