import { expect, test } from 'vitest'
import { prepareJourney } from '#test/support/journey.ts'
import { appears } from '#test/support/page.ts'

/** A document is added to a collection, indexed and found; the agent that looks there names it. */
const journey = prepareJourney()

test('a document is added, goes on after a refusal, is found by a question, and stands at its agent by name', async () => {
  const { control } = journey.rig().sandbox
  await control.library({ stepMs: 100 })
  const { screen } = await journey.open()
  const { page } = screen
  await appears(page.getByText('Desk connected'))
  await page.keyboard.press('g')
  await page.keyboard.press('a')
  const list = page.getByRole('navigation', { name: 'Agents' })
  await list.getByRole('button', { name: /^Collections/ }).press('Enter')
  await page.getByRole('button', { name: /^Gear care 2 documents/ }).press('Enter')
  const care = page.getByRole('region', { name: 'Gear care' })
  await appears(care.getByText('No text could be extracted from the file'))

  await control.fault({ service: 'xai', method: 'POST', path: '/v1/files', kind: 'status', status: 403 })
  const file = { name: 'laces.md', mimeType: 'text/markdown', buffer: Buffer.from('Replace waxed laces once a year.') }
  await care.getByLabel('Documents to add').setInputFiles(file)
  const underway = care.getByRole('list', { name: 'On their way' })
  await appears(underway.getByText(/may not store or search files/))
  await underway.getByRole('button', { name: 'Go on with laces.md' }).press('Enter')
  await appears(care.getByRole('row', { name: /laces\.md.*ready/ }))
  expect(await underway.count()).toBe(0)

  await care.getByRole('textbox', { name: 'As a customer would ask' }).fill('waxed laces')
  await page.keyboard.press('Enter')
  await appears(care.getByText(/passages? for “waxed laces”/))
  await appears(care.getByText('Replace waxed laces once a year.'))
  await screen.screenshot('collections')
  expect(await screen.axe()).toEqual([])

  await list.getByRole('button', { name: /^Workshop Line/ }).press('Enter')
  const agent = page.getByRole('region', { name: 'Workshop Line' })
  await agent.getByRole('tab', { name: 'Knowledge' }).click()
  await appears(agent.getByRole('button', { name: 'Help centre', exact: true }))
  await appears(agent.getByText('2 documents, all ready'))
  expect(await screen.axe()).toEqual([])
})
