import { existsSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'
import type { Environment } from '#main/hosts/profile.ts'

/** Finds an installed browser of the Chromium family, and knows how to ask it for a window of its own. */

export type Machine = {
  readonly platform: NodeJS.Platform
  readonly environment: Environment
  readonly isRoot: boolean
  readonly exists: (file: string) => boolean
}

export const thisMachine = (): Machine => ({
  platform: process.platform,
  environment: process.env,
  isRoot: process.getuid?.() === 0,
  exists: existsSync,
})

const onPath = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'microsoft-edge-stable',
] as const

const macApplications = [
  ['Google Chrome.app', 'Google Chrome'],
  ['Chromium.app', 'Chromium'],
  ['Microsoft Edge.app', 'Microsoft Edge'],
] as const

const windowsPrograms = [
  ['Google', 'Chrome', 'Application', 'chrome.exe'],
  ['Microsoft', 'Edge', 'Application', 'msedge.exe'],
  ['Chromium', 'Application', 'chrome.exe'],
] as const

function candidates({ platform, environment }: Machine): readonly string[] {
  const folders = (environment['PATH'] ?? '').split(delimiter).filter(isAbsolute)
  switch (platform) {
    case 'darwin':
      return ['/Applications', join(environment['HOME'] ?? '/', 'Applications')].flatMap((folder) =>
        macApplications.map(([bundle, name]) => join(folder, bundle, 'Contents', 'MacOS', name)),
      )
    case 'win32':
      return ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((name) => {
        const folder = environment[name]
        return folder === undefined ? [] : windowsPrograms.map((parts) => join(folder, ...parts))
      })
    default:
      return onPath.flatMap((name) => folders.map((folder) => join(folder, name)))
  }
}

/** The program of an installed browser, or null. COUNTERSIGN_BROWSER names one outright. */
export function findBrowser(machine: Machine): string | null {
  const named = machine.environment['COUNTERSIGN_BROWSER']
  if (named !== undefined && named !== '') return machine.exists(named) ? named : null
  return candidates(machine).find((file) => machine.exists(file)) ?? null
}

/** A window without tabs, in a browser profile of its own; the sandbox stays on except for root, where it cannot. */
export function windowArguments(options: {
  readonly url: string
  readonly browserProfile: string
  readonly isRoot: boolean
}): readonly string[] {
  return [
    `--app=${options.url}`,
    `--user-data-dir=${options.browserProfile}`,
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--window-size=1440,900',
    ...(options.isRoot ? ['--no-sandbox'] : []),
  ]
}

/** Whether anything can be shown here. */
export function hasDisplay({ platform, environment }: Pick<Machine, 'platform' | 'environment'>): boolean {
  if (platform === 'darwin' || platform === 'win32') return true
  return ['DISPLAY', 'WAYLAND_DISPLAY'].some((name) => (environment[name] ?? '') !== '')
}

/** The system's own way to open an address. */
export function systemOpener(platform: NodeJS.Platform, url: string): readonly [string, readonly string[]] {
  if (platform === 'darwin') return ['open', [url]]
  if (platform === 'win32') return ['rundll32', ['url.dll,FileProtocolHandler', url]]
  return ['xdg-open', [url]]
}
