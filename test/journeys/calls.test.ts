import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { captions, openInvented, word } from '#test/support/call-screen.ts'
import { createRig, until, type Rig } from '#test/support/desk-rig.ts'
import type { FakeCalls } from '#test/support/fake-calls.ts'
import { pressOn, tabTo } from '#test/support/keyboard.ts'
import { appears, openScreen, startBrowser, type Screen, type ScreenOptions } from '#test/support/page.ts'
import type { World } from '#test/support/world.ts'

/** Calls on the screen: one typed by keyboard alone and signed, one held by a key with a microphone, and every way to lose the key. */
let browser: Browser
let rig: Rig
let desk: World
beforeAll(async () => {
  browser = await startBrowser([
    '--use-fake-ui-for-media-stream',
    '--use-fake-device-for-media-stream',
    '--autoplay-policy=no-user-gesture-required',
  ])
  rig = await createRig()
  desk = await rig.startDesk(null)
})
afterAll(async () => {
  await browser?.close()
  await rig?.stop()
})

const openDesk = async (options: ScreenOptions = {}) => {
  const screen = await openScreen(browser, desk.url(), options)
  await appears(screen.page.getByText('Desk connected'))
  return screen
}

/** From anywhere to the dialog, by keyboard. */
async function askForSession(page: Page) {
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('New session')
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'New session' })
  await appears(dialog.getByRole('button', { name: /Voice agent/ }))
  await tabTo(page, dialog.getByRole('button', { name: /Voice agent/ }))
  await page.keyboard.press('Enter')
  await appears(page.getByRole('option', { name: 'Shop Line', exact: true }))
  await page.keyboard.type('Shop')
  await page.keyboard.press('Enter')
  await tabTo(page, dialog.getByLabel('Caller'))
  await page.keyboard.type('Ifeoma Okonkwo')
  return dialog
}

test('a call is begun, typed, signed and ended by keyboard alone', async () => {
  const screen = await openDesk({ theme: 'dark' })
  const { page } = screen
  const dialog = await askForSession(page)
  await tabTo(page, dialog.getByRole('radio', { name: 'Voice' }))
  await page.keyboard.press('ArrowRight')
  await pressOn(page, dialog.getByRole('button', { name: 'Begin in text' }))
  const field = page.getByRole('textbox', { name: 'Type what the caller says' })
  await appears(field)
  for (const [said, answer] of [
    ['Hello', 'What is the order number?'],
    ['It is order 10415', 'Shall I do that?'],
    ['Yes please', 'I ask for that right away.'],
  ] as const) {
    await tabTo(page, field)
    await page.keyboard.type(said)
    await page.keyboard.press('Enter')
    await appears(captions(page).getByText(answer))
  }
  await appears(captions(page).getByText(/^Proposed: refund/))
  await appears(captions(page).getByText('Holding line, 1 of 2'))
  await appears(page.getByRole('timer', { name: /^On hold for/ }))
  await appears(page.getByRole('option', { name: /Ifeoma Okonkwo.*on hold, 1 to sign/s }))
  await appears(page.getByRole('button', { name: 'Calls, 1 live, 1 on hold' }))
  await page.locator('[data-verb=primary][aria-disabled=false]').waitFor()
  await screen.screenshot('calls-hold-dark')
  expect(await screen.axe()).toEqual([])
  // What is typed to the caller is never a signature.
  await page.keyboard.press('Control+Enter')
  await captions(page).focus()
  await page.keyboard.press('Control+Enter')
  await appears(captions(page).getByText(/back to your card within five days/))
  await until('no hold', async () => ((await page.getByRole('timer').count()) === 0 ? true : null))
  await page.keyboard.press('b')
  await appears(captions(page).getByText(/bookmark/i))
  await page.keyboard.press('Control+Shift+E')
  await appears(page.getByRole('region', { name: 'The call is over' }).getByText(/1 signed/))
  const { items } = await desk.desk().calls.list({ cursor: null, limit: 5 })
  expect(items.map(({ state, medium, signed, open }) => ({ state, medium, signed, open }))).toEqual([
    { state: 'ended', medium: 'text', signed: 1, open: 0 },
  ])
  await screen.close()
})

test('a call is held by a key: sound goes out, an answer comes back, and a lost key ends the turn', async () => {
  const screen = await openDesk()
  const { page } = screen
  const dialog = await askForSession(page)
  await tabTo(page, dialog.getByRole('radio', { name: /^Announce and record/ }))
  await page.keyboard.press('Space')
  await pressOn(page, dialog.getByRole('button', { name: 'Call', exact: true }))
  await appears(captions(page).getByText('This call is recorded.'))
  await appears(page.getByText('Recording, announced'))
  await word(page, 'Ready')
  await page.keyboard.down('Space')
  await word(page, 'Talking')
  await appears(page.getByRole('contentinfo', { name: 'Status' }).getByText('Mic live, you are talking'))
  // Chromium's own microphone beeps: the meter hears it.
  await expect
    .poll(async () => Number(await page.getByRole('meter', { name: 'You' }).getAttribute('aria-valuenow')))
    .toBeGreaterThan(-45)
  // Longer than a tap, which is not sent.
  await page.waitForTimeout(500)
  await page.keyboard.up('Space')
  await appears(captions(page).getByText(/What is the order number/))
  await appears(page.getByRole('button', { name: /^(Good|Slow|Poor) \d+ ms$/ }))
  await screen.screenshot('calls-voice-light')
  await page.keyboard.down('Space')
  await word(page, 'Talking')
  await page.waitForTimeout(400)
  await page.evaluate(() => window.dispatchEvent(new Event('blur')))
  await appears(page.getByRole('region', { name: 'Talk' }).getByText(/^Talking ended: the key may have come up/))
  await page.keyboard.up('Space')
  const [call] = (await desk.desk().calls.list({ cursor: null, limit: 5 })).items
  const { lines } = await desk.desk().calls.get({ id: call?.id ?? '' })
  expect(lines.some(({ lane }) => lane === 'caller')).toBe(true)
  await page.keyboard.press('Control+Shift+E')
  await appears(page.getByRole('region', { name: 'The call is over' }).getByText(/^Recorded, announced/))
  await page.keyboard.press('Shift+P')
  const place = page.getByRole('slider', { name: 'Place in the recording' })
  await expect.poll(async () => Number(await place.inputValue())).toBeGreaterThan(500)
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  await screen.close()
})

/** What opened has its colours. */
const settled = (page: Page) =>
  page.evaluate(() => Promise.all(document.getAnimations().map(({ finished }) => finished.then(() => null))))

/** The list, the dock, the dialogs and the settings, as those see them who need more than colours. */
async function walk(screen: Screen): Promise<void> {
  const { page } = screen
  await page.getByRole('button', { name: /Microphone: USB/ }).click()
  await appears(page.getByRole('radio', { name: 'Built-in microphone' }))
  await settled(page)
  expect(await screen.axe()).toEqual([])
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: /^Good 640 ms/ }).click()
  await appears(page.getByText('The service, until its first sound came'))
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+f')
  await page.keyboard.type('valve')
  await appears(page.getByText('1 of 3'))
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'New session' }).first().click()
  await appears(page.getByRole('dialog').getByText(/nobody here is asked/))
  await settled(page)
  expect(await screen.axe()).toEqual([])
  await page.keyboard.press('Escape')
}

test('nobody is kept out of a long call, light or dark, wide or narrow', async () => {
  const { invented, screen, page } = await openInvented(browser, 0.3)
  await page.locator('[data-verb=primary][aria-disabled=false]').waitFor()
  await screen.screenshot('calls-light')
  expect(await screen.axe()).toEqual([])
  await walk(screen)
  await follows(page, invented.calls)
  await page.keyboard.press('Control+\\')
  await settled(page)
  await screen.screenshot('calls-dark')
  expect(await screen.axe('colours')).toEqual([])
  await page.getByRole('option', { name: /Hideo/ }).click()
  await appears(page.getByRole('region', { name: 'The call is over' }))
  await page.setViewportSize({ width: 820, height: 1000 })
  expect(await screen.axe()).toEqual([])
  await screen.close()
  await invented.stop()
})

/** The newest words are in sight until somebody reads further up. */
async function follows(page: Page, calls: FakeCalls): Promise<void> {
  const box = captions(page)
  const fromEnd = () => box.evaluate((it) => Math.round(it.scrollHeight - it.scrollTop - it.clientHeight))
  const line = { seq: 50, itemId: 'newest', lane: 'agent', kind: 'speech', state: 'final', unheard: '', at: 0 } as const
  const more = { startMs: 400_000, endMs: 401_000, timing: 'estimated' } as const
  // The search had led away from them.
  await page.getByRole('button', { name: 'Jump to now' }).click()
  calls.tell('call-1', { type: 'line', line: { ...line, ...more, words: [], heard: 'The newest words.' } })
  await appears(box.getByText('The newest words.'))
  await expect.poll(fromEnd).toBeLessThan(4)
  await box.hover()
  await page.mouse.wheel(0, -3000)
  await appears(page.getByRole('button', { name: 'Jump to now' }))
  const read = await box.evaluate((it) => it.scrollTop)
  calls.tell('call-1', {
    type: 'line',
    line: { ...line, ...more, words: [], seq: 51, itemId: 'later', heard: 'Later words.' },
  })
  await box.getByText('Later words.').first().waitFor({ state: 'attached' })
  expect(Math.abs((await box.evaluate((it) => it.scrollTop)) - read)).toBeLessThan(4)
  await page.getByRole('button', { name: 'Jump to now' }).click()
  await expect.poll(fromEnd).toBeLessThan(4)
}
