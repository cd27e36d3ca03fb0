import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser } from 'playwright-core'
import { appears, openScreen, startBrowser } from '#test/support/page.ts'
import { startWorld } from '#test/support/world.ts'

/** Conversations of another program come in from the settings: seen first, a backup before, one line that cannot be read. */
let browser: Browser
beforeAll(async () => {
  browser = await startBrowser()
})
afterAll(() => browser.close())

const dialogue = (words: string) => JSON.stringify({ messages_display: `user: ${words}\nassistant: I will look.` })
const content = [dialogue('Where is my <b>zanzibar</b> lamp?'), '{"messages": [', dialogue('Bye'), ''].join('\n')

test('a file is looked at, then taken in, and its words are found', async () => {
  const world = await startWorld({ words: ['--sandbox'] })
  try {
    const screen = await openScreen(browser, world.url())
    const { page } = screen
    await page.getByRole('button', { name: 'Settings' }).click()
    await page.getByRole('button', { name: 'Backup & data' }).click()
    const file = { name: 'dialogues.jsonl', mimeType: 'application/jsonl', buffer: Buffer.from(content) }
    await page.getByLabel('File with conversations to import').setInputFiles(file)
    await appears(page.getByText('Line 2 was not read.'))
    await appears(page.getByText('with 4 messages and 0 actions'))
    expect(await screen.axe()).toEqual([])
    await screen.screenshot('importing')
    await page.getByRole('button', { name: 'Back up, then import' }).click()
    await appears(page.getByText('2 conversations were added'), 60_000)
    const { hits } = await world
      .desk()
      .transcripts.search({ text: 'zanzibar', order: 'newest', cursor: null, limit: 5 })
    expect(hits).toHaveLength(1)
    expect(await world.desk().conversations.get({ id: hits[0]?.conversationId ?? 0 })).toMatchObject({
      conversation: { state: 'closed', control: 'human', waitingSince: null },
    })
    await page.getByRole('button', { name: 'Add a rule' }).click()
    expect(await screen.axe()).toEqual([])
    await screen.close()
  } finally {
    await world.stop()
  }
})
