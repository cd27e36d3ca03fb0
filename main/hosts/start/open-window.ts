import { spawn } from 'node:child_process'
import { delimiter, join } from 'node:path'
import { systemOpener, windowArguments, type Machine } from '#main/hosts/browsers.ts'
import { makeOwnerOnlyDirectory } from '#main/hosts/owner-only.ts'

/** Shows an address to the operator. Resolves once the program has been started; it lives on by itself. */

export const canOpenByItself = ({ platform, environment, exists }: Machine): boolean =>
  platform === 'darwin' ||
  platform === 'win32' ||
  (environment['PATH'] ?? '').split(delimiter).some((folder) => folder !== '' && exists(join(folder, 'xdg-open')))

export async function openBrowserWindow(options: {
  readonly browser: string
  readonly url: string
  readonly profileDirectory: string
  readonly isRoot: boolean
}): Promise<boolean> {
  const { browser, url, isRoot } = options
  const browserProfile = join(options.profileDirectory, 'browser')
  await makeOwnerOnlyDirectory(browserProfile)
  return launch(browser, windowArguments({ url, browserProfile, isRoot }))
}

export const openInDefaultBrowser = (platform: NodeJS.Platform, url: string): Promise<boolean> =>
  launch(...systemOpener(platform, url))

function launch(program: string, words: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(program, words, { stdio: 'ignore', detached: true })
    child.once('error', () => resolve(false))
    child.once('spawn', () => {
      child.unref()
      resolve(true)
    })
  })
}
