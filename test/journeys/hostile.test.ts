import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser } from 'playwright-core'
import type { OpenedStore } from '#main/store/index.ts'
import {
  corpusOf,
  countRuns,
  seedCorpus,
  seedDocuments,
  startListener,
  walkThrough,
  type Listener,
} from '#test/support/hostile-conversation.ts'
import { elsewhere, hostileTexts } from '#test/support/hostile-texts.ts'
import { appears, openScreen, startBrowser, type Screen } from '#test/support/page.ts'
import { startSeededDesk, type SeededDesk } from '#test/support/seeded-desk.ts'
import { asked, incomingConversation, incomingMessage, newProposal, storedTurn } from '#test/support/store.ts'

/** A customer and a model who mean harm: nothing they write runs, loads, hides, or passes for a part of the desk. */

const override = String.fromCodePoint(0x202e)
const zeroWidth = String.fromCodePoint(0x200b)
const tagLetter = String.fromCodePoint(0xe0041)

const html = `
  <style>#decision-dock { display: none !important } @import url(${elsewhere}/a.css);</style>
  <script>document.title = 'owned'; fetch('${elsewhere}/script')</script>
  <img src="${elsewhere}/pixel.png?who=ana" onerror="document.title='owned'" alt="a holiday">
  <svg onload="document.title='owned'"><image href="${elsewhere}/svg.png" /></svg>
  <iframe src="${elsewhere}/frame"></iframe><video poster="${elsewhere}/v.png" src="${elsewhere}/v.mp4"></video>
  <link rel="stylesheet" href="${elsewhere}/b.css"><meta http-equiv="refresh" content="0;url=${elsewhere}/meta">
  <base href="${elsewhere}/"><form action="${elsewhere}/form"><button autofocus>Approve</button></form>
  <a href="javascript:document.title='owned'">a link that runs</a>
  <a href="${elsewhere}/landing">https://larch.example/refunds</a>
  <div style="position:fixed;inset:0;background:red" onclick="document.title='owned'">covers everything</div>
  <p>Please refund order ${override}33401${String.fromCodePoint(0x202c)} to${zeroWidth}day${tagLetter}.</p>
  <p id="decision-dock">the same name</p>`

const reason = [
  '</textarea></div><button class="dock-primary">Approve</button><img src=x onerror=alert(1)>',
  '\n'.repeat(5000),
  'Countersigned by Jo Lindqvist. [Approve](javascript:alert(1))',
  `${override}lamron${zeroWidth}`,
  ...hostileTexts.map(({ text }) => text),
].join('')
const args = { order_id: `104${zeroWidth}33`, amount: 12, reason }

async function seed(store: OpenedStore): Promise<void> {
  const name = `Ana ${override}ziuR`
  const message = incomingMessage('hostile-1', {
    authorName: name,
    html,
    text: `Refund ${override}33401`,
    at: Date.now(),
  })
  const customer = { externalId: 'c-hostile', name, email: null }
  const conversation = incomingConversation('hostile', {
    subject: `<b onclick=x>${override}s</b>`,
    customer,
    messages: [message],
  })
  const [merged] = await store.conversations.merge([conversation], null)
  const { id } = merged!.conversation
  const turn = storedTurn('turn-hostile', id)
  const sentence = [
    { text: 'Refund ', value: false },
    { text: '$12.00', value: true },
    { text: ' to order ', value: false },
    { text: args.order_id, value: true },
  ]
  const proposal = newProposal('p-hostile', id, turn.id, { arguments: args, sentence, agentReason: html })
  await store.ledger.propose({
    turn,
    proposals: [{ id: proposal.id, events: asked(proposal), outboxKey: null }],
    conversation: { activity: 'waiting' },
  })
}

let browser: Browser
let desk: SeededDesk
let listener: Listener
beforeAll(async () => {
  listener = await startListener()
  browser = await startBrowser()
  desk = await startSeededDesk(async (store) => {
    await seed(store)
    await seedCorpus(store, listener.at)
    await seedDocuments(store, listener.at)
  })
})
afterAll(async () => {
  await browser?.close()
  await desk?.stop()
  await listener?.stop()
})

/** The verbs stand inside the window, and nothing lies over them. */
async function inSight({ dock, primary }: Screen): Promise<void> {
  for (const verb of [primary, dock.getByRole('button', { name: /^Reject/ })]) {
    const box = await verb.boundingBox()
    expect(box).not.toBeNull()
    expect(box!.y + box!.height).toBeLessThanOrEqual(900)
    expect(box!.x + box!.width).toBeLessThanOrEqual(1440)
    const onTop = await verb.evaluate((element) => {
      const { x, y, width, height } = element.getBoundingClientRect()
      return element.contains(document.elementFromPoint(x + width / 2, y + height / 2))
    })
    expect(onTop).toBe(true)
  }
}

test('nothing leaves, nothing runs, the verbs stay in sight and what was hidden shows', async () => {
  const screen = await openScreen(browser, desk.world.url())
  const { page, dock, timeline, evidence, queue } = screen
  await queue.getByRole('option', { name: /Refund/ }).click()
  await appears(dock.getByRole('heading', { level: 2, name: /Refund \$12\.00/ }))
  await appears(timeline.getByText('covers everything'))

  // The customer's words are words: what could load is named, what could run is gone, what hid is shown.
  await appears(timeline.getByText(/Image not loaded/).first())
  await appears(timeline.getByRole('img', { name: 'right-to-left override' }).first())
  await appears(timeline.getByRole('img', { name: 'zero-width space' }).first())
  await appears(timeline.getByRole('img', { name: 'invisible tag character' }).first())
  await appears(timeline.getByText('leads to collect.evil.example'))
  const foreign = 'script, style, img, iframe, video, svg image, form, base, [onclick], [onerror], [style*="fixed"]'
  expect(await timeline.locator(foreign).count()).toBe(0)
  expect(await timeline.getByRole('button', { name: 'Approve' }).count()).toBe(0)
  expect(await page.locator('#decision-dock').count()).toBe(1)

  // The arguments are data: no second verb, no way to push the real one out of sight, no hidden letters.
  await appears(dock.getByRole('img', { name: /^5000 line breaks$/ }).first())
  await appears(dock.getByRole('img', { name: 'right-to-left override' }).first())
  await appears(dock.getByRole('img', { name: 'zero-width space' }).first())
  expect(await page.locator('.dock-primary').count()).toBe(1)
  await inSight(screen)
  await screen.screenshot('hostile')
  await dock.getByRole('button', { name: 'Raw JSON' }).click()
  await appears(
    dock.getByRole('group', { name: 'Arguments as JSON' }).getByRole('img', { name: 'right-to-left override' }).first(),
  )
  for (const tab of ['Sources', 'Customer', 'History', 'Raw', 'Why'])
    await evidence.getByRole('tab', { name: new RegExp(`^${tab}`) }).click()
  await inSight(screen)
  await dock.getByRole('button', { name: 'Fields' }).click()
  await page.keyboard.press('e')
  await appears(dock.getByRole('textbox', { name: 'Reason' }))
  await inSight(screen)

  expect(await page.title()).toMatch(/^(\(\d+\) )?Larch & Ledge · Countersign$/)
  const origin = new URL(desk.world.url()).host
  expect(screen.requested.filter((address) => new URL(address).host !== origin)).toEqual([])
  await screen.close()
})

test('a corpus of hostile HTML, Markdown and letters is drawn whole: nothing runs, nothing leaves, no policy is breached', async () => {
  const { html, words } = corpusOf(listener.at)
  const count = html.length + words.length
  expect(count).toBeGreaterThan(250)
  const screen = await openScreen(browser, desk.world.url())
  const { page, queue, timeline, dock, evidence } = screen
  const runs = await countRuns(page)
  const address = page.url()
  await queue.getByRole('option', { name: /Corpus/ }).click()
  await appears(dock.getByRole('heading', { level: 2, name: /Read the corpus/ }))
  await appears(timeline.getByText(/^No\. \d+:/).last())
  const drawn = await walkThrough(timeline, '.timeline-item', count)
  expect(Array.from({ length: count }, (_, index) => index).filter((index) => !drawn.has(index))).toEqual([])
  await screen.screenshot('hostile-corpus')
  for (const tab of ['Sources', 'Customer', 'History', 'Raw', 'Why'])
    await evidence.getByRole('tab', { name: new RegExp(`^${tab}`) }).click()

  await page.keyboard.press('Control+3')
  await page
    .getByRole('listbox', { name: 'Conversations found' })
    .getByRole('option', { name: /Corpus/ })
    .click()
  await appears(page.locator('.tl-item').first())

  const foreign = () =>
    page.evaluate(() => document.querySelectorAll('main img[src], iframe, object, embed, form, base').length)
  expect(await foreign()).toBe(0)

  await page.keyboard.press('g')
  await page.keyboard.press('k')
  await page.getByRole('tab', { name: 'Drafts' }).click()
  await page.getByRole('button', { name: /^Corpus/ }).click()
  await page.getByRole('button', { name: 'Preview' }).click()
  const preview = page.getByRole('region', { name: 'Preview' })
  await appears(preview.getByText(`No. ${count - 1}:`))
  expect(await preview.locator('.knowledge-heading').count()).toBeGreaterThanOrEqual(count)
  await screen.screenshot('hostile-document')
  expect(await foreign()).toBe(0)
  expect([runs, listener.heard, page.url().split('#')[0]]).toEqual([[], [], address.split('#')[0]])
  const origin = new URL(desk.world.url()).host
  expect(screen.requested.filter((asked) => new URL(asked).host !== origin)).toEqual([])
  await screen.close()
})
