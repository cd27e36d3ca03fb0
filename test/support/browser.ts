import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { findBrowser, thisMachine } from '#main/hosts/browsers.ts'

/** A browser for tests: one that is installed, or one that this machine lets us install. */

/**
 * What Playwright switches off, which a second list would undo, and what a browser of a hundred windows does for its own bars:
 * for each page a process that shows suggestions, and one in reserve.
 */
const disabledFeatures = [
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'LensOverlay',
  'MediaRouter',
  'PaintHolding',
  'ThirdPartyStoragePartitioning',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'AimEnabled',
  'PreconnectToSearch',
  'InitialWebUI',
  'PreloadTopChromeWebUI',
  'WebUIReloadButton',
  'WebUIToolbar',
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  'WebUIOmniboxFullPopup',
  'SpareRendererForSitePerProcess',
]

export const browserArguments: readonly string[] = [
  '--headless',
  ...(thisMachine().isRoot ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  `--disable-features=${disabledFeatures.join(',')}`,
]

/** Chromium as Debian packs it without windows and bars: the same pages at half the price. */
const withoutBars = '/usr/bin/chromium-headless-shell'

/** The program for pages that nobody hears: the one without bars where it is, else the browser that was found. */
export const forPages = (found: string): string => (existsSync(withoutBars) ? withoutBars : found)

const done = (program: string, words: readonly string[], more: NodeJS.ProcessEnv = {}) =>
  spawnSync(program, words, { stdio: 'inherit', env: { ...process.env, ...more } }).status === 0

/** Debian and its kin let root install; a list that is out of date is brought up to date first. */
function installWithApt(): string | null {
  const { isRoot, platform, exists } = thisMachine()
  if (platform !== 'linux' || !isRoot || !exists('/usr/bin/apt-get')) return null
  const quiet = { DEBIAN_FRONTEND: 'noninteractive' }
  done('apt-get', ['update', '-qq'], quiet)
  done('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], quiet)
  done('apt-get', ['install', '-y', '-qq', '--no-install-recommends', basename(withoutBars)], quiet)
  return findBrowser(thisMachine())
}

async function installWithPlaywright(): Promise<string | null> {
  done(process.execPath, [join('node_modules', 'playwright-core', 'cli.js'), 'install', 'chromium'])
  return downloaded()
}

async function downloaded(): Promise<string | null> {
  const { chromium } = await import('playwright-core')
  const program = chromium.executablePath()
  return existsSync(program) ? program : null
}

/** The program of a browser that is there already, or null. */
export const installedBrowser = async (): Promise<string | null> => findBrowser(thisMachine()) ?? (await downloaded())

export async function browserOrInstall(): Promise<string> {
  const program = (await installedBrowser()) ?? installWithApt() ?? (await installWithPlaywright())
  if (program === null)
    throw new Error(
      'No browser was found and none could be installed: install Chromium, Chrome or Edge, or name one in COUNTERSIGN_BROWSER.',
    )
  return program
}
