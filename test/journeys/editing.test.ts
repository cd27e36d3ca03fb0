import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser } from 'playwright-core'
import { createRig, proposalOf, type Rig } from '#test/support/desk-rig.ts'
import { appears, armed, openScreen, startBrowser } from '#test/support/page.ts'

/** A person puts the agent's arguments right: what goes out is what stood in the form, type by type. */

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

test('a changed amount is checked, signed as changed, sent as changed', async () => {
  const { control } = rig.sandbox
  const args = { customer_id: 'C-2012', amount: 25, reason: 'The parcel came late.' }
  await control.script({
    contains: 'voucher for the delay',
    turns: [
      { calls: [{ id: 'call_1', name: 'issue_store_credit', arguments: args }] },
      { text: 'Your credit is there.' },
    ],
  })
  const desk = await rig.startDesk(null)
  const screen = await openScreen(browser, desk.url())
  const { page, dock, primary } = screen
  const externalId = await control.inject({ text: 'May I have a voucher for the delay?' })
  await armed(screen, /\$25\.00 of store credit/)
  expect(await primary.textContent()).toContain('Give $25.00')

  await page.keyboard.press('e')
  const amount = dock.getByRole('textbox', { name: 'Amount' })
  const held = dock.getByRole('status')
  for (const [typed, problem] of [
    ['0', 'Amount: More than 0'],
    ['-3', 'Amount: More than 0'],
    ['', /^Amount: /],
    ['a lot', /^Amount: /],
  ] as const) {
    await amount.fill(typed)
    await appears(held.getByText(problem))
    expect(await amount.getAttribute('aria-invalid')).toBe('true')
    expect(await primary.getAttribute('aria-disabled')).toBe('true')
    await page.keyboard.press('Control+Enter')
  }
  await amount.fill('19.5')
  await dock.getByRole('textbox', { name: 'Reason' }).fill('Two days late: 19.50 as agreed, "in words".')
  await armed(screen, /\$19\.50 of store credit/)
  expect(await primary.textContent()).toContain('with edits')
  await appears(dock.getByText('edited').first())
  expect((await proposalOf(desk, externalId, 'issue_store_credit', ['pending'])).revision).toBe(0)
  await screen.screenshot('edit')
  await primary.click()

  const done = await proposalOf(desk, externalId, 'issue_store_credit', ['succeeded'])
  const edited = { customer_id: 'C-2012', amount: 19.5, reason: 'Two days late: 19.50 as agreed, "in words".' }
  expect(done.executedArguments).toEqual(edited)
  expect(done.proposedArguments).toEqual(args)
  const sent = (await control.requests('company')).filter(({ path }) => path === '/store-credits')
  expect(sent.map(({ body }) => body)).toEqual([edited])
  expect((await control.effects()).map(({ input }) => input)).toEqual([edited])
  await screen.close()
})
