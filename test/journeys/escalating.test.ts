import { expect, test } from 'vitest'
import { proposalOf } from '#test/support/desk-rig.ts'
import { prepareJourney } from '#test/support/journey.ts'
import { appears } from '#test/support/page.ts'

/** A hand-over of three steps, one of which the helpdesk refuses: only that one is tried again. */

const journey = prepareJourney()

test('the tag fails, note and assignment are done, a retry repeats the tag alone', async () => {
  const escalate = { reason: 'The customer wants a manager.', priority: 'high' }
  const { desk, screen, externalId } = await journey.begin({
    says: 'Let me talk to your manager.',
    turns: [{ calls: [{ id: 'call_1', name: 'ESCALATE', arguments: escalate }] }],
    shows: /^Escalate /,
  })
  const { control } = journey.rig().sandbox
  const { page, dock, timeline } = screen
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
  const entry = timeline.getByRole('button', { name: /^Escalate / })
  await appears(entry)
  if ((await dock.count()) === 0) await entry.click()
  const step = (name: RegExp) =>
    dock.getByRole('list', { name: 'Steps' }).getByRole('listitem').filter({ hasText: name })
  await appears(step(/^Tag/).getByRole('img', { name: 'failed' }))
  await appears(step(/^Leave a note/).getByRole('img', { name: 'done' }))
  await appears(step(/^Assign/).getByRole('img', { name: 'done' }))
  await appears(dock.getByText('Failed', { exact: true }).first())
  // It failed, and that is known: what was done is named, and nobody says that nothing happened.
  const words = 'Tag failed. Note and assignment were done.'
  await appears(dock.getByText(words))
  await appears(entry.filter({ hasText: `done in part: ${words}` }))
  await expect.poll(() => page.getByText(/may have happened|did not happen|Nothing happened/).count()).toBe(0)
  // The steps stand under the headline, where nothing has to be scrolled to.
  const retry = step(/^Tag/).getByRole('button', { name: 'Retry this step' })
  const [head, first, scrolled] = await Promise.all([
    dock.locator('.dock-head').boundingBox(),
    retry.boundingBox(),
    dock.locator('.dock-body').boundingBox(),
  ])
  expect(first!.y - head!.y - head!.height).toBeLessThan(60)
  expect(first!.y + first!.height).toBeLessThanOrEqual(scrolled!.y)
  await screen.screenshot('escalation')
  expect(failed.steps.map(({ state }) => state)).toEqual(['failed', 'done', 'done'])
  expect(failed.outcome?.result).toMatchObject({ steps: { tag: 'failed', note: 'done', assign: 'done' } })
  const once = await writes()
  expect(once).toHaveLength(3)

  await retry.click()
  await proposalOf(desk, externalId, 'ESCALATE', ['succeeded'])
  // Done: the desk goes on to what is next; the entry shows it again.
  await dock.waitFor({ state: 'hidden' })
  await entry.click()
  await appears(step(/^Tag/).getByRole('img', { name: 'done' }))
  expect((await writes()).slice(3)).toEqual([once[0]])
  const conversation = JSON.stringify(await control.conversation(externalId))
  expect(conversation).toContain('escalate')
  expect(conversation.match(/AI Escalation: /g)).toHaveLength(1)
  await screen.close()
})
