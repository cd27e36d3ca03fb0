import { stat } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { proposalOf } from '#test/support/desk-rig.ts'
import { creditCall } from '#test/support/journey.ts'
import { pressOn, tabTo } from '#test/support/keyboard.ts'
import { appears, armed } from '#test/support/page.ts'
import { look, prepareScene } from '#test/support/second-thoughts.ts'

/** Who decided what: found, compared, verified and exported, with the keyboard alone. */
const scene = prepareScene()

test('a decision is found in the ledger, with what was changed; the ledger is verified and exported', async () => {
  const { desk, screen } = await scene.fresh()
  const { page, dock } = screen
  const turns = [{ calls: [creditCall('c1', 44)] }, { text: 'Credited.' }]
  const id = await scene.begin(screen, 'Credit for a bent pole?', turns, /\$44\.00/)
  await page.keyboard.press('e')
  await dock.getByRole('textbox', { name: 'Amount' }).fill('40')
  await armed(screen, /\$40\.00/)
  await page.keyboard.press('Control+Enter')
  await proposalOf(desk, id, 'issue_store_credit', ['succeeded'])
  await page.keyboard.press('Escape')

  await page.keyboard.press('Control+9')
  const list = page.getByRole('listbox', { name: 'What happened' })
  await appears(list.getByRole('option', { name: /Done/ }).first())
  await tabTo(page, list)
  const signed = list.getByRole('option', { name: /Jo Lindqvist Edited and signed revision 1/ })
  for (let steps = 0; steps < 12 && (await signed.getAttribute('aria-selected')) !== 'true'; steps += 1)
    await page.keyboard.press('ArrowDown')
  const side = page.getByRole('complementary', { name: 'This entry' })
  await appears(side.getByText('What ran is what was signed here.'))
  await appears(
    side
      .getByText('removed: 44', { exact: false })
      .or(side.locator('del', { hasText: '44' }))
      .first(),
  )
  await appears(side.getByRole('heading', { name: 'From beginning to end' }))
  await appears(side.getByText('Receipt', { exact: true }))
  await look(screen, 'activity')

  // What happens meanwhile is counted and moves nothing, until it is asked for.
  const { control } = scene.rig().sandbox
  await control.script({ contains: 'And the zip?', turns: [{ calls: [creditCall('c2', 21)] }] })
  await proposalOf(desk, await control.inject({ text: 'And the zip?' }), 'issue_store_credit', ['pending'])
  const fresh = page.getByRole('button', { name: /^\d+ new entries$/ })
  await appears(fresh)
  expect(await signed.getAttribute('aria-selected')).toBe('true')
  expect(await list.getByRole('option', { name: /\$21\.00/ }).count()).toBe(0)
  await pressOn(page, fresh)
  await appears(list.getByRole('option', { name: /\$21\.00/ }).first())
  expect(await fresh.count()).toBe(0)

  const filters = page.getByRole('navigation', { name: 'Filters' })
  await pressOn(page, filters.getByRole('button', { name: /^Failures/ }))
  await appears(page.getByText('Nothing like that has happened.'))
  await pressOn(page, filters.getByRole('button', { name: /^Decisions/ }))
  await appears(signed)
  expect(await list.getByRole('option', { name: /Request sent/ }).count()).toBe(0)

  await pressOn(page, page.getByRole('button', { name: 'Verify…' }))
  await pressOn(page, page.getByRole('button', { name: 'Verify now' }))
  await appears(page.getByText('The ledger is as it was written.'))
  await appears(page.getByText('Every proposal is what its entries add up to.'))
  await look(screen, 'activity-verified')

  await pressOn(page, page.getByRole('button', { name: 'Export…' }))
  await pressOn(page, page.getByRole('button', { name: 'Export now' }))
  const file = page.getByText(/ledger-.*\.jsonl$/)
  await appears(file)
  expect((await stat((await file.textContent()) ?? '')).size).toBeGreaterThan(1000)
  await look(screen, 'activity-exported')

  await page.setViewportSize({ width: 820, height: 900 })
  await tabTo(page, list)
  await page.keyboard.press('Home')
  await look(screen, 'activity-narrow')
  await page.evaluate(() => (location.hash = '#activity/1'))
  await appears(side.getByText('Ledger entry'))
  await screen.close()
})
