import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pressOn, tabTo } from '#test/support/keyboard.ts'
import { appears, openScreen, startBrowser } from '#test/support/page.ts'
import { look } from '#test/support/second-thoughts.ts'
import { startWorld, type World } from '#test/support/world.ts'

/** The playground by keyboard: both columns ask for a tool, one is given another result, one forks; nothing is ever done. */
let browser: Browser
let world: World
beforeAll(async () => {
  browser = await startBrowser()
  world = await startWorld({ words: ['--sandbox'] })
})
afterAll(async () => {
  await browser?.close()
  await world?.stop()
})

test('two columns are asked, a result is written by hand, a conversation is taken up again', async () => {
  const screen = await openScreen(browser, world.url())
  const { page } = screen
  await appears(page.getByText('Desk connected'))

  await page.keyboard.press('Control+6')
  const [first, second] = [
    page.getByRole('region', { name: 'Column A' }),
    page.getByRole('region', { name: 'Column B' }),
  ]
  await appears(first.getByText('Nothing was said yet.'))
  await page.keyboard.press('i')
  await page.keyboard.type('I want a refund for order 10433.')
  // Going away and coming back keeps what was written.
  await page.keyboard.press('Control+7')
  await page.keyboard.press('Control+6')
  await page.keyboard.press('i')
  await page.keyboard.press('Enter')
  await appears(first.getByRole('button', { name: /^Simulate/ }))
  await appears(second.getByRole('button', { name: /^Simulate/ }))
  expect(await screen.axe()).toEqual([])

  await pressOn(page, first.getByRole('button', { name: 'Edit result' }))
  await page.keyboard.press('Control+a')
  await page.keyboard.type('{"broken"')
  await pressOn(page, first.getByRole('button', { name: 'Give this result' }))
  await appears(first.getByText(/This is not JSON/))
  await page.getByRole('textbox', { name: 'Result, JSON' }).fill('{"status":"executed","data":{"order_id":"10433"}}')
  await pressOn(page, first.getByRole('button', { name: 'Give this result' }))
  await appears(first.getByText('Your own result'))
  await appears(first.getByText(/^2 answers/))

  await pressOn(page, first.getByRole('button', { name: 'Fork here' }).first())
  await appears(second.getByRole('button', { name: /^Simulate/ }))
  expect(await second.getByRole('button', { name: 'Set up column B' }).textContent()).toContain('Responses')
  await tabTo(page, first.getByRole('tab', { name: 'Steps' }))
  await page.keyboard.press('ArrowRight')
  await appears(first.getByLabel('Request, JSON').last())
  await page.keyboard.press('Control+s')
  const dialog = page.getByRole('dialog', { name: 'Save column A as a test' })
  await appears(dialog.getByRole('radiogroup', { name: 'Calls Lookup order' }))
  await dialog.getByRole('button', { name: 'Save test' }).click()
  const row = page.getByRole('list', { name: 'Scenarios' }).getByRole('listitem').filter({ hasText: 'I want a refund' })
  await appears(row.getByText('Never played'))
  await row.getByRole('button', { name: 'Play', exact: true }).click()
  await appears(row.getByRole('img', { name: 'Newest first: Passed' }))
  await row.getByRole('button', { name: /refund for order/ }).click()
  expect(await screen.axe()).toEqual([])
  await look(screen, 'playground-tests')

  await page.keyboard.press('Control+1')
  await page.getByRole('button', { name: 'Try in the playground' }).click()
  await appears(page.getByText('Played again:'))
  await appears(first.getByText('Customer').first())

  const { items } = await world.desk().proposals.list({ states: [], conversationId: null, cursor: null, limit: 50 })
  expect(items.filter(({ id, mode }) => id.startsWith('played_') || mode === 'dry_run')).toEqual([])
  await screen.close()
})
