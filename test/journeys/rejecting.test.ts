import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser } from 'playwright-core'
import { createRig, proposalOf, type Rig } from '#test/support/desk-rig.ts'
import { appears, armed, openScreen, startBrowser } from '#test/support/page.ts'

/** A person says why not; the agent hears it word for word and comes back with something better, which is marked. */

let browser: Browser
let rig: Rig
beforeAll(async () => {
  browser = await startBrowser()
  rig = await createRig()
})
afterAll(async () => {
  await browser?.close()
  await rig?.stop()
})

const credit = (amount: number) => ({ customer_id: 'C-2012', amount, reason: 'The parcel came late.' })

test('a rejected call comes back corrected, and says what it answers', async () => {
  const { control } = rig.sandbox
  const call = (id: string, amount: number) => ({ id, name: 'issue_store_credit', arguments: credit(amount) })
  await control.script({
    contains: 'something for the wait',
    turns: [{ calls: [call('call_1', 80)] }, { calls: [call('call_2', 15)] }, { text: 'Here you are.' }],
  })
  const desk = await rig.startDesk(null)
  const screen = await openScreen(browser, desk.url())
  const { page, dock, evidence } = screen
  const externalId = await control.inject({ text: 'Is there something for the wait?' })
  await armed(screen, /\$80\.00/)

  await page.keyboard.press('r')
  const words = dock.getByRole('textbox', { name: 'To the agent, word for word' })
  await expect.poll(() => words.evaluate((field) => field === document.activeElement)).toBe(true)
  await dock.getByRole('button', { name: 'wrong amount' }).click()
  await words.fill('Only 15 dollars for a delay under a week. “Policy 6.2”.')
  await screen.screenshot('reject')
  await words.press('Control+Enter')

  await proposalOf(desk, externalId, 'issue_store_credit', ['pending'])
  await armed(screen, /\$15\.00/)
  // The new one says what it answers: the refused call and the words that went with it.
  await appears(evidence.getByText(/rejected: Give \$80\.00 of store credit/))
  await appears(evidence.getByText('Only 15 dollars for a delay under a week.'))
  await screen.screenshot('corrected')
  const bodies = (await control.requests('xai')).map(({ body }) => JSON.stringify(body))
  expect(bodies.some((body) => body.includes('Only 15 dollars for a delay under a week.'))).toBe(true)
  expect(await control.effects()).toEqual([])

  await page.keyboard.press('Control+Enter')
  const done = await proposalOf(desk, externalId, 'issue_store_credit', ['succeeded'])
  const rejected = await proposalOf(desk, externalId, 'issue_store_credit', ['rejected'])
  expect(rejected.decision).toMatchObject({ verb: 'reject', reasons: ['wrong amount'] })
  expect(done.arguments).toEqual(credit(15))
  expect((await control.effects()).map(({ input }) => input)).toEqual([credit(15)])
  await screen.close()
})
