import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser } from 'playwright-core'
import type { Risk } from '#contract/tool.ts'
import type { OpenedStore } from '#main/store/index.ts'
import { openScreen, startBrowser, type Screen } from '#test/support/page.ts'
import { startSeededDesk, type SeededDesk } from '#test/support/seeded-desk.ts'
import { asked, incomingConversation, newProposal, storedTurn } from '#test/support/store.ts'

/** Five thousand conversations wait, and the list does not feel it. */

const many = 5000
const risks: readonly Risk[] = [3, 2, 1, 4]

/** A database as a very bad week would leave it. */
async function seed(store: OpenedStore): Promise<void> {
  const incoming = Array.from({ length: many }, (_, at) =>
    incomingConversation(`many-${at}`, { customer: { externalId: `c${at}`, name: `Customer ${at}`, email: null } }),
  )
  const merged = await store.conversations.merge(incoming, null)
  await Promise.all(
    merged.map(async ({ conversation }, at) => {
      const turn = storedTurn(`turn-${at}`, conversation.id)
      const proposal = newProposal(`p-${at}`, conversation.id, turn.id, { risk: risks[at % risks.length] ?? 3 })
      const proposals = [{ id: proposal.id, events: asked(proposal), outboxKey: null }]
      await store.ledger.propose({ turn, proposals, conversation: { activity: 'waiting' } })
    }),
  )
}

let browser: Browser
let desk: SeededDesk
beforeAll(async () => {
  browser = await startBrowser()
  desk = await startSeededDesk(seed)
})
afterAll(async () => {
  await browser?.close()
  await desk?.stop()
})

/** Places of the rows that exist, and the size each of them names. */
const drawn = ({ rows }: Screen) =>
  rows.evaluateAll((all) =>
    all.map((row) => [Number(row.getAttribute('aria-posinset')), Number(row.getAttribute('aria-setsize'))] as const),
  )

const mostRows = 60
/** A ceiling against hanging, on any machine; how fast it is, `bench/keypress.ts` measures. */
const longestTask = 3000

test('the list scrolls, steps and jumps without hanging, and always knows where it is', async () => {
  const screen = await openScreen(browser, desk.world.url())
  const { page, queue } = screen
  const list = queue.getByRole('listbox', { name: 'Decisions' })
  const selected = async () => Number(await queue.getByRole('option', { selected: true }).getAttribute('aria-posinset'))
  const check = async () => {
    const rows = await drawn(screen)
    expect(rows.length).toBeGreaterThan(5)
    expect(rows.length).toBeLessThan(mostRows)
    expect(new Set(rows.map(([, size]) => size))).toEqual(new Set([many]))
    expect(new Set(rows.map(([place]) => place)).size).toBe(rows.length)
  }
  await expect.poll(selected, { timeout: 30_000 }).toBe(1)
  await check()
  await page.evaluate(() => {
    const tasks: number[] = []
    new PerformanceObserver((entries) => tasks.push(...entries.getEntries().map(({ duration }) => duration))).observe({
      type: 'longtask',
    })
    Object.assign(window, { tasks })
  })

  await list.focus()
  for (let step = 0; step < 300; step += 1) await page.keyboard.down('j')
  await page.keyboard.up('j')
  // Steps past what is loaded wait for the next page; none is lost.
  await expect.poll(selected, { timeout: 30_000 }).toBe(301)
  const reached = 301
  await check()

  await list.hover()
  for (let turn = 0; turn < 60; turn += 1) await page.mouse.wheel(0, 1500)
  await check()
  expect(await list.evaluate((element) => element.scrollTop)).toBeGreaterThan(20_000)
  expect(await list.evaluate((element) => element === document.activeElement)).toBe(true)
  expect(await selected()).toBe(reached)

  await page.keyboard.press('End')
  await expect.poll(selected, { timeout: 60_000 }).toBe(many)
  await check()
  await page.keyboard.press('Home')
  await expect.poll(selected, { timeout: 30_000 }).toBe(1)
  await check()
  await screen.screenshot('many')
  const tasks = await page.evaluate(() => (window as unknown as { tasks: readonly number[] }).tasks)
  expect(Math.max(0, ...tasks)).toBeLessThan(longestTask)
  await screen.close()
})
