import { expect, test } from 'vitest'
import { creditCall, prepareJourney } from '#test/support/journey.ts'
import { appears, startWholeBrowser, type Screen } from '#test/support/page.ts'

/** Keys of one's own, found again everywhere; and being told while one looks elsewhere. */
const journey = prepareJourney(startWholeBrowser)

const openSettings = async ({ page }: Screen, name: string) => {
  await page.getByRole('navigation', { name: 'Sections' }).getByRole('button', { name: 'Settings' }).click()
  await page.getByRole('navigation', { name: 'Settings' }).getByRole('button', { name }).click()
  await appears(page.getByRole('heading', { name, level: 2 }))
}
const openInbox = ({ page }: Screen) =>
  page
    .getByRole('navigation', { name: 'Sections' })
    .getByRole('button', { name: /^Inbox/ })
    .click()

test('a key is changed by pressing it; palette, sheet and buttons follow; what is taken is named', async () => {
  const { desk, screen } = await journey.begin({
    says: 'The parcel came late, I want something for it.',
    turns: [{ calls: [creditCall('call_1', 12)] }],
    shows: /^Give/,
  })
  const { page, dock } = screen
  const stored = async () => (await desk.desk().settings.get({})).configuration.settings
  await openSettings(screen, 'Shortcuts')

  // Taken: by whom and where is said, and nothing changes until somebody says so.
  await page.getByRole('button', { name: 'Edit: E. Change' }).click()
  await page.keyboard.press('r')
  await appears(page.getByText(/is taken: “Reject…” on a decision that waits/))
  await page.getByRole('button', { name: 'Press another' }).click()
  await page.keyboard.press('Control+c')
  await appears(page.getByText(/cannot be used\. It edits text/))
  await screen.screenshot('settings-shortcuts-refused')
  await page.getByRole('button', { name: 'Press another' }).click()
  await page.keyboard.press('q')
  await appears(page.getByRole('button', { name: 'Edit: Q. Change' }))
  await expect.poll(async () => (await stored()).keys.changed).toEqual({ 'decision.edit': ['q'] })
  await page.getByRole('button', { name: 'Reject…: add a key' }).click()
  await page.keyboard.press('Control+Shift+Y')
  await appears(page.getByRole('button', { name: 'Reject…: Control Shift Y. Change' }))

  await openInbox(screen)
  await appears(dock.getByRole('button', { name: 'Edit' }).filter({ hasText: 'Q' }))
  await page.locator('#decision-dock').focus()
  await page.keyboard.press('e')
  expect(await dock.getByRole('textbox', { name: 'Amount' }).count()).toBe(0)
  await page.keyboard.press('q')
  await appears(dock.getByRole('textbox', { name: 'Amount' }))
  await page.keyboard.press('Escape')
  await page.keyboard.press('?')
  const sheet = page.getByRole('dialog', { name: 'Shortcuts of this screen' })
  await appears(sheet.getByText('Control Shift Y'))
  await page.keyboard.press('Escape')

  // The palette lists every command with its key, and says what has to be there for the others.
  await page.keyboard.press('Control+k')
  await page.keyboard.type('>')
  await appears(page.getByRole('option', { name: /^Edit/ }).filter({ hasText: 'Q' }))
  const absent = page.getByRole('option', { name: /Check again whether it happened/ })
  expect(await absent.getAttribute('aria-disabled')).toBe('true')
  expect(await absent.textContent()).toContain('Open an outcome that needs checking')
  await screen.screenshot('palette-commands')
  expect(await screen.axe()).toEqual([])
  await page.keyboard.type('approve money')
  await page.keyboard.press('Enter')
  await expect.poll(() => screen.primary.evaluate((verb) => verb === document.activeElement)).toBe(true)
  expect(await desk.desk().inbox.page({ view: 'all', cursor: null, limit: 5 })).toMatchObject({
    items: [{ state: 'pending' }],
  })
  await page.keyboard.press('Control+k')
  await page.keyboard.type('>reject')
  await page.keyboard.press('Enter')
  await appears(dock.getByRole('textbox', { name: 'To the agent, word for word' }))
  await page.keyboard.press('Escape')

  // Single letters off: the letter is dead and shown nowhere, the chord and the palette still do it.
  await openSettings(screen, 'Shortcuts')
  await page.getByRole('checkbox', { name: 'Single letters as shortcuts' }).focus()
  await page.keyboard.press('Space')
  await expect.poll(async () => (await stored()).singleKeys).toBe(false)
  await openInbox(screen)
  await page.locator('#decision-dock').focus()
  expect(await dock.getByRole('button', { name: 'Edit' }).textContent()).toBe('Edit')
  for (const key of ['q', 'r', 'a', '2', '?', '[']) await page.keyboard.press(key)
  expect(await dock.getByRole('textbox').count()).toBe(0)
  await page.keyboard.press('Control+Shift+Y')
  await appears(dock.getByRole('textbox', { name: 'To the agent, word for word' }))
  await page.keyboard.press('Escape')

  await openSettings(screen, 'Shortcuts')
  await page.getByRole('radio', { name: 'Vim-like' }).focus()
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('ArrowRight')
  await expect.poll(async () => (await stored()).keys).toEqual({ preset: 'vim', changed: {} })

  // A desk that cannot replace itself says so, and offers nothing to press.
  await openSettings(screen, 'Updates')
  await appears(page.getByText(/Only the installed desktop program replaces itself/))
  expect(await page.getByRole('button', { name: 'Look now' }).count()).toBe(0)
  await screen.close()
})

test('the browser is asked by a button only, and a click on what it shows opens the card and decides nothing', async () => {
  const { desk, screen } = await journey.begin({
    says: 'My voucher never came.',
    turns: [{ calls: [creditCall('call_2', 7)] }],
    shows: /^Give/,
  })
  const { page } = screen
  await expect.poll(() => page.title()).toMatch(/^\(\d+\) /)
  await openSettings(screen, 'Notifications')
  const permission = page.getByRole('region', { name: 'Permission' })
  await appears(permission.getByText(/Not asked yet|Blocked/))
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    expect(await screen.axe()).toEqual([])
    await screen.screenshot(`settings-notifications-${colorScheme}`)
  }
  await page.context().grantPermissions(['notifications'], { origin: new URL(page.url()).origin })
  await page.evaluate(() => window.dispatchEvent(new Event('focus')))
  await appears(permission.getByText('Allowed'))
  await page.evaluate(() => {
    const shown: Notification[] = []
    const Shown = class extends Notification {
      constructor(title: string, options?: NotificationOptions) {
        super(title, options)
        shown.push(this)
      }
    }
    Object.assign(window, { shown, Notification: Shown })
  })
  const titles = () =>
    page.evaluate(() => (window as unknown as { shown: Notification[] }).shown.map(({ title }) => title))
  await permission.getByRole('button', { name: 'Show one' }).click()
  await expect.poll(titles).toEqual(['This is a notification'])

  // Nobody looks: what comes is told, in words that name nobody.
  await page.evaluate(() => {
    Object.defineProperty(document, 'hasFocus', { value: () => false })
    window.dispatchEvent(new Event('blur'))
  })
  const { control } = journey.rig().sandbox
  await control.script({ contains: 'Another voucher', turns: [{ calls: [creditCall('call_3', 9)] }] })
  await control.inject({
    text: 'Another voucher, please.',
    customer: { name: 'Vera Quill', email: 'vera@people.example' },
  })
  await expect.poll(titles).toEqual(['This is a notification', 'A decision about money or an account waits'])
  await page.evaluate(() =>
    (window as unknown as { shown: Notification[] }).shown.at(-1)?.dispatchEvent(new Event('click')),
  )
  await appears(
    page.getByRole('region', { name: 'Conversation' }).getByRole('heading', { name: 'Vera Quill', exact: true }),
  )
  const { items } = await desk.desk().inbox.page({ view: 'all', cursor: null, limit: 10 })
  expect(items.map(({ state }) => state)).toEqual(items.map(() => 'pending'))
  await screen.close()
})
