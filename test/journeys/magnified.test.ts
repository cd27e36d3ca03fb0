import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser, Page } from 'playwright-core'
import { tabTo } from '#test/support/keyboard.ts'
import { beside, emulate, magnified, settled, unmet } from '#test/support/magnified.ts'
import { appears, armed, openScreen, startBrowser, type Screen } from '#test/support/page.ts'
import { startWorld, type World } from '#test/support/world.ts'

/** Every screen and the dialogs for people who see little: more contrast, the system's own colours, and letters of twice and four times the size. */

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

/** Writes down in the page what begins to move there: an animation that lasts, a transition of anything but colours. */
const watchMotion = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const root = document.documentElement
    root.dataset['moved'] = ''
    const note = (what: string) => (root.dataset['moved'] += `${what}\n`)
    document.addEventListener('animationstart', ({ animationName, target }) => {
      const lasting = document
        .getAnimations()
        .filter(({ effect }) => effect instanceof KeyframeEffect && effect.target === target)
        .some(({ effect }) => Number(effect?.getComputedTiming().duration) > 1)
      if (lasting) note(animationName)
    })
    document.addEventListener('transitionrun', ({ propertyName }) => {
      if (!/color|opacity|fill|stroke|shadow/.test(propertyName)) note(propertyName)
    })
  })

const motion = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => (document.documentElement.dataset['moved'] ?? 'not watched').split('\n').filter(Boolean))

const sections = ({ page }: Screen) => page.getByRole('navigation', { name: 'Sections' }).getByRole('button')

test('every screen keeps its words and its controls in sight', { timeout: 300_000 }, async () => {
  const screen = await openScreen(browser, world.url())
  const { page, rows, dock, primary } = screen
  await expect.poll(() => rows.count(), { timeout: 30_000 }).toBeGreaterThan(0)
  await watchMotion(page)
  const found: string[] = []
  const note = (where: string, findings: readonly string[]) => found.push(...findings.map((one) => `${where}: ${one}`))

  const all = await sections(screen).count()
  expect(all).toBeGreaterThan(9)
  for (let at = 0; at < all; at += 1) {
    const section = sections(screen).nth(at)
    await section.click()
    await expect.poll(() => section.getAttribute('aria-current')).toBe('page')
    const name = `${await section.textContent()}${await section.getAttribute('aria-label')}`
    for (const colorScheme of ['light', 'dark'] as const) {
      await emulate(page, { colorScheme, contrast: 'more' })
      note(`${name}, more contrast, ${colorScheme}`, await screen.axe('colours'))
    }
    await emulate(page, { colorScheme: 'light', contrast: 'no-preference', forcedColors: 'active' })
    note(`${name}, forced colours`, await screen.axe('colours'))
    await screen.screenshot(`forced-${at}`)
    await emulate(page, { forcedColors: 'none' })
    for (const [percent, size] of Object.entries(magnified)) {
      await page.setViewportSize(size)
      note(`${name}, ${percent} %`, await beside(page))
      note(`${name}, ${percent} %`, await screen.axe())
      await screen.screenshot(`magnified-${at}-${percent}`)
    }
    await page.setViewportSize({ width: 1440, height: 900 })
  }
  expect(found).toEqual([])

  // A card is read, and signed by its key, in a window of four times the size; the panel of keys fits and scrolls.
  await sections(screen).first().click()
  await rows.first().click()
  await armed(screen, /./)
  await page.setViewportSize(magnified[400])
  await dock.focus()
  await tabTo(page, primary)
  await expect
    .poll(() =>
      primary.evaluate((verb) => {
        const { top, bottom, left, right } = verb.getBoundingClientRect()
        return top >= 0 && bottom <= window.innerHeight && left >= 0 && right <= window.innerWidth
      }),
    )
    .toBe(true)
  await screen.screenshot('magnified-verb')
  await dock.focus()
  await page.keyboard.press('?')
  const keys = page.getByRole('dialog', { name: 'Shortcuts of this screen' })
  await appears(keys)
  expect(await beside(page)).toEqual([])
  expect(await keys.evaluate((panel) => panel.getBoundingClientRect().height <= window.innerHeight)).toBe(true)
  await screen.screenshot('magnified-keys')
  // Nothing moved on the way, for those who asked for that; colours may fade.
  expect(await motion(page)).toEqual([])
  await screen.close()
})

/** Dialogs by the section they belong to, its key, and the command that opens them. */
const dialogs = [
  { key: 'i', command: 'Shortcuts of this screen', name: 'Shortcuts of this screen' },
  { key: 'i', command: 'Look at what was picked, to sign it together', name: 'Sign together' },
  { key: 'i', command: 'Run an action of the bot…', name: 'Run an action of the bot' },
  { key: 'i', command: 'Countersign a colleague’s request file', name: 'Countersign a colleague’s request' },
  { key: 'c', command: 'New session…', name: 'New session' },
  { key: 'a', command: 'Buy a phone number…', name: 'Buy a phone number' },
  { key: 't', command: 'Redact words or sound…', name: 'Redact' },
  { key: 't', command: 'Save this search…', name: 'Saved searches' },
] as const

async function openDialog({ page }: Screen, { command, name }: (typeof dialogs)[number]) {
  await page.keyboard.press('Control+k')
  const palette = page.getByRole('dialog', { name: 'Search or run a command' })
  await palette.getByRole('combobox').fill(command)
  await palette.getByRole('option').filter({ hasText: command }).first().waitFor()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name, exact: true })
  await appears(dialog)
  await settled(page)
  return dialog
}

test('every dialog keeps its words and its controls in reach', { timeout: 300_000 }, async () => {
  const screen = await openScreen(browser, world.url())
  const { page, rows } = screen
  await expect.poll(() => rows.count(), { timeout: 30_000 }).toBeGreaterThan(0)
  await rows.first().click()
  await page.keyboard.press('x')
  await appears(page.getByRole('button', { name: /1 decision picked/ }))
  const found: string[] = []
  const note = (where: string, findings: readonly string[]) => found.push(...findings.map((one) => `${where}: ${one}`))
  for (const one of dialogs) {
    await page.setViewportSize({ width: 1440, height: 900 })
    await page.keyboard.press('g')
    await page.keyboard.press(one.key)
    await expect.poll(() => page.locator('main [aria-busy=true]').count()).toBe(0)
    if (one.key === 't')
      await page.getByRole('listbox', { name: 'Conversations found' }).getByRole('option').first().click()
    const dialog = await openDialog(screen, one)
    note(one.name, await unmet(dialog))
    for (const colorScheme of ['light', 'dark'] as const) {
      await emulate(page, { colorScheme, contrast: 'more' })
      note(`${one.name}, more contrast, ${colorScheme}`, await screen.axe('colours'))
    }
    await emulate(page, { colorScheme: 'light', contrast: 'no-preference', forcedColors: 'active' })
    note(`${one.name}, forced colours`, await screen.axe('colours'))
    await emulate(page, { forcedColors: 'none' })
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    for (const [percent, size] of Object.entries(magnified)) {
      await page.setViewportSize(size)
      const again = await openDialog(screen, one)
      note(`${one.name}, ${percent} %`, [...(await unmet(again)), ...(await beside(page)), ...(await screen.axe())])
      await screen.screenshot(`magnified-${one.name.replaceAll(/\W+/g, '-').toLowerCase()}-${percent}`)
      await page.keyboard.press('Escape')
      await again.waitFor({ state: 'detached' })
    }
  }
  expect(found).toEqual([])
  await screen.close()
})
