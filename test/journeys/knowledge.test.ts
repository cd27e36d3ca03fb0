import { expect, test } from 'vitest'
import { prepareJourney } from '#test/support/journey.ts'
import { appears } from '#test/support/page.ts'

/** A question the bot could not answer becomes a document by keys alone; the question is asked again. */
const journey = prepareJourney()

test('a gap becomes a draft with one key, is published, and its questions are asked again', async () => {
  const { baseUrls, keys, control } = journey.rig().sandbox
  await control.bot({ stepMs: 100, latencyMs: 0, perMinute: 1_000 })
  for (const message of ['Can I rent skis in Narvik?', 'Is it possible to rent skis in Narvik']) {
    await fetch(`${baseUrls.bot}/v1/query`, {
      method: 'POST',
      headers: { authorization: `Bearer ${keys.bot ?? ''}`, 'content-type': 'application/json' },
      body: JSON.stringify({ message }),
    })
  }
  const { screen } = await journey.open()
  const { page } = screen
  await appears(page.getByText('Desk connected'))
  await page.keyboard.press('g')
  await page.keyboard.press('k')
  const gap = page.getByRole('region', { name: 'Gap', exact: true })
  await appears(gap.getByRole('heading', { name: /rent skis/ }))
  await screen.screenshot('knowledge-gaps')
  expect(await screen.axe()).toEqual([])
  await page.keyboard.press('d')
  const draft = page.getByRole('region', { name: 'Draft', exact: true })
  await appears(draft.getByText('It has headings and says nothing.'))
  await draft
    .getByLabel('Content, in Markdown')
    .fill('# Skis\n\nWe rent skis in Narvik. Renting skis in Narvik is possible from December to April.\n')
  await draft.getByText('It has headings and says nothing.').waitFor({ state: 'detached' })
  await page.keyboard.press('Control+Enter')
  const dialog = page.getByRole('dialog')
  await appears(dialog.getByText('No personal data found in it'))
  await dialog.getByRole('button', { name: /^Publish/ }).click()
  await appears(draft.getByRole('heading', { name: 'Asked again: 2 questions' }))
  await appears(draft.getByText(/^From .*rent skis/).first())
  await screen.screenshot('knowledge-asked-again')
  expect(await screen.axe()).toEqual([])
  await page.getByRole('tab', { name: 'Documents' }).click()
  await appears(page.getByRole('row', { name: /skis in Narvik.*indexed/ }))
  await screen.screenshot('knowledge-documents')
  expect(await screen.axe()).toEqual([])
})
