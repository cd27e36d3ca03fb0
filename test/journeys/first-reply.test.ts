import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser, Page } from 'playwright-core'
import { appears, armed, openScreen, startBrowser } from '#test/support/page.ts'
import { startWorld, type World } from '#test/support/world.ts'

/** The first minutes of a new user: nothing configured, a sample company that is alive, a first signature. */

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

/** Presses the chord within the page, in the very change that shows a draft whose verb is not armed: no slow machine is later. */
const pressedBeforeArmed = (page: Page): Promise<void> =>
  page.evaluate(
    () =>
      new Promise<void>((pressed) => {
        const seen = new MutationObserver(() => {
          const verb = document.querySelector('[data-verb=primary][aria-disabled=true]')
          if (verb === null || document.querySelector('[role=group][aria-label=Draft]') === null) return
          seen.disconnect()
          verb.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', ctrlKey: true, bubbles: true }))
          pressed()
        })
        seen.observe(document.body, { subtree: true, childList: true, attributes: true })
      }),
  )

test('from nothing to the first countersigned reply, and the customer answers it', async () => {
  const screen = await openScreen(browser, world.url())
  const { page, queue, rows, dock, timeline, primary } = screen
  const banner = page.getByRole('note').filter({ hasText: 'Sample workspace' })
  await appears(banner)
  await appears(banner.getByRole('button', { name: 'Connect your services' }))
  // The link's token is gone from the address before anything else.
  expect(new URL(page.url()).hash).toBe('')
  // What comes while somebody looks waits to be let in.
  await expect
    .poll(async () => (await page.keyboard.press('.'), rows.count()), { timeout: 30_000 })
    .toBeGreaterThanOrEqual(3)

  await queue.getByRole('tab', { name: /^Replies/ }).click()
  const row = queue.getByRole('option', { name: /for Sigrun Dahl/ })
  await expect.poll(async () => (await page.keyboard.press('.'), row.count()), { timeout: 40_000 }).toBe(1)
  const early = pressedBeforeArmed(page)
  await row.click()
  await dock.getByRole('group', { name: 'Draft' }).waitFor()
  const draft = (await dock.getByRole('group', { name: 'Draft' }).textContent()) ?? ''
  expect(draft.length).toBeGreaterThan(20)

  // What is pressed before it is armed does nothing.
  await early
  await armed(screen, /./)
  expect(await primary.textContent()).toContain('Send reply')
  const [pending] = (await world.desk().inbox.page({ view: 'replies', cursor: null, limit: 200 })).items.filter(
    ({ customer }) => customer === 'Sigrun Dahl',
  )
  expect(pending?.state).toBe('pending')
  await page.keyboard.press('Control+Enter')

  const { id, conversationId } = pending!
  await expect
    .poll(async () => (await world.desk().proposals.get({ id })).proposal.state, { timeout: 20_000 })
    .toBe('succeeded')
  // The customer read it over her own side of the helpdesk: she answers.
  const thanks = 'He is on his way down with the warden'
  const said = async () =>
    (await world.desk().conversations.get({ id: conversationId })).messages.map(({ text }) => text)
  await expect.poll(said, { timeout: 60_000 }).toContainEqual(expect.stringContaining(thanks))
  await page.keyboard.press('/')
  await page.keyboard.type(thanks)
  await page
    .getByRole('dialog')
    .getByRole('option', { name: /Sigrun Dahl/ })
    .first()
    .click()
  await appears(timeline.getByText(thanks).first())
  await appears(timeline.getByText(/^Countersigned by /).first())
  await screen.screenshot('first-reply')
  const { messages } = await world.desk().conversations.get({ id: conversationId })
  const sent = messages.filter((message) => message.proposalId === id)
  expect(sent).toHaveLength(1)
  expect(sent[0]?.author).toBe('agent')
  await screen.close()
})
