import { join } from 'node:path'
import * as electron from 'electron'
import { startCore } from '#main/hosts/core.ts'
import { startDesktop } from '#main/hosts/electron/desktop.ts'
import { openLogFile } from '#main/hosts/log-file.ts'
import { openDoor } from '#main/hosts/web/serve.ts'

/** Where Electron begins: the real parts, put together. */
startDesktop(electron, {
  startCore,
  openLog: openLogFile,
  openDoor,
  loadUpdater: async () => (await import('electron-updater')).default.autoUpdater,
  argv: process.argv,
  environment: process.env,
  platform: process.platform,
  bundle: join(import.meta.dirname, '..', 'renderer'),
  preload: join(import.meta.dirname, '..', 'preload', 'index.cjs'),
  resources: process.resourcesPath,
}).catch(() => electron.app.exit(1))
