import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser } from 'playwright-core'
import { createRig, until, type Rig } from '#test/support/desk-rig.ts'
import { appears, armed, openScreen, startBrowser } from '#test/support/page.ts'

/** The desk dies with a request under way. What it then knows, says and does, as a person sees it. */

let browser: Browser
let rig: Rig
beforeAll(async () => {
  browser = await startBrowser()
  rig = await createRig()
})
afterAll(async () => {
  await browser?.close()
  await rig?.stop()
})

test('killed while a credit is on its way: red banner, one read, done once', async () => {
  const { control } = rig.sandbox
  const args = { customer_id: 'C-2012', amount: 31, reason: 'The parcel came late.' }
  await control.script({
    contains: 'a small gesture',
    turns: [
      { calls: [{ id: 'call_1', name: 'issue_store_credit', arguments: args }] },
      { text: 'It is on your account.' },
    ],
  })
  const credits = async () => (await control.effects()).length
  const dying = await rig.startDesk(null)
  const before = await openScreen(browser, dying.url(), { allowed: [/WebSocket connection/] })
  await control.inject({ text: 'I think a small gesture would be fair.' })
  await armed(before, /\$31\.00/)
  await control.fault({ service: 'company', method: 'POST', kind: 'slow_answer', ms: 8000 })
  await before.page.keyboard.press('Control+Enter')
  await until('the credit to be given', async () => ((await credits()) === 1 ? true : null))
  await dying.kill('SIGKILL')
  await appears(before.page.getByText('The desk has been away since'))
  await before.screenshot('desk-away')
  await before.close()

  const desk = await rig.startDesk(null)
  const screen = await openScreen(browser, desk.url())
  const { page, dock, evidence } = screen
  await appears(page.getByText('1 action may have happened.').first())
  await appears(evidence.getByRole('heading', { name: 'Start-up report' }))
  await appears(dock.getByText('Needs checking', { exact: true }).first())
  await screen.screenshot('unknown')
  await dock.getByRole('button', { name: /^Check again/ }).click()
  const [conversation] = (await desk.desk().conversations.list({ state: 'all', cursor: null, limit: 10 })).items
  const proposals = async () => (await desk.desk().conversations.get({ id: conversation!.id })).proposals
  await until('it to be done', async () => (await proposals()).find(({ state }) => state === 'succeeded') ?? null)
  await expect.poll(() => page.getByText('1 action may have happened.').count()).toBe(0)
  await appears(screen.timeline.getByRole('button', { name: /^Give \$31\.00/ }))
  await armed(screen, /^Reply to /)
  await screen.screenshot('reconciled')
  expect(await credits()).toBe(1)
  expect((await control.requests('company')).filter(({ method }) => method === 'POST')).toHaveLength(1)
  await screen.close()
})
