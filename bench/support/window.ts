import { join } from 'node:path'
import { chromium, type Browser } from 'playwright-core'
import { buildIfStale } from '#main/hosts/start/build.ts'
import { browserArguments, browserOrInstall } from '#test/support/browser.ts'

/** A real Chromium for the desk's own screen, which is built first where it is stale. */
export async function startBrowser(more: readonly string[] = []): Promise<Browser> {
  await buildIfStale(join(import.meta.dirname, '..', '..'), () => {})
  return chromium.launch({ executablePath: await browserOrInstall(), args: [...browserArguments, ...more] })
}
