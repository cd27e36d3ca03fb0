import { join } from 'node:path'
import { chromium, type Browser } from 'playwright-core'
import { buildIfStale, bundleIfMissing } from '#main/hosts/start/build.ts'
import { browserArguments, browserOrInstall } from '#test/support/browser.ts'

/** A real Chromium for the desk's own screen; what is stale of both is built first, as `npm start` does. */
export async function startBrowser(more: readonly string[] = []): Promise<Browser> {
  const root = join(import.meta.dirname, '..', '..')
  await Promise.all([buildIfStale(root, () => {}), bundleIfMissing(root)])
  return chromium.launch({ executablePath: await browserOrInstall(), args: [...browserArguments, ...more] })
}
