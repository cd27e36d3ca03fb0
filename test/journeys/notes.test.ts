import { expect, test } from 'vitest'
import { creditCall, prepareJourney } from '#test/support/journey.ts'
import { appears } from '#test/support/page.ts'

/** A reviewer with the keyboard alone: a note at a row, a star, a tag, and a card number taken out for good. */
const journey = prepareJourney()
const card = '4111 1111 1111 1111'

test('a note, a star and a tag are set by key, and a card number is redacted from the row it stands in', async () => {
  const { screen } = await journey.begin({
    says: `Charge ${card} again, the parcel came late.`,
    turns: [{ calls: [creditCall('call_1', 25)] }, { text: 'Your credit is there.' }],
    shows: /\$25\.00 of store credit/,
  })
  const { page } = screen
  const { keyboard } = page
  const list = page.getByRole('listbox', { name: 'Conversations found' })
  await keyboard.press('Control+3')
  await page.getByRole('combobox', { name: 'Search transcripts' }).focus()
  await keyboard.type('"4111 1111"')
  await expect.poll(() => list.getByRole('option').count()).toBe(1)
  const row = page.locator('.tl-item', { hasText: card }).first()
  await appears(row)

  // Down to the row, and a note about it.
  await keyboard.press('Escape')
  await row.focus()
  await appears(page.locator('.tl-item[aria-current="true"]', { hasText: card }))
  await keyboard.press('n')
  const field = page.getByRole('textbox', { name: /^Note at/ })
  await expect.poll(() => field.evaluate((element) => element === document.activeElement)).toBe(true)
  await keyboard.type('Never ask for a card number.')
  await keyboard.press('Enter')
  const notes = page.getByRole('list', { name: 'Notes', exact: true })
  await appears(notes.getByText('Never ask for a card number.'))
  await expect.poll(() => row.evaluate((element) => element === document.activeElement)).toBe(true)

  await keyboard.press('s')
  await appears(page.getByRole('button', { name: 'Star', pressed: true }))
  await keyboard.press('v')
  await appears(page.getByRole('button', { name: 'Reviewed', pressed: true }))
  await keyboard.press('t')
  await appears(page.getByLabel('Add a tag'))
  await keyboard.type('card data')
  await keyboard.press('Enter')
  await appears(page.getByRole('list', { name: 'Tags of this desk' }).getByText('card data'))
  await keyboard.press('Escape')

  // Word by word to the number, and all four groups of it.
  await row.focus()
  await keyboard.press('ArrowRight')
  await keyboard.press('ArrowRight')
  for (let group = 1; group < 4; group += 1) await keyboard.press('Shift+ArrowRight')
  await appears(page.getByRole('toolbar', { name: 'Marked words' }))
  expect(await page.evaluate(() => document.getSelection()?.toString())).toBe(card)
  await keyboard.press('x')
  const dialog = page.getByRole('dialog', { name: 'Redact' })
  await appears(dialog.getByText('Where they stand'))
  expect(await dialog.getByRole('textbox', { name: 'Words' }).inputValue()).toBe(card)
  await keyboard.type('A card number')
  expect(await screen.axe()).toEqual([])
  await screen.screenshot('redact')
  await keyboard.press('Enter')
  await appears(page.getByRole('dialog', { name: 'Redacted' }))
  await keyboard.press('Escape')

  // Of the number nothing is left on the screen nor in the search; where it was is said, and the focus is there.
  await appears(page.locator('.tl-item[aria-current="true"]', { hasText: '[redacted]' }))
  await appears(page.getByText(/took out words in/))
  await expect.poll(() => list.getByRole('option').count()).toBe(0)
  const field2 = page.getByRole('combobox', { name: 'Search transcripts' })
  await field2.fill('')
  expect((await page.locator('#main').textContent())?.includes('1111 1111')).toBe(false)
  expect((await screen.axe()).filter((one) => !/query-field|result-row/.test(one))).toEqual([])
  await screen.screenshot('redacted')
  await screen.close()
})
