import { expect, test } from 'vitest'
import { until } from '#test/support/desk-rig.ts'
import { creditCall, prepareJourney } from '#test/support/journey.ts'
import { appears, armed } from '#test/support/page.ts'

/** The desk dies with a request under way. What it then knows, says and does, as a person sees it. */

const journey = prepareJourney()

test('killed while a credit is on its way: red banner, one read, done once', async () => {
  const { desk: dying, screen: before } = await journey.begin({
    says: 'I think a small gesture would be fair.',
    turns: [{ calls: [creditCall('call_1', 31)] }, { text: 'It is on your account.' }],
    shows: /\$31\.00/,
    options: { allowed: [/WebSocket connection/] },
  })
  const { control } = journey.rig().sandbox
  const credits = async () => (await control.effects()).length
  await control.fault({ service: 'company', method: 'POST', kind: 'slow_answer', ms: 60_000 })
  await before.page.keyboard.press('Control+Enter')
  await until('the credit to be given', async () => ((await credits()) === 1 ? true : null))
  await dying.kill('SIGKILL')
  await control.clearFaults()
  await appears(before.page.getByText('The desk has been away since'))
  await before.screenshot('desk-away')
  await before.close()

  const { desk, screen } = await journey.open()
  const { page, dock, evidence } = screen
  await appears(page.getByText('1 action may have happened.').first())
  await appears(evidence.getByRole('heading', { name: 'Start-up report' }))
  await appears(dock.getByText('Needs checking', { exact: true }).first())
  // The report calls it by its name and its customer, and leads to it.
  const reported = evidence.getByRole('button', { name: /^Give \$31\.00 of store credit/ })
  const [conversation] = (await desk.desk().conversations.list({ state: 'all', cursor: null, limit: 10 })).items
  const proposals = async () => (await desk.desk().conversations.get({ id: conversation!.id })).proposals
  expect(await reported.textContent()).toContain(conversation!.customer.name)
  expect(await evidence.textContent()).not.toContain((await proposals())[0]!.id)
  await screen.screenshot('unknown')
  await reported.click()
  await appears(dock.getByRole('heading', { level: 2, name: /\$31\.00/ }))

  await dock.getByRole('button', { name: /^Check again/ }).click()
  await until('it to be done', async () => (await proposals()).find(({ state }) => state === 'succeeded') ?? null)
  await expect.poll(() => page.getByText('1 action may have happened.').count()).toBe(0)
  await appears(screen.timeline.getByRole('button', { name: /^Give \$31\.00/ }))
  await armed(screen, /^Reply to /)
  await screen.screenshot('reconciled')
  expect(await credits()).toBe(1)
  expect((await control.requests('company')).filter(({ method }) => method === 'POST')).toHaveLength(1)
  await screen.close()
})
