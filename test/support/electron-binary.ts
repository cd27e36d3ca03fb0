import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** Where an Electron binary lies, without asking the package for it: that would begin a download. */
export function findElectronBinary(): string | null {
  const directory = dirname(createRequire(import.meta.url).resolve('electron/package.json'))
  const names: Partial<Record<NodeJS.Platform, string>> = {
    darwin: 'Electron.app/Contents/MacOS/Electron',
    win32: 'electron.exe',
  }
  const record = join(directory, 'path.txt')
  const name = existsSync(record) ? readFileSync(record, 'utf8').trim() : (names[process.platform] ?? 'electron')
  const places = [process.env['ELECTRON_OVERRIDE_DIST_PATH'], join(directory, 'dist')]
  return places.flatMap((place) => (place === undefined ? [] : [join(place, name)])).find(existsSync) ?? null
}

/** Why the live tests cannot run here, or null. */
export function whyNoElectron(): string | null {
  if (findElectronBinary() === null) return 'no Electron binary was found'
  const linux = process.platform === 'linux'
  if (linux && process.getuid?.() === 0) return 'root cannot run the sandbox these tests are about'
  const display = process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'] ?? ''
  return linux && display === '' ? 'there is no display' : null
}
