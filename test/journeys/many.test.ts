import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser } from 'playwright-core'
import type { Risk } from '#contract/tool.ts'
import type { OpenedStore } from '#main/store/index.ts'
import { openScreen, startBrowser, type Screen } from '#test/support/page.ts'
import { startSeededDesk, type SeededDesk } from '#test/support/seeded-desk.ts'
import { asked, incomingConversation, incomingMessage, newProposal, storedTurn } from '#test/support/store.ts'

/** Five thousand conversations wait, and the list does not feel it. */

const many = 5000
const risks: readonly Risk[] = [3, 2, 1, 4]

/** A database as a very bad week would leave it. */
async function seed(store: OpenedStore): Promise<void> {
  const now = Date.now()
  const incoming = Array.from({ length: many }, (_, at) =>
    incomingConversation(`many-${at}`, {
      customer: { externalId: `c${at}`, name: `Customer ${at}`, email: null },
      // Who wrote just now stands in another section than who has waited for long: from there on pages reach into both.
      messages: [incomingMessage(`many-${at}-1`, { at: at > 600 && at % 2 === 1 ? now : 1000 })],
    }),
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

/**
 * Watches from inside the page whether rows move by themselves: whenever the list has grown or shrunk from one frame to the
 * next, each row that was in sight must stand where it stood, but for what the wheel has done meanwhile.
 */
async function watchPlaces({ page }: Screen): Promise<void> {
  await page.evaluate(() => {
    const seen = { changes: 0, moved: [] as string[] }
    const list = document.querySelector<HTMLElement>('[role=listbox]')
    if (list === null) throw new Error('There is no list.')
    let written = 0
    const real: (to: ScrollToOptions) => void = list.scrollTo.bind(list)
    const scrollTo = (to: ScrollToOptions) => {
      const from = list.scrollTop
      real(to)
      written += list.scrollTop - from
    }
    Object.assign(list, { scrollTo })
    const look = () => ({
      height: list.scrollHeight,
      scrolled: list.scrollTop,
      written,
      tops: new Map(
        [...list.querySelectorAll('[role=option]')].map((row) => [row.id, row.getBoundingClientRect().top]),
      ),
    })
    let before = look()
    const frame = () => {
      const now = look()
      const { top: start, bottom: end } = list.getBoundingClientRect()
      if (now.height !== before.height && before.scrolled > 0) {
        seen.changes += 1
        const wheeled = now.scrolled - before.scrolled - (now.written - before.written)
        for (const [id, top] of before.tops) {
          const expected = top - wheeled
          const wasInSight = top >= start && top + 64 <= end
          const isInSight = expected >= start && expected + 64 <= end
          if (!wasInSight || !isInSight || Math.abs((now.tops.get(id) ?? NaN) - expected) <= 1) continue
          seen.moved.push(`${id} from ${top} to ${now.tops.get(id) ?? 'nowhere'}, wheel ${wheeled}`)
        }
      }
      before = now
      requestAnimationFrame(frame)
    }
    frame()
    Object.assign(window, { seen })
  })
}
const places = ({ page }: Screen) =>
  page.evaluate(() => (window as unknown as { seen: { changes: number; moved: readonly string[] } }).seen)

test('scrolling on while further pages still load keeps every row in its place', async () => {
  const screen = await openScreen(browser, desk.world.url())
  const { page, queue } = screen
  const list = queue.getByRole('listbox', { name: 'Decisions' })
  await expect.poll(() => screen.rows.count()).toBeGreaterThan(5)
  const first = await queue.getByRole('option', { selected: true }).getAttribute('id')
  await watchPlaces(screen)
  await list.hover()
  await expect
    .poll(
      async () => (await page.mouse.wheel(0, 2500), await page.mouse.wheel(0, 2500), (await places(screen)).changes),
      {
        timeout: 60_000,
        interval: 5,
      },
    )
    .toBeGreaterThanOrEqual(14)
  const { moved } = await places(screen)
  expect(moved).toEqual([])
  // The selected row is far away by now, and still there for whoever listens.
  expect(await queue.getByRole('option', { selected: true }).getAttribute('id')).toBe(first)
  const rows = await drawn(screen)
  expect(rows.length).toBeLessThan(mostRows)
  expect(new Set(rows.map(([, size]) => size))).toEqual(new Set([many]))
  await screen.close()
})

test('panes are as wide as somebody made them, by pointer or keys, and one above the other where there is no room', async () => {
  const screen = await openScreen(browser, desk.world.url())
  const { page, queue, evidence, dock } = screen
  await expect.poll(() => screen.rows.count()).toBeGreaterThan(5)
  const edge = (name: string) => page.getByRole('separator', { name: `Width of the ${name}` })
  const width = async (name: string) => Number(await edge(name).getAttribute('aria-valuenow'))
  const drawnWidths = async () => [(await queue.boundingBox())?.width, (await evidence.boundingBox())?.width]
  expect(await drawnWidths()).toEqual([340, 380])
  await edge('queue').focus()
  for (const key of ['ArrowRight', 'ArrowRight', 'Shift+ArrowRight', 'ArrowLeft']) await page.keyboard.press(key)
  expect(await width('queue')).toBe(390)
  const { x, y } = (await edge('evidence').boundingBox()) ?? { x: 0, y: 0 }
  await page.mouse.move(x + 4, y + 100)
  await page.mouse.down()
  await page.mouse.move(x - 36, y + 120, { steps: 4 })
  await page.mouse.up()
  expect(await drawnWidths()).toEqual([390, 420])
  await page.reload()
  await expect.poll(drawnWidths).toEqual([390, 420])
  await edge('evidence').focus()
  await page.keyboard.press('End')
  expect(await width('evidence')).toBe(480)
  await page.keyboard.press('Enter')
  expect(await width('evidence')).toBe(380)
  expect(await screen.axe()).toEqual([])

  // Below 1180 px the evidence is a drawer; at 400 % everything stands in one column that scrolls one way.
  await page.setViewportSize({ width: 1000, height: 720 })
  await expect.poll(() => edge('queue').count()).toBe(0)
  await page.getByRole('button', { name: 'Sources 2', exact: true }).click()
  await expect.poll(() => evidence.isVisible()).toBe(true)
  await page.getByRole('button', { name: 'Sources 2', exact: true }).click()
  await page.setViewportSize({ width: 320, height: 256 })
  await dock.scrollIntoViewIfNeeded()
  const column = () =>
    page.evaluate(() => ({
      sideways: document.documentElement.scrollWidth - innerWidth,
      primary: document.querySelector('[data-verb=primary]')?.getBoundingClientRect().right ?? Infinity,
      queueAbove:
        (document.querySelector('.queue')?.getBoundingClientRect().bottom ?? Infinity) <=
        (document.querySelector('#decision-dock')?.getBoundingClientRect().top ?? 0),
    }))
  await expect.poll(async () => (await column()).queueAbove).toBe(true)
  const { sideways, primary } = await column()
  expect(sideways).toBeLessThanOrEqual(0)
  expect(primary).toBeLessThanOrEqual(320)
  await screen.close()
})

test('a link shows a conversation or a decision, and nothing else', async () => {
  const screen = await openScreen(browser, desk.world.url())
  const { page, queue } = screen
  await expect.poll(() => screen.rows.count()).toBeGreaterThan(5)
  const follow = (hash: string) => page.evaluate((to) => void (location.hash = to), hash)
  const opened = () => page.getByRole('region', { name: 'Conversation' }).getByRole('heading').first().textContent()
  const notice = page.getByRole('region', { name: 'Notices' }).getByRole('status')
  const { items } = await desk.world.desk().inbox.page({ view: 'all', cursor: null, limit: 50 })
  const [first, , third, fourth] = items
  await expect.poll(opened).toBe(first?.customer)
  await follow(`#proposal/${fourth?.id}`)
  await expect.poll(opened).toBe(fourth?.customer)
  expect(await queue.getByRole('option', { selected: true }).getAttribute('aria-posinset')).toBe('4')
  await follow(`#conversation/${third?.conversationId}`)
  await expect.poll(opened).toBe(third?.customer)
  for (const [link, words] of [
    ['#proposal/unheard-of', /could not be opened/],
    ['#proposal/../settings', /not understood/],
    ['#approve/p-1', /not understood/],
  ] as const) {
    await follow(link)
    await expect.poll(() => notice.textContent()).toMatch(words)
    expect(await page.evaluate(() => location.hash)).toBe('')
    await notice.getByRole('button', { name: 'Dismiss' }).click()
    await expect.poll(() => notice.count()).toBe(0)
  }
  expect(await opened()).toBe(third?.customer)
  const { items: after } = await desk.world.desk().inbox.page({ view: 'all', cursor: null, limit: 50 })
  expect(after).toEqual(items)
  await screen.close()
})

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

  // With letters that are no keys, typing finds; a held row stays where it is.
  const { configuration } = await desk.world.desk().settings.get({})
  const settings = { ...configuration.settings, singleKeys: false }
  await desk.world.desk().settings.import({ configuration: { ...configuration, settings } })
  const title = () => queue.getByRole('option', { selected: true }).textContent()
  await list.focus()
  const stepped = async () => {
    const from = await selected()
    await page.keyboard.press('j')
    return (await selected()) - from
  }
  await expect.poll(stepped).toBe(0)
  await page.keyboard.press('Home')
  await page.keyboard.type('customer 4321', { delay: 5 })
  await expect.poll(title).toContain('Customer 4321')
  await expect.poll(() => queue.getByRole('option', { selected: true }).isVisible()).toBe(true)
  const tasks = await page.evaluate(() => (window as unknown as { tasks: readonly number[] }).tasks)
  expect(Math.max(0, ...tasks)).toBeLessThan(longestTask)
  await screen.close()
})
