import { readFile } from 'node:fs/promises'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '#test/support/desk-rig.ts'
import { pressOn, tabTo } from '#test/support/keyboard.ts'
import { appears, openScreen, startBrowser } from '#test/support/page.ts'
import { look } from '#test/support/second-thoughts.ts'
import { startWorld, type World } from '#test/support/world.ts'

/** The record in numbers by keyboard: a day is read aloud, the table says the same, a number opens its rows, a file is safe. */
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

test('a chart, its table, its file, and the rows behind a number', async () => {
  const desk = world.desk()
  const pending = await until('three proposals', async () => {
    const { items } = await desk.proposals.list({ states: ['pending'], conversationId: null, cursor: null, limit: 50 })
    // What stands in one bundle does not outlive a rejection.
    const apart = items.filter((one, at) => items.findIndex((it) => it.conversationId === one.conversationId) === at)
    return apart.length >= 3 ? apart.slice(0, 3) : null
  })
  for (const { id, revision, argsHash, fingerprint } of pending)
    await desk.proposals.decide({
      verb: 'reject',
      id,
      revision,
      argsHash,
      fingerprint,
      reasons: ['other'],
      text: 'Not now.',
      scope: 'call',
      next: 'stop',
    })
  const screen = await openScreen(browser, world.url())
  const { page } = screen
  await appears(page.getByText('Desk connected'))
  await page.keyboard.press('Control+8')
  const measures = page.getByRole('region', { name: 'Measures' })
  const decided = measures.getByRole('link', { name: /^3 actions, decided by people/ })
  await appears(decided)
  await appears(measures.getByText('Too few to say').first())

  const chart = page.getByRole('slider', { name: 'Decisions by day, in actions' })
  await tabTo(page, chart)
  await page.keyboard.press('End')
  expect(await chart.getAttribute('aria-valuetext')).toMatch(/: Approved 0, Edited 0, Rejected 3, Answered 0/)
  await page.keyboard.press('ArrowLeft')
  expect(await chart.getAttribute('aria-valuetext')).toMatch(/Rejected 0/)
  await look(screen, 'insights')

  await pressOn(page, page.getByRole('button', { name: 'Show the table' }))
  const days = page.getByRole('table', { name: /Decisions by day/ })
  expect(await days.getByRole('row').count()).toBe(31)
  await appears(
    days
      .getByRole('row')
      .last()
      .getByRole('link', { name: /^3 actions, rejected on/ }),
  )
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    pressOn(page, page.getByRole('region', { name: 'Day by day' }).getByRole('button', { name: 'CSV' })),
  ])
  const file = await readFile(await download.path(), 'utf8')
  expect(file.split('\r\n').at(-2)).toMatch(/^\d{4}-\d{2}-\d{2},0,0,3,0,\d+$/)
  await pressOn(page, page.getByRole('tab', { name: 'By tool' }))
  expect(await screen.axe()).toEqual([])

  const text = new URLSearchParams(((await decided.getAttribute('href')) ?? '').split('?')[1]).get('q') ?? ''
  expect((await desk.transcripts.count({ text })).hits).toEqual({ count: 3, more: false })
  await pressOn(page, decided)
  await expect.poll(() => page.getByRole('combobox', { name: 'Search transcripts' }).textContent()).toBe(text)
  await appears(page.getByRole('listbox', { name: 'Conversations found' }).getByRole('option').first())
  await screen.close()
})
