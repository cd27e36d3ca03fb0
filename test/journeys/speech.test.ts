import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '#test/support/desk-rig.ts'
import { appears, openScreen, startBrowser } from '#test/support/page.ts'
import { startWorld, type World } from '#test/support/world.ts'

/** A reply is read aloud and stopped, and one is dictated into a microphone that beeps: both by keyboard. */
let browser: Browser
let world: World
beforeAll(async () => {
  browser = await startBrowser(['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'])
  world = await startWorld({ words: ['--sandbox'] })
})
afterAll(async () => {
  await browser?.close()
  await world?.stop()
})

/** A conversation somebody has answered in and in which nothing waits. */
async function answeredConversation(): Promise<number> {
  const { items } = await world.desk().conversations.list({ state: 'all', cursor: null, limit: 50 })
  for (const { id } of items) {
    const { messages, proposals } = await world.desk().conversations.get({ id })
    const isOpen = proposals.some(({ state }) => ['pending', 'unknown', 'awaiting_second'].includes(state))
    if (!isOpen && messages.some(({ author, kind }) => author !== 'customer' && kind === 'comment')) return id
  }
  throw new Error('No conversation was answered.')
}

test('spoken and heard', async () => {
  const id = await until('an answered conversation', () => answeredConversation().catch(() => null))
  await world.desk().conversations.setControl({ id, control: 'human' })
  const screen = await openScreen(browser, world.url())
  const { page, timeline } = screen
  await appears(page.getByText('Desk connected'))
  await page.evaluate((wanted) => (location.hash = `#conversation/${wanted}`), id)

  const speak = timeline.getByRole('button', { name: 'Speak' }).first()
  await speak.focus()
  await page.keyboard.press('Enter')
  const stop = timeline.getByRole('button', { name: 'Stop' })
  await appears(stop)
  await page.keyboard.press('Enter')
  await appears(speak)
  expect(await page.getByText('System voice').count()).toBe(0)

  const field = page.getByRole('region', { name: 'Conversation' }).getByRole('textbox')
  await field.fill('Hello.')
  await page.getByRole('button', { name: 'Dictate' }).press('Enter')
  const done = page.getByRole('button', { name: 'Done' })
  await appears(done)
  // As long as it takes the microphone to beep.
  await page.waitForTimeout(1200)
  await done.press('Enter')
  await until('what was said', async () => ((await field.inputValue()).length > 'Hello.'.length ? true : null))
  expect(await field.inputValue()).toMatch(/^Hello\. \S/)
  expect(await screen.axe()).toEqual([])
  await screen.close()
})
