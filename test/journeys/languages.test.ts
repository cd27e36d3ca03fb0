import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { german, saidInGerman } from '#renderer/languages/german.ts'
import { catalogueOf, sayFrom } from '#renderer/ui/said.ts'
import { appears, openScreen, startBrowser, type Screen } from '#test/support/page.ts'
import { startWorld, type World } from '#test/support/world.ts'

/** The desk in other languages: German by a choice that is kept, and two trials that show what was forgotten. */

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

/** The keys that go to the sections are the same in every language. */
const sections = ['i', 'c', 't', 'q', 'k', 'a', 'l', 'p', 'm', 'y', 's'] as const
type Box = { readonly x: number; readonly y: number; readonly width: number }

/** Every part of the page that has a name or a role of its own, by its place in the document. */
const boxesOf = (page: Page): Promise<Readonly<Record<string, Box>>> =>
  page.evaluate(() => {
    const found: Record<string, Box> = {}
    for (const part of document.querySelectorAll(
      'nav, header, main, main > *, aside, section, [role=region], [role=log]',
    )) {
      const { x, y, width, height } = part.getBoundingClientRect()
      const name = `${part.tagName} ${part.className}`
      if (width > 40 && height > 20 && part.className !== '' && found[name] === undefined) found[name] = { x, y, width }
    }
    return found
  })

/** The same page, read the other way: nothing but the way of reading differs. */
const turn = (page: Page, way: 'ltr' | 'rtl'): Promise<void> =>
  page.evaluate((dir) => void (document.documentElement.dir = dir), way)

async function visit(screen: Screen, key: string): Promise<void> {
  await screen.page.keyboard.press('Escape')
  await screen.page.keyboard.press('g')
  await screen.page.keyboard.press(key)
  await expect
    .poll(() => screen.page.locator('main').evaluate((main) => main.querySelector('[aria-busy=true]') === null))
    .toBe(true)
  await expect.poll(() => screen.page.locator('h1').count()).toBeGreaterThan(0)
}

/** As data and screen write the same: what was underlined, joined by hyphens or on another line is read as words. */
const loosely = (text: string): string => text.toLowerCase().replaceAll(/(?:\\n|[_\-\s\\])+/g, ' ')
/** The parts of a line without the moment it may end with, which the browser writes. */
const partsOf = (text: string): readonly string[] =>
  text.replace(/(?:^|, )(?:\p{L}+,? )?\d{1,2} \p{L}{3,9}\b.*$/u, '').split(', ')

const textsOf = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const seen: string[] = []
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (walk.nextNode()) {
      const holder = walk.currentNode.parentElement
      if (holder === null || holder.closest('code, kbd, svg, .mono') !== null || holder.getClientRects().length === 0)
        continue
      seen.push(walk.currentNode.textContent?.trim() ?? '')
    }
    return seen
  })

/** What people read that neither came from the desk nor was asked for in their language. */
async function untranslated({ page, received }: Screen): Promise<readonly string[]> {
  const texts = await textsOf(page)
  // The sentence of a proposal comes in parts, and is read as one.
  const data = loosely(received.join('\n').replaceAll(/","value":(?:true|false)\},\{"text":"/g, ''))
  const isForeign = (text: string) => /[a-z]{3}/i.test(text) && !data.includes(loosely(text))
  return [...new Set(texts)].filter(
    (text) => !/[⟦⟧]/.test(text) && isForeign(text) && partsOf(text).some((part) => isForeign(part)),
  )
}

const sayings = catalogueOf(saidInGerman)
const germanWords: ReadonlySet<string> = new Set([...Object.values(german), ...Object.values(saidInGerman)])

/** What stands there in English although a catalogue has the German for it. */
const leftInEnglish = async (page: Page): Promise<readonly string[]> =>
  (await textsOf(page)).filter(
    (text) =>
      text.length > 2 && !germanWords.has(text) && ((german[text] ?? text) !== text || sayFrom(sayings, text) !== text),
  )

test('in a language read from the right every section is mirrored, nothing sticks out, and every word was asked for', async () => {
  const screen = await openScreen(browser, world.url(), { language: 'ar-XB' })
  await appears(screen.page.getByRole('option').first())
  expect(await screen.page.evaluate(() => document.documentElement.dir)).toBe('rtl')
  const width = await screen.page.evaluate(() => document.documentElement.clientWidth)
  let compared = 0
  for (const key of sections) {
    await visit(screen, key)
    const mirrored = await boxesOf(screen.page)
    await turn(screen.page, 'ltr')
    const straight = await boxesOf(screen.page)
    await turn(screen.page, 'rtl')
    for (const [name, box] of Object.entries(mirrored)) {
      const was = straight[name]
      if (was === undefined) continue
      compared += 1
      expect.soft(Math.abs(was.x + was.width + box.x - width), `g ${key}: ${name}`).toBeLessThan(3)
    }
    expect
      .soft(await screen.page.evaluate(() => document.documentElement.scrollWidth), `g ${key}`)
      .toBeLessThanOrEqual(width)
    // A model is named before the list of the desk, which has it, is there.
    await expect.poll(() => untranslated(screen), { message: `g ${key}` }).toEqual([])
    await screen.screenshot(`mirrored-${key}`)
  }
  expect(compared).toBeGreaterThan(40)
  await screen.close()
})

test('German is chosen in the settings, spoken at once, and again by the next window', async () => {
  const screen = await openScreen(browser, world.url())
  await appears(screen.rows.first())
  await visit(screen, 's')
  await screen.page.getByRole('button', { name: 'Appearance' }).click()
  await screen.page.getByRole('button', { name: /Language/ }).click()
  await screen.page.getByRole('option', { name: 'Deutsch' }).click()
  await expect.poll(() => screen.page.evaluate(() => document.documentElement.lang)).toBe('de')
  await appears(screen.page.getByRole('navigation').first())
  await screen.close()

  const next = await openScreen(browser, world.url())
  await expect.poll(() => next.page.evaluate(() => document.documentElement.lang).catch(() => '')).toBe('de')
  await appears(next.page.getByRole('heading', { level: 1, name: 'Posteingang' }))
  await appears(next.page.getByRole('option').first())
  await next.screenshot('inbox-german')
  expect(await leftInEnglish(next.page)).toEqual([])
  for (const key of ['p', 't', 'y', 'a']) {
    await visit(next, key)
    await expect.poll(() => leftInEnglish(next.page), { message: `g ${key}` }).toEqual([])
    await next.screenshot(`german-${key}`)
  }
  await next.close()
})
