import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser, Page } from 'playwright-core'
import { createRig, proposalOf, type Rig } from '#test/support/desk-rig.ts'
import { appears, armed, openScreen, startBrowser } from '#test/support/page.ts'

/** Dialogs, lists and fields by keyboard alone: they keep what is typed in them, and let nothing through to the decision. */

const parameters = {
  type: 'object',
  additionalProperties: false,
  required: ['amount', 'size', 'speed', 'gift', 'words'],
  properties: {
    amount: { type: 'number', exclusiveMinimum: 0, description: 'In US dollars.' },
    pieces: { type: 'integer', minimum: 1, maximum: 5 },
    size: { enum: ['xs', 's', 'm', 'l', 'xl', 'xxl'] },
    speed: { enum: ['slow', 'fast'] },
    gift: { type: 'boolean' },
    words: { type: 'array', items: { type: 'string' } },
  },
} as const
const proposed = { amount: 25, size: 'm', speed: 'slow', gift: false, words: ['late'] }

let browser: Browser
let rig: Rig
beforeAll(async () => {
  browser = await startBrowser()
  rig = await createRig((configuration) => {
    const like = configuration.tools.find(({ name }) => name === 'issue_store_credit')
    const sentence = 'Send a parcel worth {{args.amount|money:USD}}'
    return { tools: [...configuration.tools, { ...like, name: 'send_parcel', sentence, parameters }] }
  })
})
afterAll(async () => {
  await browser?.close()
  await rig?.stop()
})

const focusIn = (page: Page, selector: string) =>
  page.evaluate((wanted) => document.activeElement?.closest(wanted) !== null, selector)
const dialogs = (page: Page) => page.getByRole('dialog').count()

test('a form keeps what is typed and chosen, and what goes out is exactly that', async () => {
  const { control } = rig.sandbox
  await control.script({
    contains: 'the parcel again',
    turns: [{ calls: [{ id: 'call_1', name: 'send_parcel', arguments: proposed }] }, { text: 'It is on its way.' }],
  })
  const desk = await rig.startDesk(null)
  const screen = await openScreen(browser, desk.url())
  const { page, dock, primary } = screen
  const externalId = await control.inject({ text: 'May I have the parcel again?' })
  await armed(screen, /worth \$25\.00/)
  await page.keyboard.press('e')
  const amount = dock.getByRole('textbox', { name: 'Amount' })
  await appears(amount)
  await amount.fill('19.50')
  expect(await amount.inputValue()).toBe('19.50')
  await dock.getByRole('textbox', { name: 'Pieces' }).fill('03')
  expect(await dock.getByRole('textbox', { name: 'Pieces' }).inputValue()).toBe('03')

  // The list opens over everything: letters look for a choice in it, Escape closes it and nothing else.
  const size = dock.locator('[data-pointer="/size"] [aria-haspopup=listbox]')
  await size.focus()
  await page.keyboard.press('Enter')
  const list = page.getByRole('listbox', { name: /Size/ })
  await appears(list)
  await page.keyboard.type('ar')
  await page.keyboard.press('Escape')
  await expect.poll(() => list.count()).toBe(0)
  await appears(amount)
  await expect.poll(() => size.evaluate((element) => element === document.activeElement)).toBe(true)
  await page.keyboard.press('ArrowDown')
  await appears(list)
  await screen.screenshot('controls-form')
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await expect.poll(() => size.textContent()).toBe('xxl')
  // On the closed list a letter chooses, it does not decide.
  await page.keyboard.type('xl')
  await expect.poll(() => size.textContent()).toBe('xl')
  await page.keyboard.press('r')
  await appears(amount)

  await dock.getByRole('radiogroup', { name: /Speed/ }).getByRole('radio', { name: 'slow' }).focus()
  await page.keyboard.press('ArrowRight')
  await dock.getByRole('radiogroup', { name: /Gift/ }).getByText('Yes').click()
  const words = dock.getByRole('textbox', { name: 'Words' })
  await words.fill('cracked')
  await words.press('Enter')
  await appears(dock.getByText('cracked'))
  await screen.screenshot('controls-form-done')
  expect(await screen.axe()).toEqual([])
  await armed(screen, /\$19\.50$/)
  await primary.click()

  const edited = { amount: 19.5, size: 'xl', speed: 'fast', gift: true, words: ['late', 'cracked'], pieces: 3 }
  await expect
    .poll(async () => (await control.requests('company')).filter(({ path }) => path === '/store-credits').length)
    .toBe(1)
  const sent = (await control.requests('company')).filter(({ path }) => path === '/store-credits')
  expect(sent.map(({ body }) => body)).toEqual([edited])
  const done = await proposalOf(desk, externalId, 'send_parcel', ['succeeded', 'failed'])
  expect(done.executedArguments).toEqual(edited)
  expect(done.proposedArguments).toEqual(proposed)
  await screen.close()
})

test('a dialog has the focus for itself, and gives it back', async () => {
  const desk = await rig.startDesk(null)
  const screen = await openScreen(browser, desk.url())
  const { page } = screen
  const search = page.getByRole('button', { name: /^Search or run a command/ })
  await appears(search)
  await search.focus()
  await page.keyboard.press('?')
  const sheet = page.getByRole('dialog', { name: 'Shortcuts of this screen' })
  await appears(sheet)
  // Everything behind is out of reach, but for what is said aloud.
  const behind = await page.evaluate(() =>
    ['.top-bar', 'main', '.status-bar', '[aria-live=polite]'].map(
      (one) => document.querySelector(one)?.closest('[inert]') !== null,
    ),
  )
  expect(behind).toEqual([true, true, true, false])
  for (const key of ['Tab', 'Tab', 'Tab', 'Shift+Tab', 'Shift+Tab']) {
    await page.keyboard.press(key)
    expect(await focusIn(page, '[role=dialog]')).toBe(true)
  }
  // Keys of what lies behind are dead; Escape closes the dialog only.
  await page.keyboard.press('g')
  await page.keyboard.press('s')
  await appears(sheet)
  await page.keyboard.press('Escape')
  await expect.poll(() => dialogs(page)).toBe(0)
  await expect.poll(() => search.evaluate((element) => element === document.activeElement)).toBe(true)
  expect(await page.evaluate(() => document.querySelectorAll('[inert]').length)).toBe(0)

  await search.click()
  await appears(page.getByRole('combobox', { name: 'Search or run a command' }))
  expect(await focusIn(page, 'input')).toBe(true)
  await page.mouse.click(20, 880)
  await expect.poll(() => dialogs(page)).toBe(0)

  // The library's own style element carries the page's nonce and is in force; `close` fails on any breach of the policy.
  const styles = await page.evaluate(() =>
    [...document.querySelectorAll('style')].map((one) => [one.nonce !== '', one.sheet?.cssRules.length]),
  )
  expect(styles.length).toBeGreaterThan(0)
  for (const style of styles) expect(style).toEqual([true, 1])
  await screen.close()
})

test('settings by keyboard: lists, choices and numbers', async () => {
  const desk = await rig.startDesk(null)
  const screen = await openScreen(browser, desk.url())
  const { page } = screen
  await page.getByRole('button', { name: 'Settings' }).click()
  await page.getByRole('searchbox', { name: 'Find a setting' }).fill('theme')
  await page.keyboard.press('Enter')
  await appears(page.getByRole('heading', { name: 'Appearance' }))
  const theme = page.getByRole('button', { name: /Theme/ })
  await theme.focus()
  await page.keyboard.press('Space')
  await appears(page.getByRole('option', { name: 'Dark' }))
  await screen.screenshot('controls-settings')
  expect(await screen.axe()).toEqual([])
  await page.keyboard.type('da')
  await page.keyboard.press('Enter')
  await expect.poll(() => page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark')
  await expect.poll(async () => (await desk.desk().settings.get({})).configuration.settings.theme).toBe('dark')
  await screen.screenshot('controls-settings-dark')
  await page.getByRole('searchbox', { name: 'Find a setting' }).fill('')
  await page.getByRole('navigation', { name: 'Settings' }).getByRole('button', { name: 'Shortcuts' }).click()
  const letters = page.getByRole('checkbox', { name: 'Single letters as shortcuts' })
  await letters.focus()
  await page.keyboard.press('Space')
  await expect.poll(async () => (await desk.desk().settings.get({})).configuration.settings.singleKeys).toBe(false)

  await page.getByRole('navigation', { name: 'Settings' }).getByRole('button', { name: 'Default decisions' }).click()
  await page.getByRole('radiogroup', { name: 'R1 Internal' }).getByRole('radio', { name: 'Ask me' }).focus()
  await page.keyboard.press('ArrowRight')
  await page.getByRole('button', { name: 'Save changes' }).click()
  await expect
    .poll(async () => (await desk.desk().settings.get({})).configuration.defaultDecisions)
    .toEqual({ R0: 'allow', R1: 'allow', R2: 'ask', R3: 'ask', R4: 'ask' })

  await page.getByRole('navigation', { name: 'Settings' }).getByRole('button', { name: 'Connections' }).click()
  const seconds = page.getByRole('textbox', { name: 'Look for new messages every' })
  await seconds.fill('often')
  await page.getByRole('button', { name: 'Save changes' }).click()
  await expect.poll(() => seconds.getAttribute('aria-invalid')).toBe('true')
  expect(await seconds.inputValue()).toBe('often')
  await seconds.fill('1.50')
  await page.getByRole('button', { name: 'Save changes' }).click()
  await expect
    .poll(async () => (await desk.desk().settings.get({})).configuration.connections.helpdesk?.pollSeconds)
    .toBe(1.5)
  await screen.close()
})
