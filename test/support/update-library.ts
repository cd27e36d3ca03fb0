import { CancellationToken, type ProgressInfo, type UpdateCheckResult } from 'electron-updater'
import type { JudgeRequest, UpdateLibrary } from '#main/hosts/electron/updater.ts'

/** `electron-updater` as far as the desk uses it, with its own types: keeps what was asked, says what it is told to say. */
export type LibraryDouble = {
  readonly library: UpdateLibrary
  readonly asked: string[]
  /** What the address offers; an error is thrown as the library throws it. */
  offer: string | Error
  /** Of a download under way. */
  readonly progress: (percent: number) => void
  readonly finish: (error?: Error) => void
  readonly fail: (error: Error) => void
  readonly mayGoTo: (url: string) => boolean
}

export const codedError = (code: string, message = code): Error => Object.assign(new Error(message), { code })

export function createLibraryDouble(running = '0.1.0'): LibraryDouble {
  const asked: string[] = []
  let judge: JudgeRequest = () => undefined
  let told = (_info: ProgressInfo): void => undefined
  let failed = (_error: Error): void => undefined
  let downloading = Promise.withResolvers<string[]>()
  const library: UpdateLibrary = {
    autoDownload: true,
    autoInstallOnAppQuit: true,
    allowDowngrade: true,
    allowPrerelease: true,
    disableWebInstaller: false,
    requestHeaders: null,
    logger: console,
    signals: { progress: (handler) => void (told = handler) },
    netSession: { webRequest: { onBeforeRequest: (given) => void (judge = given) } },
    on: (_event, listener) => void (failed = listener),
    checkForUpdates: async (): Promise<UpdateCheckResult> => {
      asked.push('look')
      if (double.offer instanceof Error) throw double.offer
      const updateInfo = { version: double.offer, files: [], path: '', sha512: '', releaseDate: '' }
      const isUpdateAvailable = double.offer !== running
      return { isUpdateAvailable, updateInfo, versionInfo: updateInfo, cancellationToken: new CancellationToken() }
    },
    downloadUpdate: (token) => {
      asked.push('download')
      downloading = Promise.withResolvers()
      token?.once('cancel', () => downloading.reject(new Error('cancelled')))
      return downloading.promise
    },
    quitAndInstall: () => void asked.push('install'),
  }
  const double: LibraryDouble = {
    library,
    asked,
    offer: running,
    progress: (percent) => told({ percent, total: 100, delta: 1, transferred: percent, bytesPerSecond: 1 }),
    finish: (error) => (error === undefined ? downloading.resolve(['file']) : downloading.reject(error)),
    fail: (error) => failed(error),
    mayGoTo: (url) => {
      let cancelled = true
      judge({ url }, ({ cancel }) => (cancelled = cancel))
      return !cancelled
    },
  }
  return double
}
