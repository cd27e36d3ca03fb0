import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { findBrowser, thisMachine } from '#main/hosts/browsers.ts'

/** A browser for tests: one that is installed, or one that this machine lets us install. */

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
]

const done = (program: string, words: readonly string[], more: NodeJS.ProcessEnv = {}) =>
  spawnSync(program, words, { stdio: 'inherit', env: { ...process.env, ...more } }).status === 0

/** Debian and its kin let root install; a list that is out of date is brought up to date first. */
function installWithApt(): string | null {
  const { isRoot, platform, exists } = thisMachine()
  if (platform !== 'linux' || !isRoot || !exists('/usr/bin/apt-get')) return null
  const quiet = { DEBIAN_FRONTEND: 'noninteractive' }
  done('apt-get', ['update', '-qq'], quiet)
  done('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], quiet)
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
