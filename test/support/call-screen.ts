import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { startFakeDesk } from '#test/support/fake-desk.ts'
import { appears, openScreen } from '#test/support/page.ts'

/** The screen of calls: what one looks at, and a desk with invented calls. */
export const captions = (page: Page) => page.getByRole('log', { name: 'Captions' })
export const talk = (page: Page) => page.getByRole('button', { name: /Hold Space in this window/ })
export const word = (page: Page, text: string) => appears(talk(page).getByText(text, { exact: true }))

const inventions = join(import.meta.dirname, '..', '..', 'out', 'renderer')
/** The invented desk lends no door to sound. */
const withoutSound = [/\/audio/]

export async function openInvented(browser: Browser, hours: number) {
  const invented = await startFakeDesk({ rendererDirectory: inventions, callHours: hours })
  const screen = await openScreen(browser, invented.invite(), { allowed: withoutSound })
  await screen.page.getByRole('button', { name: /^Calls/ }).click()
  await appears(captions(screen.page).getByText('Holding line, 1 of 2'))
  return { invented, screen, page: screen.page }
}
