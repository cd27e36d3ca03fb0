import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser, Page } from 'playwright-core'
import { tabTo } from '#test/support/keyboard.ts'
import { appears, armed, openScreen, startBrowser, type Screen } from '#test/support/page.ts'
import { startWorld, type World } from '#test/support/world.ts'

/** Every screen for people who see little: more contrast, the system's own colours, and letters of twice and four times the size. */

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

/** A page magnified so far has this many of its own pixels in a window of 1440 by 900. */
const magnified = { 200: { width: 720, height: 450 }, 400: { width: 360, height: 225 } } as const

/** What can be pressed and lies beside the window, where nothing scrolls to it; and the page, where it is wider than the window. */
const beside = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const scrolls = (element: Element | null): boolean =>
      element !== null &&
      ((element.scrollWidth > element.clientWidth && /auto|scroll/.test(getComputedStyle(element).overflowX)) ||
        scrolls(element.parentElement))
    const wide = document.documentElement.scrollWidth > window.innerWidth ? ['the page'] : []
    const pressed = document.querySelectorAll('button, a[href], input, select, textarea, [role=option], [role=tab]')
    const lost = [...pressed].filter((element) => {
      const { width, left, right } = element.getBoundingClientRect()
      return width > 1 && (left < -1 || right > window.innerWidth + 1) && !scrolls(element.parentElement)
    })
    return [...wide, ...lost.map((element) => element.outerHTML.slice(0, 120))]
  })

/** Another look of the page, once its colours have changed. */
async function emulate(page: Page, media: Parameters<Page['emulateMedia']>[0]): Promise<void> {
  await page.emulateMedia(media)
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)))
}

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
