import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type * as Electron from 'electron'
import type { AppUpdater } from 'electron-updater'
import type { UpdateFailure } from '#contract/updates.ts'
import type { Log, Updater } from '#main/kernel/ports.ts'
import type { Environment } from '#main/hosts/profile.ts'

/**
 * Newer versions by way of `electron-updater`, which is loaded when somebody looks and not before. It fetches nothing by itself
 * and installs nothing by itself; its requests go over https to the one address that the build was given, and to no other.
 */
export type JudgeRequest = (request: { readonly url: string }, answer: (verdict: { cancel: boolean }) => void) => void

export type UpdateLibrary = Pick<
  AppUpdater,
  | 'autoDownload'
  | 'autoInstallOnAppQuit'
  | 'allowDowngrade'
  | 'allowPrerelease'
  | 'disableWebInstaller'
  | 'requestHeaders'
  | 'logger'
  | 'checkForUpdates'
  | 'downloadUpdate'
  | 'quitAndInstall'
> & {
  readonly signals: Pick<AppUpdater['signals'], 'progress'>
  readonly netSession: { readonly webRequest: { readonly onBeforeRequest: (judge: JudgeRequest) => void } }
  readonly on: (event: 'error', listener: (error: Error) => void) => unknown
}

type Options = {
  readonly app: Pick<Electron.App, 'isPackaged' | 'quit' | 'releaseSingleInstanceLock'>
  readonly load: () => Promise<UpdateLibrary>
  /** Where a package keeps what lies beside its program. */
  readonly resources: string
  readonly platform: NodeJS.Platform
  readonly environment: Environment
  readonly log: Log
}

export type Updating = {
  readonly updater: Updater
  /** The last act of the process: it quits, or is replaced where somebody said so. */
  readonly leave: () => void
}

/** The origin that packaging wrote beside the program; null where it wrote none, or one that is not https. */
function originIn(resources: string): string | null {
  const file = join(resources, 'app-update.yml')
  if (!existsSync(file)) return null
  const text = readFileSync(file, 'utf8')
  const [, address = ''] = /^url: *['"]?([^\s'"]+)['"]?\s*$/m.exec(text) ?? []
  const url = /^provider: *['"]?generic['"]?\s*$/m.test(text) ? URL.parse(address) : null
  return url?.protocol === 'https:' ? url.origin : null
}

/** What lies at another place or is not as it was announced has a code; what did not come at all has only words. */
const reasons: readonly (readonly [pattern: RegExp, because: UpdateFailure])[] = [
  [/ERR_CHECKSUM_MISMATCH/, 'differs'],
  [/ERR_UPDATER_INVALID_SIGNATURE|code signature|Could not get code signature/i, 'unsigned'],
  [/ERR_UPDATER_CHANNEL_FILE_NOT_FOUND|HTTP_ERROR_404/, 'missing'],
  [/ERR_UPDATER_/, 'unreadable'],
  [/ERR_BLOCKED_BY_CLIENT/, 'elsewhere'],
  [/ENOSPC/, 'no_room'],
  [/net::ERR_|HTTP_ERROR_|ENOTFOUND|ECONN|ETIMEDOUT/, 'unreachable'],
]

export function updateFailureOf(thrown: unknown): UpdateFailure {
  if (!(thrown instanceof Error)) return 'unknown'
  const text = `${'code' in thrown ? String(thrown.code) : ''} ${thrown.message}`
  return reasons.find(([pattern]) => pattern.test(text))?.[1] ?? 'unknown'
}

export function createUpdating({ app, load, resources, platform, environment, log }: Options): Updating {
  const origin = app.isPackaged ? originIn(resources) : null
  let library: Promise<UpdateLibrary> | null = null
  let agreed = false
  let told = (_percent: number): void => {}

  const prepare = async (): Promise<UpdateLibrary> => {
    const loaded = await load()
    loaded.autoDownload = false
    loaded.autoInstallOnAppQuit = false
    loaded.allowDowngrade = false
    loaded.allowPrerelease = false
    loaded.disableWebInstaller = true
    loaded.logger = null
    // It would send a number of its own for every installation, by which they can be counted.
    loaded.requestHeaders = { 'x-user-staging-id': '' }
    loaded.netSession.webRequest.onBeforeRequest(({ url }, answer) =>
      answer({ cancel: URL.parse(url)?.origin !== origin }),
    )
    loaded.signals.progress(({ percent }) => told(Math.floor(percent)))
    return loaded
  }
  const prepared = (): Promise<UpdateLibrary> => (library ??= prepare())
  const noted = (what: string, thrown: unknown): UpdateFailure => {
    const because = updateFailureOf(thrown)
    log('warn', 'updater.failed', { what, because, error: thrown })
    return because
  }

  /** What is offered now, and how to give its download up. */
  const offered = async () => {
    const found = await (await prepared()).checkForUpdates()
    return found?.isUpdateAvailable === true ? found : null
  }
  const able: Updater = {
    can: true,
    look: async () => {
      try {
        return { ok: true, version: (await offered())?.updateInfo.version ?? null }
      } catch (thrown) {
        return { ok: false, why: noted('look', thrown) }
      }
    },
    download: async (version, progress, signal) => {
      try {
        const loaded = await prepared()
        // A yes is for one version, and a download that was given up needs a new beginning.
        const found = await offered()
        if (found?.updateInfo.version !== version) return 'gone'
        told = progress
        const cancel = () => found.cancellationToken?.cancel()
        if (signal.aborted) cancel()
        signal.addEventListener('abort', cancel, { once: true })
        await loaded.downloadUpdate(found.cancellationToken)
        return null
      } catch (thrown) {
        return noted('download', thrown)
      }
    },
    install: () => {
      agreed = true
      // The answer to whoever said so leaves first.
      setImmediate(() => app.quit())
    },
  }

  const leave = async (): Promise<void> => {
    if (!agreed) return app.quit()
    const loaded = await prepared()
    loaded.on('error', (error) => {
      log('error', 'updater.not_installed', { error })
      app.quit()
    })
    // The new version is started by the old one, which still runs then.
    app.releaseSingleInstanceLock()
    loaded.quitAndInstall()
  }
  const hindered = (): Updater | null => {
    if (!app.isPackaged) return { can: false, because: 'sources' }
    // A package of the system is the system's to replace, and asks for the password of its administrator.
    if (platform === 'linux' && environment['APPIMAGE'] === undefined) return { can: false, because: 'system' }
    return origin === null ? { can: false, because: 'no_address' } : null
  }
  return {
    updater: hindered() ?? able,
    leave: () =>
      void leave().catch((error: unknown) => {
        log('error', 'updater.not_installed', { error })
        app.quit()
      }),
  }
}
