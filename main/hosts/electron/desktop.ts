import { mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import type * as Electron from 'electron'
import { systemClock, systemRandom } from '#main/kernel/clock.ts'
import { asAppError } from '#main/kernel/errors.ts'
import type { Log } from '#main/kernel/ports.ts'
import type { Core, CoreOptions } from '#main/hosts/core.ts'
import {
  forbiddenSwitches,
  fragmentOf,
  linkScheme,
  parseArguments,
  parseLink,
  type DeskLink,
} from '#main/hosts/electron/arguments.ts'
import { openHandshake } from '#main/hosts/electron/handshake.ts'
import { menuTemplate } from '#main/hosts/electron/menu.ts'
import { customScheme, entryAddress } from '#main/hosts/electron/protocol.ts'
import { prepareSession } from '#main/hosts/electron/session.ts'
import { startSound } from '#main/hosts/electron/sound.ts'
import { createNotifier, createOpener } from '#main/hosts/electron/shell.ts'
import { startTray } from '#main/hosts/electron/tray.ts'
import { createUpdating, type UpdateLibrary } from '#main/hosts/electron/updater.ts'
import { createKeyringVault } from '#main/hosts/electron/vault.ts'
import { createDeskWindow, guardContents, showWindow, type DeskWindow } from '#main/hosts/electron/window.ts'
import { createHostLanguage } from '#main/hosts/electron/words.ts'
import { defaultProfileDirectory, type Environment } from '#main/hosts/profile.ts'
import { withEnvironment } from '#main/hosts/vault-environment.ts'

/**
 * The desktop program: one process per profile, one window, one core. What has to happen before Electron is ready
 * (sandbox, scheme, lock) happens first; the core stops before the process ends.
 */
type DoorOptions = { readonly profileDirectory: string; readonly port: number; readonly host: 'electron' }

export type DesktopOptions = {
  readonly startCore: (options: CoreOptions) => Promise<Core>
  readonly openLog: (profileDirectory: string) => Log
  /** The loopback door through which the command line reaches a running desk. */
  readonly openDoor: (core: Core, options: DoorOptions) => Promise<{ readonly stop: () => Promise<void> }>
  readonly loadUpdater: () => Promise<UpdateLibrary>
  readonly argv: readonly string[]
  readonly environment: Environment
  readonly platform: NodeJS.Platform
  /** The built screen and the built preload script. */
  readonly bundle: string
  readonly preload: string
  /** Where a package keeps what lies beside its program. */
  readonly resources: string
}

export async function startDesktop(electron: typeof Electron, options: DesktopOptions): Promise<void> {
  const { app } = electron
  const development = !app.isPackaged
  const forbidden = development ? [] : forbiddenSwitches(options.argv)
  if (forbidden.length > 0) {
    electron.dialog.showErrorBox(
      'Countersign does not start like this',
      `It was asked to start with ${forbidden.map((word) => word.split('=')[0]).join(', ')}, which would open it to others.`,
    )
    return app.exit(2)
  }

  const wanted = parseArguments(options.argv)
  const profileDirectory = resolve(
    wanted.profile ?? defaultProfileDirectory(options.platform, options.environment, homedir()),
  )
  app.enableSandbox()
  const browserDirectory = join(profileDirectory, 'browser')
  mkdirSync(browserDirectory, { recursive: true, mode: 0o700 })
  app.setPath('userData', browserDirectory)
  electron.protocol.registerSchemesAsPrivileged([customScheme])
  if (!app.requestSingleInstanceLock()) return app.quit()
  if (!development) app.setAsDefaultProtocolClient(linkScheme)

  let pendingLink: DeskLink | null = wanted.link
  let show = (link: DeskLink | null) => void (pendingLink = link ?? pendingLink)
  app.on('second-instance', (_event, argv) => show(parseArguments(argv).link))
  app.on('open-url', (event, url) => {
    event.preventDefault()
    show(parseLink(url))
  })

  await app.whenReady()
  const log = options.openLog(profileDirectory)
  app.on('web-contents-created', (_event, contents) => guardContents(contents, log))
  const keyring = createKeyringVault({
    keyring: electron.safeStorage,
    platform: options.platform,
    directory: profileDirectory,
    log,
  })
  const language = createHostLanguage(app)
  const updating = createUpdating({ ...options, app, load: options.loadUpdater, log })
  let core: Core
  try {
    core = await options.startCore({
      profileDirectory,
      host: 'electron',
      vault: withEnvironment(keyring, options.environment),
      clock: systemClock,
      random: systemRandom,
      log,
      opener: createOpener(electron, language),
      notifier: createNotifier(electron, (id) => show(id === null ? null : { to: 'proposal', id })),
      updater: updating.updater,
      watch: () => {},
      sample: wanted.sandbox ? 'always' : 'auto',
    })
  } catch (thrown) {
    const error = asAppError(thrown)
    log('error', 'desktop.not_started', { error })
    electron.dialog.showErrorBox(
      'Countersign cannot start',
      error.code === 'internal' ? 'Something unforeseen went wrong; the log in the profile says more.' : error.message,
    )
    return app.exit(1)
  }

  // Off in a packaged program unless asked for: it is one more way in.
  const door =
    development || wanted.serve
      ? await options.openDoor(core, { profileDirectory, port: 0, host: 'electron' }).catch((error: unknown) => {
          log('error', 'desktop.door_failed', { error })
          return null
        })
      : null
  const sound = startSound(electron, {
    talk: core.talk,
    attachAudioPage: core.attachAudioPage,
    window: () => ({ preload: options.preload, session, development, log }),
    platform: options.platform,
    log,
  })
  const session = prepareSession(electron, { bundle: options.bundle, log, mayHear: sound.mayHear, development })
  const handshake = openHandshake(electron, {
    log,
    serve: (wire, id) => core.serve(wire, { host: 'electron', id: `window ${id}` }),
  })
  electron.Menu.setApplicationMenu(
    electron.Menu.buildFromTemplate(
      menuTemplate({ mac: options.platform === 'darwin', development, view: language.words().view }),
    ),
  )

  let window: DeskWindow | null = null
  const openWindow = (): DeskWindow => {
    if (window !== null && !window.isDestroyed()) return window
    const opened = createDeskWindow(electron, { preload: options.preload, session, development, log })
    handshake.admit(opened.webContents)
    opened.once('closed', () => {
      window = null
      // A hidden window must not keep a desk alive that nobody sees.
      if (options.platform !== 'darwin') sound.stop()
    })
    return (window = opened)
  }
  show = (link) => {
    const target = openWindow()
    showWindow(target)
    if (link === null) return
    target
      .loadURL(`${entryAddress}${fragmentOf(link)}`)
      .catch((error: unknown) => log('warn', 'desktop.link', { error }))
  }
  const tray = startTray(electron, {
    core,
    language,
    mac: options.platform === 'darwin',
    log,
    open: (id) => show(id === null ? null : { to: 'proposal', id }),
    quit: () => app.quit(),
  })
  openWindow()
  if (pendingLink !== null) show(pendingLink)
  core.onReload(() => window?.webContents.reload())

  app.on('activate', () => void openWindow())
  app.on('window-all-closed', () => {
    if (options.platform !== 'darwin') app.quit()
  })
  let stopped = false
  let stopping: Promise<void> | undefined
  app.on('before-quit', (event) => {
    if (stopped) return
    // Asked again while stopping, the answer is the same: the process ends when the core has.
    event.preventDefault()
    handshake.close()
    sound.stop()
    tray.stop()
    stopping ??= Promise.resolve(door?.stop())
      .catch((error: unknown) => log('error', 'desktop.stop_failed', { error }))
      .then(() => core.stop())
      .catch((error: unknown) => log('error', 'desktop.stop_failed', { error }))
      .finally(() => {
        stopped = true
        updating.leave()
      })
  })
}
