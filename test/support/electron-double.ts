import { EventEmitter } from 'node:events'
import type * as Electron from 'electron'

/**
 * Enough of `electron` to run the desktop host without its binary. Members have Electron's own types; whatever the host
 * uses beyond them fails loudly, because it is not there.
 */
type Session = Electron.Session
type PermissionRequestHandler = NonNullable<Parameters<Session['setPermissionRequestHandler']>[0]>
type PermissionCheckHandler = NonNullable<Parameters<Session['setPermissionCheckHandler']>[0]>
type RequestFilter = (
  details: { url: string; resourceType: string },
  answer: (verdict: { cancel: boolean }) => void,
) => void

export function createSessionDouble() {
  const events = new EventEmitter()
  const set: Record<string, unknown> = {}
  const keep = (name: string) => (handler: unknown) => void (set[name] = handler)
  const session = Object.assign(events, {
    setPermissionRequestHandler: keep('request'),
    setPermissionCheckHandler: keep('check'),
    setDevicePermissionHandler: keep('device'),
    setDisplayMediaRequestHandler: keep('display'),
    setBluetoothPairingHandler: keep('bluetooth'),
    setUSBProtectedClassesHandler: keep('usb'),
    setSpellCheckerEnabled: keep('spellcheck'),
    webRequest: { onBeforeRequest: keep('filter') },
    protocol: { handle: (name: string, handler: unknown) => void (set[`protocol ${name}`] = handler) },
  })
  return {
    session: session as unknown as Session & EventEmitter,
    set,
    request: (...args: Parameters<PermissionRequestHandler>) => (set['request'] as PermissionRequestHandler)(...args),
    check: (...args: Parameters<PermissionCheckHandler>) => (set['check'] as PermissionCheckHandler)(...args),
    isCancelled: (url: string): boolean => {
      let cancelled = false
      const filter = set['filter'] as RequestFilter
      filter({ url, resourceType: 'xhr' }, (verdict) => (cancelled = verdict.cancel))
      return cancelled
    },
  }
}

type Opened = ReturnType<Parameters<Electron.WebContents['setWindowOpenHandler']>[0]>

let lastContents = 0
export function createContentsDouble(url = 'app://desk/index.html') {
  let openHandler: Parameters<Electron.WebContents['setWindowOpenHandler']>[0] | null = null
  const mainFrame = createFrameDouble({ url })
  const contents = Object.assign(new EventEmitter(), {
    id: (lastContents += 1),
    mainFrame: mainFrame.frame,
    getURL: () => url,
    reloads: 0,
    reload: () => void (contents.reloads += 1),
    setWindowOpenHandler: (handler: typeof openHandler) => void (openHandler = handler),
  })
  return {
    contents: contents as unknown as Electron.WebContents & EventEmitter & { reloads: number },
    mainFrame,
    open: (details: Partial<Electron.HandlerDetails>): Opened | undefined =>
      openHandler?.(details as Electron.HandlerDetails),
    /** Emits a preventable event; true when the host refused it. */
    refuses: (name: string, details: object = {}, ...rest: unknown[]): boolean => {
      let refused = false
      contents.emit(name, { ...details, preventDefault: () => (refused = true) }, ...rest)
      return refused
    },
  }
}

export type FrameDouble = {
  readonly frame: Electron.WebFrameMain
  readonly posted: { readonly channel: string; readonly message: unknown; readonly ports: readonly unknown[] }[]
}
export function createFrameDouble(
  options: { url?: string; origin?: string; parent?: Electron.WebFrameMain; detached?: boolean; token?: string } = {},
): FrameDouble {
  const posted: FrameDouble['posted'] = []
  const frame = {
    url: options.url ?? 'app://desk/index.html',
    origin: options.origin ?? 'app://desk',
    parent: options.parent ?? null,
    detached: options.detached ?? false,
    frameToken: options.token ?? 'main',
    postMessage: (channel: string, message: unknown, ports: unknown[] = []) =>
      void posted.push({ channel, message, ports }),
  }
  return { frame: frame as unknown as Electron.WebFrameMain, posted }
}

export class PortDouble extends EventEmitter {
  far: PortDouble | null = null
  closed = false
  postMessage(data: unknown, ports: readonly unknown[] = []): void {
    this.far?.emit('message', { data: structuredClone(data), ports })
  }
  start(): void {}
  close(): void {
    this.closed = true
    this.far?.emit('close')
  }
}

type DoubleOptions = {
  packaged?: boolean
  hasLock?: boolean
  noTray?: boolean
  takenKey?: string
  locale?: string
  noMicrophone?: boolean
}

export function createElectronDouble(options: DoubleOptions = {}) {
  const calls: (readonly [string, ...unknown[]])[] = []
  const note =
    <R>(name: string, result: R) =>
    (...args: unknown[]): R => {
      calls.push([name, ...args])
      return result
    }
  const windows: { readonly options: Electron.BrowserWindowConstructorOptions; readonly double: ContentsDouble }[] = []
  const sessions: ReturnType<typeof createSessionDouble>[] = []
  const dialogAnswers: number[] = []
  const app = Object.assign(new EventEmitter(), {
    isPackaged: options.packaged ?? false,
    getLocale: () => options.locale ?? 'en-GB',
    enableSandbox: note('enableSandbox', undefined),
    setPath: note('setPath', undefined),
    setBadgeCount: note('setBadgeCount', true),
    setAsDefaultProtocolClient: note('setAsDefaultProtocolClient', true),
    requestSingleInstanceLock: note('requestSingleInstanceLock', options.hasLock ?? true),
    releaseSingleInstanceLock: note('releaseSingleInstanceLock', undefined),
    whenReady: () => (note('whenReady', undefined)(), Promise.resolve()),
    quit: note('quit', undefined),
    exit: note('exit', undefined),
  })
  class Window extends EventEmitter {
    readonly webContents: Electron.WebContents & EventEmitter
    constructor(constructorOptions: Electron.BrowserWindowConstructorOptions) {
      super()
      const double = createContentsDouble()
      this.webContents = double.contents
      windows.push({ options: constructorOptions, double })
      app.emit('web-contents-created', {}, double.contents)
    }
    loadURL = async (url: string) => note('loadURL', undefined)(url)
    show = note('show', undefined)
    focus = note('focus', undefined)
    restore = note('restore', undefined)
    isMinimized = () => false
    isDestroyed = () => false
    destroy = () => {
      note('destroy', undefined)()
      this.emit('closed')
    }
  }
  class Channel {
    readonly port1 = new PortDouble()
    readonly port2 = new PortDouble()
    constructor() {
      this.port1.far = this.port2
      this.port2.far = this.port1
    }
  }
  class Note extends EventEmitter {
    static isSupported = () => true
    constructor(content: Electron.NotificationConstructorOptions) {
      super()
      calls.push(['notify', content.title, content.body, content])
    }
    show = () => void this.emit('click')
  }
  const trays: TrayDouble[] = []
  class TrayIcon extends EventEmitter {
    readonly tips: string[] = []
    readonly menus: Electron.MenuItemConstructorOptions[][] = []
    constructor() {
      super()
      if (options.noTray === true) throw new Error('No place for a tray.')
      trays.push(this)
    }
    setToolTip = (tip: string) => void this.tips.push(tip)
    setContextMenu = (menu: Electron.MenuItemConstructorOptions[]) => void this.menus.push(menu)
    destroy = note('destroyTray', undefined)
  }
  const ipcMain = new EventEmitter()
  const powerMonitor = new EventEmitter()
  /** Keys that are ours now, and what they do. */
  const keys = new Map<string, () => void>()
  const globalShortcut = {
    register: (key: string, press: () => void) => {
      if (key === options.takenKey) return false
      if (!/^[\w+]+$/.test(key)) throw new TypeError('conversion failure')
      keys.set(key, press)
      return true
    },
    unregister: (key: string) => void keys.delete(key),
  }
  const double = {
    powerMonitor,
    globalShortcut,
    systemPreferences: {
      askForMediaAccess: async (type: string) => {
        calls.push(['askForMediaAccess', type])
        return options.noMicrophone !== true
      },
    },
    app,
    ipcMain,
    BrowserWindow: Window,
    MessageChannelMain: Channel,
    Notification: Note,
    Tray: TrayIcon,
    nativeImage: {
      createFromBitmap: (buffer: Buffer, size: Electron.CreateFromBitmapOptions) => {
        calls.push(['createFromBitmap', buffer.length, size])
        return {
          addRepresentation: note('addRepresentation', undefined),
          setTemplateImage: note('setTemplateImage', undefined),
        }
      },
    },
    Menu: {
      buildFromTemplate: (template: unknown) => template,
      setApplicationMenu: note('setApplicationMenu', undefined),
    },
    dialog: {
      showErrorBox: note('showErrorBox', undefined),
      showMessageBox: async (box: Electron.MessageBoxOptions) => {
        calls.push(['showMessageBox', box])
        return { response: dialogAnswers.shift() ?? 0, checkboxChecked: false }
      },
    },
    shell: { openExternal: async (url: string) => note('openExternal', undefined)(url) },
    protocol: { registerSchemesAsPrivileged: note('registerSchemesAsPrivileged', undefined) },
    safeStorage: {},
    session: {
      fromPartition: (partition: string, partitionOptions: unknown) => {
        calls.push(['fromPartition', partition, partitionOptions])
        const made = createSessionDouble()
        sessions.push(made)
        return made.session
      },
    },
  }
  return {
    electron: double as unknown as typeof Electron,
    app,
    ipcMain,
    powerMonitor,
    keys,
    calls,
    windows,
    sessions,
    dialogAnswers,
    trays,
    named: (name: string) => calls.filter(([called]) => called === name),
  }
}
type ContentsDouble = ReturnType<typeof createContentsDouble>
type TrayDouble = EventEmitter & {
  readonly tips: readonly string[]
  readonly menus: readonly Electron.MenuItemConstructorOptions[][]
}
