import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { captions, openInvented, talk, word } from '#test/support/call-screen.ts'
import { appears, startBrowser } from '#test/support/page.ts'

/** The key that talks, on the screen: every way to hold it, every way to lose it, and where the focus is meanwhile. */
let browser: Browser
beforeAll(async () => {
  browser = await startBrowser()
})
afterAll(() => browser?.close())

const asked = (words: readonly string[]) => words.filter((line) => /^(press|release|loseKey)/.test(line))

test('the key talks as long as it is held, and is given up where its coming up could go unheard', async () => {
  const { invented, screen, page } = await openInvented(browser, 0)
  await page.getByRole('option', { name: /Rahel/ }).click()
  await appears(page.getByRole('heading', { name: 'Rahel Tesfaye' }))
  const expectAsked = (...words: readonly string[]) =>
    expect.poll(() => asked(invented.calls.asked).slice(-words.length)).toEqual(words)
  const hold = async () => {
    await page.keyboard.down('Space')
    await page.keyboard.down('Space')
    await expectAsked('press call-2')
  }
  await hold()
  await page.keyboard.up('Space')
  await expectAsked('press call-2', 'release call-2')
  await hold()
  await page.evaluate(() => window.dispatchEvent(new Event('blur')))
  await page.keyboard.up('Space')
  await expectAsked('press call-2', 'loseKey call-2 blur')
  await hold()
  await page.keyboard.press('Control+k')
  await page.keyboard.up('Space')
  await expectAsked('press call-2', 'loseKey call-2 dialog')
  await page.keyboard.press('Escape')
  await hold()
  await captions(page).dispatchEvent('contextmenu')
  await page.keyboard.up('Space')
  await expectAsked('press call-2', 'loseKey call-2 menu')
  // On the button: by pointer, by its own keys, and without holding.
  await talk(page).hover()
  await page.mouse.down()
  await expectAsked('press call-2')
  await page.mouse.move(10, 10)
  await page.mouse.up()
  await expectAsked('press call-2', 'release call-2')
  await talk(page).focus()
  await page.keyboard.press('Enter')
  await expectAsked('press call-2', 'release call-2')
  // Let go of after the focus went elsewhere; held while a finger rests on it, or while the button goes out of sight.
  await page.keyboard.down('Enter')
  await expectAsked('press call-2')
  await page.keyboard.press('Tab')
  await page.keyboard.up('Enter')
  await expectAsked('press call-2', 'release call-2')
  await talk(page).hover()
  await page.mouse.down()
  await expectAsked('press call-2')
  await talk(page).dispatchEvent('contextmenu')
  await page.keyboard.press('i')
  await expectAsked('press call-2', 'loseKey call-2 hidden')
  await page.mouse.up()
  await page.keyboard.press('Escape')
  const without = page.getByRole('button', { name: 'Talk without holding' })
  await without.focus()
  await page.keyboard.press('Space')
  await expect.poll(() => without.getAttribute('aria-pressed')).toBe('true')
  await appears(page.getByText('press to send', { exact: true }))
  // What is kept goes on while one looks elsewhere, and ends with the next press.
  await page.keyboard.press('Control+1')
  await without.waitFor({ state: 'detached' })
  await page.getByRole('button', { name: /^Calls/ }).click()
  await expect.poll(() => without.getAttribute('aria-pressed')).toBe('true')
  await without.focus()
  await page.keyboard.press('Space')
  await expectAsked('press call-2', 'release call-2')
  const before = invented.calls.asked.length
  // A key typed into a field is text.
  await page.keyboard.press('i')
  await page.getByRole('textbox', { name: 'Type what the caller says' }).pressSequentially('a b')
  expect(asked(invented.calls.asked.slice(before))).toEqual([])
  await screen.close()
  await invented.stop()
})

test('after a click the key talks: in a call just begun, and beside what was clicked', async () => {
  const { invented, screen, page } = await openInvented(browser, 0)
  await page.getByRole('button', { name: 'New session' }).first().click()
  await page.getByRole('dialog').getByRole('button', { name: 'Call', exact: true }).click()
  await appears(page.getByText('Nothing was said yet.'))
  const talks = async () => {
    const before = invented.calls.asked.length
    await page.keyboard.down('Space')
    await word(page, 'Talking')
    await page.keyboard.up('Space')
    await word(page, 'Ready')
    expect(asked(invented.calls.asked.slice(before)).map((words) => words.split(' ')[0])).toEqual(['press', 'release'])
  }
  await talks()
  for (const name of ['Hands-free', 'Hands-free', 'Mute', 'Unmute', 'Mark']) {
    await page.getByRole('button', { name, exact: true }).click()
    await expect.poll(() => invented.calls.asked.at(-1)).toMatch(/^(setTurns|setMuted|bookmark)/)
  }
  await talks()
  invented.calls.hear('zeros')
  await appears(page.getByRole('meter', { name: 'You' }).getByText('Muted or unplugged'))
  invented.calls.hear(null)
  await page.getByRole('meter', { name: 'You' }).getByText('Muted or unplugged').waitFor({ state: 'detached' })
  await page.getByRole('button', { name: /Microphone: USB/ }).click()
  await appears(page.getByText(/^The call has the microphone/))
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Take call' }).click()
  await word(page, 'You are on the line')
  await screen.close()
  await invented.stop()
})

test('the names of devices give way, whatever the button says', async () => {
  const { invented, screen, page } = await openInvented(browser, 0)
  await page.getByRole('option', { name: /Rahel/ }).click()
  const long = { label: 'HD Audio Controller Headset Stereo Microphone', followsDefault: true, rate: 24_000 }
  const device = { ...long, latencyMs: 11, hint: null, backend: 'page' } as const
  const talking = { phase: 'arming', locked: false, sinceMs: 0 } as const
  invented.calls.change('call-2', { input: device, output: device, agentSpeaking: false, talk: talking })
  await word(page, 'Opening microphone')
  const edge = (name: RegExp, side: 'left' | 'right') =>
    page.getByRole('button', { name }).evaluate((it, which) => it.getBoundingClientRect()[which], side)
  for (const width of [1440, 1401, 1321, 1261]) {
    await page.setViewportSize({ width, height: 900 })
    await expect
      .poll(async () => (await edge(/^Hands-free/, 'left')) - (await edge(/^Microphone:/, 'right')))
      .toBeGreaterThan(0)
  }
  await screen.close()
  await invented.stop()
})
