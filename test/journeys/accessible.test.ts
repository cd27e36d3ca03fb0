import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser } from 'playwright-core'
import { appears, armed, openScreen, startBrowser, type Screen } from '#test/support/page.ts'
import { look } from '#test/support/second-thoughts.ts'
import { startWorld, type World } from '#test/support/world.ts'

/** Every screen and every panel, in both themes, held against the rules of axe. */

let browser: Browser
let world: World
beforeAll(async () => {
  browser = await startBrowser()
  world = await startWorld({ words: ['--sandbox'] })
})
afterAll(async () => {
  await browser?.close()
  await world?.stop()
})

type View = { readonly name: string; readonly open: (screen: Screen) => Promise<void> }

const choose = async ({ queue, page }: Screen, name: RegExp) => {
  const row = queue.getByRole('option', { name }).first()
  await expect.poll(async () => (await page.keyboard.press('.'), row.count()), { timeout: 40_000 }).toBeGreaterThan(0)
  await row.click()
}

const settingsPages = [
  'Accounts & keys',
  'Connections',
  'Tool catalogue',
  'Guardrail texts',
  'Default decisions',
  'Appearance',
  'Shortcuts',
  'Notifications',
  'Backup & data',
]

const views: readonly View[] = [
  {
    name: 'inbox-refund',
    open: async (screen) => {
      await choose(screen, /^Refund .* for Ana Ruiz/)
      await armed(screen, /^Refund/)
    },
  },
  {
    name: 'inbox-reject',
    open: async ({ page, dock }) => {
      await page.keyboard.press('r')
      await appears(dock.getByRole('heading', { name: 'Why not?' }))
    },
  },
  {
    name: 'inbox-edit',
    open: async ({ page, dock }) => {
      await page.keyboard.press('Escape')
      await page.keyboard.press('e')
      await appears(dock.getByRole('textbox', { name: 'Amount' }))
    },
  },
  {
    name: 'inbox-answer',
    open: async ({ page, dock }) => {
      await page.keyboard.press('Escape')
      await page.keyboard.press('w')
      await dock.getByRole('textbox').first().waitFor()
    },
  },
  {
    name: 'inbox-reply',
    open: async (screen) => {
      await screen.page.keyboard.press('Escape')
      await choose(screen, /for Sigrun Dahl/)
      await appears(screen.dock.getByRole('group', { name: 'Draft' }))
    },
  },
  ...['Sources', 'Customer', 'History', 'Raw'].map((tab) => ({
    name: `evidence-${tab.toLowerCase()}`,
    open: async ({ evidence }: Screen) => {
      await evidence.getByRole('tab', { name: new RegExp(`^${tab}`) }).click()
    },
  })),
  {
    name: 'shortcuts',
    open: async ({ page }) => {
      await page.keyboard.press('?')
      await appears(page.getByRole('dialog', { name: 'Shortcuts of this screen' }))
    },
  },
  {
    name: 'palette',
    open: async ({ page }) => {
      await page.keyboard.press('Escape')
      await page.keyboard.press('Control+k')
      await page.keyboard.type('refund')
      await appears(page.getByRole('dialog').getByRole('option').first())
    },
  },
  {
    name: 'transcripts',
    open: async ({ page }) => {
      await page.keyboard.press('Escape')
      await page.getByRole('navigation', { name: 'Sections' }).getByRole('button', { name: 'Transcripts' }).click()
      await appears(page.getByRole('listbox', { name: 'Conversations found' }).getByRole('option').first())
      await appears(page.getByRole('checkbox').first())
    },
  },
  {
    name: 'transcripts-search',
    open: async ({ page }) => {
      await page.keyboard.press('/')
      await page.keyboard.type('channel:chat decison:edited ch')
      await appears(page.locator('#transcript-problems'))
      await appears(page.getByRole('listbox', { name: 'What could stand here' }))
    },
  },
  ...settingsPages.map((name) => ({
    name: `settings-${name.toLowerCase().replaceAll(/\W+/g, '-')}`,
    open: async ({ page }: Screen) => {
      await page.keyboard.press('Escape')
      await page.getByRole('navigation', { name: 'Sections' }).getByRole('button', { name: 'Settings' }).click()
      await page.getByRole('navigation', { name: 'Settings' }).getByRole('button', { name }).click()
      await page.locator('.set-page h2').first().waitFor()
    },
  })),
  {
    name: 'onboarding',
    open: async ({ page }) => {
      await page
        .getByRole('navigation', { name: 'Sections' })
        .getByRole('button', { name: /^Inbox/ })
        .click()
      await page.getByRole('button', { name: 'Connect your services' }).click()
      await appears(page.getByRole('heading', { name: 'Set up this computer' }))
    },
  },
]

test('nothing that keeps people out, light or dark', { timeout: 300_000 }, async () => {
  const screen = await openScreen(browser, world.url())
  for (const view of views) {
    await view.open(screen)
    await look(screen, view.name)
  }
  await screen.close()
})
