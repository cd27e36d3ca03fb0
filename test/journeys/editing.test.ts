import { expect, test } from 'vitest'
import { proposalOf } from '#test/support/desk-rig.ts'
import { credit, creditCall, prepareJourney } from '#test/support/journey.ts'
import { appears, armed } from '#test/support/page.ts'

/** A person puts the agent's arguments right: what goes out is what stood in the form, type by type. */

const journey = prepareJourney()

test('a changed amount is checked, signed as changed, sent as changed', async () => {
  const { desk, screen, externalId } = await journey.begin({
    says: 'May I have a voucher for the delay?',
    turns: [{ calls: [creditCall('call_1', 25)] }, { text: 'Your credit is there.' }],
    shows: /\$25\.00 of store credit/,
  })
  const { control } = journey.rig().sandbox
  const { page, dock, primary } = screen
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
  const edited = { ...credit(19.5), reason: 'Two days late: 19.50 as agreed, "in words".' }
  expect(done.executedArguments).toEqual(edited)
  expect(done.proposedArguments).toEqual(credit(25))
  const sent = (await control.requests('company')).filter(({ path }) => path === '/store-credits')
  expect(sent.map(({ body }) => body)).toEqual([edited])
  expect((await control.effects()).map(({ input }) => input)).toEqual([edited])
  await screen.close()
})
