import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startFakeDesk, type FakeDesk } from '#test/support/fake-desk.ts'
import { longConversation } from '#test/support/fake-timeline.ts'
import { hideoConversation } from '#test/support/fake-transcript.ts'
import { appears, openScreen, startBrowser } from '#test/support/page.ts'

/** One transcript on the screen: rows of cause and effect by key, its sound at a word, and five thousand rows. */
let browser: Browser
let desk: FakeDesk
beforeAll(async () => {
  browser = await startBrowser(['--autoplay-policy=no-user-gesture-required'])
  desk = await startFakeDesk({ rendererDirectory: join(import.meta.dirname, '..', '..', 'out', 'renderer') })
})
afterAll(async () => {
  await browser?.close()
  await desk?.stop()
})

const row = (page: Page, id: string) => page.locator(`[data-entry="${id}"]`)
async function openTranscript(conversationId: number, entryId: string) {
  // The invented desk lends no door to sound.
  const screen = await openScreen(browser, desk.invite(), { allowed: [/\/audio/] })
  await appears(screen.page.getByText('Desk connected'))
  await screen.page.evaluate(
    (to) => (location.hash = to),
    `#/transcripts?conversation=${conversationId}&entry=${entryId}`,
  )
  await appears(row(screen.page, entryId))
  return screen
}

test('a call is read by key and heard at a word; what is shown can be chosen', async () => {
  const screen = await openTranscript(hideoConversation, 'm9016')
  const { page } = screen
  const current = page.locator('.tl-item[aria-current="true"]')
  expect(await current.getAttribute('data-entry')).toBe('m9016')
  await appears(page.getByText('edited and approved'))
  await appears(page.getByText('attempt 2 of 2'))
  await appears(page.getByText('not heard', { exact: true }))

  await current.focus()
  await page.keyboard.press('ArrowDown')
  expect(await current.getAttribute('data-entry')).toBe('m9017')
  await page.keyboard.press('ArrowUp')
  for (let word = 0; word < 3; word += 1) await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await appears(row(page, 'm9016').locator('.is-now'))
  await appears(page.getByRole('button', { name: 'Pause', exact: true }))
  const slider = page.getByRole('slider', { name: 'Place in the recording' })
  expect(await slider.getAttribute('aria-valuetext')).toMatch(/of 9 min 40 s, Hideo Tanabe speaking$/)
  await page.keyboard.press(' ')
  await appears(page.getByRole('button', { name: 'Play', exact: true }))

  await page.getByRole('button', { name: /^Receipts/ }).click()
  expect(await page.getByText('attempt 2 of 2').count()).toBe(0)
  expect(await screen.axe()).toEqual([])
  await screen.close()
})

test('of five thousand rows only those in sight are drawn, and both ends are one key away', async () => {
  const screen = await openTranscript(longConversation, 'm2500')
  const { page } = screen
  const rows = page.locator('.tl-item')
  expect(await row(page, 'm2500').getAttribute('aria-setsize')).toBe('5000')
  expect(await row(page, 'm2500').getAttribute('aria-posinset')).toBe('2500')
  expect(await rows.count()).toBeLessThan(60)
  await row(page, 'm2500').focus()
  await page.keyboard.press('End')
  await appears(row(page, 'm5000'))
  await page.keyboard.press('Home')
  await appears(row(page, 'm1'))
  expect(await rows.count()).toBeLessThan(60)
  await screen.close()
})
