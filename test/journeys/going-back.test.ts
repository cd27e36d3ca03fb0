import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser } from 'playwright-core'
import { appears, openScreen, startBrowser, type Theme } from '#test/support/page.ts'
import { startFakeDesk } from '#test/support/fake-desk.ts'
import { rendererDirectory } from '#main/hosts/web/serve.ts'
import { startWorld } from '#test/support/world.ts'

/** Back to a backup from the settings, and what is said of a disk that is not well. */
let browser: Browser
beforeAll(async () => {
  browser = await startBrowser()
})
afterAll(() => browser.close())

test('back to a backup, once the word is typed; the page comes again on what was', async () => {
  const world = await startWorld({ words: ['--sandbox'] })
  try {
    const screen = await openScreen(browser, world.url())
    const { page } = screen
    await world.desk().backup.create({})
    const { configuration } = await world.desk().settings.get({})
    await world.desk().settings.import({ configuration: { ...configuration, operator: { name: 'Somebody Else' } } })
    await page.getByRole('button', { name: 'Settings' }).click()
    await page.getByRole('button', { name: 'Backup & data' }).click()
    await page
      .getByRole('button', { name: /^Go back to the backup of/ })
      .first()
      .click()
    const dialog = page.getByRole('dialog', { name: 'Go back to this backup?' })
    const verb = dialog.getByRole('button', { name: 'Go back', exact: true })
    expect(await verb.getAttribute('aria-disabled')).toBe('true')
    await page.keyboard.type('go on')
    await page.keyboard.press('Enter')
    expect(await verb.getAttribute('aria-disabled')).toBe('true')
    await dialog.getByRole('textbox').fill('go back')
    expect(await screen.axe()).toEqual([])
    await screen.screenshot('going-back')
    await page.keyboard.press('Enter')
    const told = page.getByRole('status').filter({ hasText: 'took the place of the database, as asked' })
    await appears(told, 60_000)
    await appears(page.getByText(configuration.operator.name).first())
    expect(await page.getByText('Somebody Else').count()).toBe(0)
    await screen.close()
  } finally {
    await world.stop()
  }
})

test.each<Theme>(['light', 'dark'])(
  'a disk that is not well is said in amber, in words, and found by axe (%s)',
  async (theme) => {
    const desk = await startFakeDesk({ rendererDirectory })
    try {
      const screen = await openScreen(browser, desk.invite(), { theme })
      const { page } = screen
      const since = Date.now()
      desk.setStatus({ storage: { state: 'full', since, freeBytes: 0, unrecorded: 1 } })
      const full = page.getByRole('alert').filter({ hasText: 'The disk is full since' })
      await appears(full)
      expect(await full.getAttribute('class')).toContain('notice-warn')
      expect(await screen.axe()).toEqual([])
      await screen.screenshot(`disk-full-${theme}`)
      desk.setStatus({ storage: { state: 'low', since, freeBytes: 812_000_000, unrecorded: 0 } })
      await appears(page.getByRole('status').filter({ hasText: '812 MB left' }))
      const database = 'A check found damage in the database (row 12 missing). Nothing is sent.'
      desk.setStatus({ storage: { state: 'damaged', since, freeBytes: null, unrecorded: 0 }, database })
      const damaged = page.getByRole('alert').filter({ hasText: 'row 12 missing' })
      await appears(damaged)
      // The one red banner is for what may have happened outside.
      expect(await page.locator('.frame-notices .notice-danger').count()).toBe(0)
      await damaged.getByRole('button', { name: 'Open backups' }).click()
      await appears(page.getByRole('heading', { name: 'Backup & data' }))
      desk.setStatus({ storage: { state: 'ok', since: null, freeBytes: null, unrecorded: 0 }, database: null })
      await damaged.waitFor({ state: 'detached' })
      await screen.close()
    } finally {
      await desk.stop()
    }
  },
)
