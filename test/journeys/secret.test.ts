import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser } from 'playwright-core'
import { appears, openScreen, startBrowser } from '#test/support/page.ts'
import { startWorld, type World } from '#test/support/world.ts'

/** A key goes in through the screen and never comes out again: not to the page, not over the wire, not to any file. */

let browser: Browser
let world: World
beforeAll(async () => {
  browser = await startBrowser()
  world = await startWorld({ environment: { COUNTERSIGN_PASSPHRASE: 'only for this test' } })
})
afterAll(async () => {
  await browser?.close()
  await world?.stop()
})

const canary = 'xai-CANARY0f3c9b7d51e2QwErTy77c4'

async function filesUnder(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

/** As it is, as any text encoding of the disk or the wire might hold it. */
const forms = [
  Buffer.from(canary),
  Buffer.from(canary, 'utf16le'),
  Buffer.from(canary).toString('base64').slice(0, -4),
  Buffer.from(canary).toString('hex'),
]

test('only status and the last four characters are left', async () => {
  const screen = await openScreen(browser, world.url())
  const { page } = screen
  const card = page.getByRole('article', { name: 'xAI key', exact: true })
  await page.getByRole('button', { name: 'Settings' }).click()
  await card.getByRole('button', { name: 'Add…' }).click()
  const field = card.getByLabel('New xAI key')
  expect(await field.getAttribute('type')).toBe('password')
  await field.fill(canary)
  await card.getByRole('button', { name: 'Save key' }).click()
  await appears(card.getByText('…77c4'))
  expect(await field.count()).toBe(0)
  await screen.screenshot('settings-key')

  const contents = async () => [
    await page.content(),
    ...(await page.locator('input, textarea').evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value))),
    await page.evaluate(() =>
      JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage), location.href, history.state]),
    ),
  ]
  for (const text of await contents()) expect(text).not.toContain(canary)

  await page.reload()
  await page.getByRole('button', { name: 'Settings' }).click()
  await appears(card.getByText('…77c4'))
  await card.getByRole('button', { name: 'Replace…' }).click()
  expect(await field.inputValue()).toBe('')
  for (const name of ['Connections', 'Backup, import, export', 'Accounts & keys']) {
    await page.getByRole('navigation', { name: 'Settings' }).getByRole('button', { name }).click()
    for (const text of await contents()) expect(text).not.toContain(canary)
  }

  expect(screen.received.length).toBeGreaterThan(5)
  expect(screen.received.some((frame) => frame.includes('77c4'))).toBe(true)
  for (const frame of screen.received) expect(frame).not.toContain(canary)
  for (const address of screen.requested) expect(address).not.toContain(canary)
  await screen.close()

  await world.desk().backup.create({})
  const files = await filesUnder(world.profileDirectory)
  expect(files.some((file) => file.endsWith('.sqlite'))).toBe(true)
  for (const file of files) {
    // A copy under way gets its name while this looks; it is searched under that name or as the database it was made of.
    const bytes = await readFile(file).catch((thrown: unknown) => {
      if (file.endsWith('.part')) return Buffer.alloc(0)
      throw thrown
    })
    for (const form of forms) expect(bytes.includes(form), file).toBe(false)
  }
  expect(world.complaints()).not.toContain(canary)
})
