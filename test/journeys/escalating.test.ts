import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser } from 'playwright-core'
import { createRig, proposalOf, type Rig } from '#test/support/desk-rig.ts'
import { appears, armed, openScreen, startBrowser } from '#test/support/page.ts'

/** A hand-over of three steps, one of which the helpdesk refuses: only that one is tried again. */

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

test('the tag fails, note and assignment are done, a retry repeats the tag alone', async () => {
  const { control } = rig.sandbox
  const reason = 'The customer wants a manager.'
  await control.script({
    contains: 'your manager',
    turns: [{ calls: [{ id: 'call_1', name: 'ESCALATE', arguments: { reason, priority: 'high' } }] }],
  })
  const desk = await rig.startDesk(null)
  const screen = await openScreen(browser, desk.url())
  const { page, dock } = screen
  const externalId = await control.inject({ text: 'Let me talk to your manager.' })
  await armed(screen, /^Escalate /)
  await control.fault({
    service: 'helpdesk',
    method: 'POST',
    path: `*/${externalId}/tags`,
    kind: 'status',
    status: 422,
  })
  const writes = async () =>
    (await control.requests('helpdesk'))
      .filter(({ method, path }) => method !== 'GET' && path.includes(`/conversations/${externalId}/`))
      .map(({ path, body }) => `${path.split('/').at(-1)} ${(body as { message_type?: string }).message_type ?? ''}`)
  expect(await writes()).toEqual([])

  await page.keyboard.press('a')
  const failed = await proposalOf(desk, externalId, 'ESCALATE', ['failed'])
  const entry = screen.timeline.getByRole('button', { name: /^Escalate / })
  await appears(entry)
  if ((await dock.count()) === 0) await entry.click()
  const step = (name: RegExp) =>
    dock.getByRole('list', { name: 'Steps' }).getByRole('listitem').filter({ hasText: name })
  await appears(step(/^Tag/).getByRole('img', { name: 'failed' }))
  await appears(step(/^Leave a note/).getByRole('img', { name: 'done' }))
  await appears(step(/^Assign/).getByRole('img', { name: 'done' }))
  await appears(dock.getByText('Failed', { exact: true }).first())
  // It failed, and that is known.
  await expect.poll(() => page.getByText('may have happened').count()).toBe(0)
  await screen.screenshot('escalation')
  expect(failed.steps.map(({ state }) => state)).toEqual(['failed', 'done', 'done'])
  const first = await writes()
  expect(first).toHaveLength(3)

  await step(/^Tag/).getByRole('button', { name: 'Retry this step' }).click()
  await proposalOf(desk, externalId, 'ESCALATE', ['succeeded'])
  // Done: the desk goes on to what is next; the entry shows it again.
  await dock.waitFor({ state: 'hidden' })
  await entry.click()
  await appears(step(/^Tag/).getByRole('img', { name: 'done' }))
  expect((await writes()).slice(3)).toEqual([first[0]])
  const conversation = JSON.stringify(await control.conversation(externalId))
  expect(conversation).toContain('escalate')
  expect(conversation.match(/AI Escalation: /g)).toHaveLength(1)
  await screen.close()
})
