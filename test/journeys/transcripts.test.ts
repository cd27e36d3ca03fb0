import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser } from 'playwright-core'
import { tabTo } from '#test/support/keyboard.ts'
import { appears, openScreen, startBrowser } from '#test/support/page.ts'
import { startWorld, type World } from '#test/support/world.ts'

/** The search of the transcripts with the keyboard alone: found, narrowed, mended, kept under a name, walked and linked. */

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

test('a search is typed, mended, narrowed by facets, saved and walked', async () => {
  const screen = await openScreen(browser, world.url())
  const { page } = screen
  const { keyboard } = page
  const field = page.getByRole('combobox', { name: 'Search transcripts' })
  const list = page.getByRole('listbox', { name: 'Conversations found' })
  const chosen = list.getByRole('option', { selected: true })
  const status = page.locator('.search-found')
  const written = () => field.evaluate((element) => element.textContent)
  await appears(page.getByRole('region', { name: 'Queue' }).getByRole('option').first())

  // Without a word everything is there, the newest first, and the first is open.
  await keyboard.press('Control+3')
  await appears(list.getByRole('option').first())
  await expect.poll(() => status.textContent()).toMatch(/^\d+ conversations, /)
  await expect.poll(() => chosen.getAttribute('aria-posinset')).toBe('1')
  const count = async () => Number(await list.getByRole('option').first().getAttribute('aria-setsize'))
  const total = await count()

  // `/` leads to the search; a filter stands as a token and is taken whole by Backspace.
  await keyboard.press('/')
  await expect.poll(() => field.evaluate((element) => element === document.activeElement)).toBe(true)
  await keyboard.type('channel:chat ')
  await expect.poll(() => page.locator('.query-token').count()).toBe(1)
  await keyboard.press('Backspace')
  expect(await page.evaluate(() => document.getSelection()?.toString())).toBe('channel:chat ')
  await keyboard.press('Backspace')
  expect(await written()).toBe('')
  await keyboard.press('Control+z')
  expect(await written()).toBe('channel:chat ')
  await keyboard.press('Control+z')

  // What could stand at the caret is offered, and taken with the arrows and Enter.
  await keyboard.press('Control+a')
  await keyboard.press('Delete')
  await keyboard.type('channel:em')
  await appears(page.getByRole('option', { name: /^email/ }))
  await keyboard.press('ArrowDown')
  await keyboard.press('Enter')
  expect(await written()).toBe('channel:email')

  // What is not understood is pointed at, and one key puts what may have been meant.
  await keyboard.type(' decison:edited')
  const wrong = page.locator('#transcript-problems')
  await appears(wrong.getByRole('button', { name: /^Use/ }))
  expect(await field.getAttribute('aria-invalid')).toBe('true')
  await screen.screenshot('transcripts-problem')
  await keyboard.press('Control+Enter')
  await expect.poll(written).toMatch(/^channel:email decision:edited/)
  await wrong.waitFor({ state: 'detached' })
  await keyboard.press('Control+a')
  await keyboard.press('Backspace')
  // The sample desk goes on meanwhile: there may be more than before.
  await expect.poll(count).toBeGreaterThanOrEqual(total)

  // A facet writes into the search; the search says that it is chosen.
  const chat = page.getByRole('group', { name: 'Channel' }).getByRole('checkbox', { name: /^chat/i })
  await keyboard.press('Escape')
  await expect.poll(() => list.evaluate((element) => element === document.activeElement)).toBe(true)
  await page.locator('.facets').focus()
  await tabTo(page, page.getByRole('group', { name: 'Channel' }).locator('[role=checkbox][tabindex="0"]'))
  for (let steps = 0; steps < 6 && !(await chat.evaluate((one) => one.matches(':focus'))); steps += 1)
    await keyboard.press('ArrowDown')
  await keyboard.press('Space')
  await expect.poll(written).toBe('channel:chat')
  await expect.poll(() => chat.getAttribute('aria-checked')).toBe('true')
  expect(await chat.evaluate((one) => one.matches(':focus'))).toBe(true)

  // Results are walked from anywhere; Enter goes into the conversation.
  await expect.poll(() => chosen.getAttribute('aria-posinset')).toBe('1')
  await keyboard.press('j')
  await expect.poll(() => chosen.getAttribute('aria-posinset')).toBe('2')
  await keyboard.press('k')
  await expect.poll(() => chosen.getAttribute('aria-posinset')).toBe('1')
  const name = (await chosen.locator('b').textContent()) ?? ''
  await appears(page.getByRole('region', { name: 'Conversation' }).getByRole('heading', { name }))

  // Kept under a name, found again in the palette.
  await keyboard.press('Shift+S')
  await appears(page.getByRole('dialog', { name: 'Saved searches' }))
  await keyboard.type('By chat')
  await keyboard.press('Enter')
  await appears(page.getByRole('group', { name: 'Saved searches' }).getByRole('button', { name: 'By chat' }))
  await keyboard.press('/')
  await keyboard.press('Control+a')
  await keyboard.press('Backspace')
  await keyboard.press('Control+k')
  await keyboard.type('>By chat')
  await appears(page.getByRole('option', { name: /Search transcripts: By chat/ }))
  await keyboard.press('Enter')
  await expect.poll(written).toBe('channel:chat')

  // A link shows the same again.
  await page.goto(`${new URL(world.url()).origin}/#/transcripts?q=channel%3Aemail`)
  await expect.poll(written).toBe('channel:email')
  expect(await screen.axe()).toEqual([])
  await screen.screenshot('transcripts')
  await screen.close()
})
