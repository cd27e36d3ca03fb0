import { expect, test } from 'vitest'
import { proposalOf } from '#test/support/desk-rig.ts'
import { credit, creditCall, prepareJourney } from '#test/support/journey.ts'
import { pressOn } from '#test/support/keyboard.ts'
import { appears, armed, reject } from '#test/support/page.ts'

/** A person says why not; the agent hears it word for word and comes back with something better, which is marked. */

const journey = prepareJourney()

test('a rejected call comes back corrected, and says what it answers', async () => {
  const { desk, screen, externalId } = await journey.begin({
    says: 'Is there something for the wait?',
    turns: [{ calls: [creditCall('call_1', 80)] }, { calls: [creditCall('call_2', 15)] }, { text: 'Here you are.' }],
    shows: /\$80\.00/,
  })
  const { control } = journey.rig().sandbox
  const { page, evidence } = screen
  const words = 'Only 15 dollars for a delay under a week. “Policy 6.2”.'
  await reject(screen, { reason: 'wrong amount', words, picture: 'reject' })

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
  expect(rejected.decision).toMatchObject({ verb: 'reject', reasons: ['wrong amount'], reason: words })
  expect(done.arguments).toEqual(credit(15))
  expect((await control.effects()).map(({ input }) => input)).toEqual([credit(15)])

  // What was refused becomes a test: the same must not come again.
  await pressOn(page, page.locator('.timeline-proposal-rejected'))
  await pressOn(page, screen.dock.getByRole('button', { name: 'Make this a test…' }))
  const asking = page.getByRole('dialog', { name: 'Make this a test' })
  await appears(asking.getByRole('textbox', { name: 'Name of the new suite' }))
  expect(await screen.axe()).toEqual([])
  await pressOn(page, asking.getByRole('button', { name: 'Make test' }))
  await appears(page.getByRole('dialog', { name: 'The test is saved' }))
  await page.keyboard.press('Enter')
  await appears(page.getByRole('list', { name: 'Scenarios' }).getByRole('button', { name: /^Not again: / }))
  await screen.close()
})
