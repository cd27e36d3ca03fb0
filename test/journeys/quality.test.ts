import { expect, test } from 'vitest'
import { plant } from '#test/support/canaries.ts'
import { until } from '#test/support/desk-rig.ts'
import { prepareJourney } from '#test/support/journey.ts'
import { appears } from '#test/support/page.ts'

/** A review queue from its making to its end without a pointer: drawn, scored by digits, skipped with a reason, kept. */

const journey = prepareJourney()

test('a queue is drawn from a search, scored by key from item to item, and what was given is kept', async () => {
  const { desk, screen } = await journey.open()
  const { page } = screen
  const { control } = journey.rig().sandbox
  for (const name of ['Ada', 'Ben', 'Cleo']) {
    await control.inject({
      text: `The parcel of ${name} is late.`,
      customer: { name, email: `${name}@people.example` },
    })
  }
  await until('three conversations', async () => {
    const { items } = await desk.desk().conversations.list({ state: 'all', cursor: null, limit: 50 })
    return items.length >= 3 ? true : null
  })
  await desk.desk().people.add({ name: 'Sam Okafor', pin: plant('a PIN', 'rowan-246810') })

  await page.keyboard.press('g')
  await page.keyboard.press('q')
  const queues = page.getByRole('region', { name: 'Queues' })
  await queues.getByRole('button', { name: 'New queue' }).press('Enter')
  const form = page.getByRole('region', { name: 'New queue' })
  await form.getByRole('textbox', { name: 'Name' }).fill('Late parcels')
  await form.getByRole('textbox', { name: 'How many' }).fill('3')
  await form.getByRole('checkbox', { name: 'Blind' }).press('Space')
  await appears(form.getByText(/3 drawn/))
  await screen.screenshot('quality-new-queue')
  await form.getByRole('button', { name: 'Make queue' }).press('Enter')

  const review = page.getByRole('region', { name: 'Review: Late parcels' })
  await appears(review.getByText('Item 1 of 3'))
  const score = review.getByRole('status', { name: 'Score' })
  await appears(review.getByRole('radiogroup', { name: 'Understood' }))
  for (const key of ['5', '2', '4', 'y', '4']) await page.keyboard.press(key)
  // (2 × 1 + 3 × 1 + 2 × ¾ + 3 × 1 + 1 × ¾) / 11
  await expect.poll(() => score.innerText()).toMatch(/^93\b/)
  // Nothing was said about the disclosure: the first Enter leads there.
  await page.keyboard.press('Enter')
  await page.keyboard.press('x')
  await page.keyboard.press('n')
  await page.keyboard.type('Quick and kind.')
  await screen.screenshot('quality-review')
  expect(await screen.axe()).toEqual([])
  await page.keyboard.press('Control+Enter')

  await appears(review.getByText('Item 2 of 3'))
  await appears(review.getByRole('radiogroup', { name: 'Understood' }))
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('1')
  await appears(review.getByText(/Right action failed and is critical/))
  await review.getByRole('button', { name: 'wrong amount' }).press('Space')
  await screen.screenshot('quality-failed')
  await page.keyboard.press('s')
  await page.getByRole('textbox', { name: 'Why' }).fill('Not my language')
  await page.keyboard.press('Enter')

  await appears(review.getByText('Item 3 of 3'))
  await page.keyboard.press('b')
  await appears(review.getByText('You skipped this: Not my language.'))
  await page.keyboard.press('Escape')
  await appears(queues.getByText('2 of 3'))
  await screen.screenshot('quality-queues')
  expect(await screen.axe()).toEqual([])

  const { scores } = await desk.desk().quality.scores({ queue: null, limit: 10 })
  expect(scores).toMatchObject([{ result: { percent: 93.2 }, marks: { note: 'Quick and kind.' }, revision: 1 }])
  await screen.close()
})
