import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { proposalOf } from '#test/support/desk-rig.ts'
import { creditCall } from '#test/support/journey.ts'
import { appears, armed, type Screen } from '#test/support/page.ts'
import { holdBack, look, prepareScene } from '#test/support/second-thoughts.ts'

/** Second thoughts on the screen: what is signed can be taken back, put off, given time, and all of it stopped. */

const scene = prepareScene()

const leaving = (page: Page) => page.getByRole('region', { name: 'Leaving' })
const choose = async ({ page, dock }: Screen, verb: string, choice: string) => {
  await dock.getByRole('button', { name: verb }).click()
  await page.getByRole('menuitem', { name: choice }).click()
}

test('a signed reply waits in sight, is taken back by key, signed again, and goes once', async () => {
  const { desk, screen } = await scene.fresh(60)
  const { page, dock, timeline } = screen
  const words = 'It leaves tomorrow, promised.'
  const id = await scene.begin(screen, 'When does my parcel leave?', [{ text: words }], /^Reply to /)
  await appears(dock.getByText('Undo for 60 s'))
  await page.keyboard.press('Control+Enter')
  await proposalOf(desk, id, 'send_reply', ['scheduled'])
  // Nothing else waits: dock, timeline and the tile under the list all say it.
  await appears(dock.getByText(/^Sending in \d+ s$/))
  await appears(timeline.getByText(/^Sending in \d+ s$/))
  await appears(leaving(page).getByText(/^Sending in \d+ s$/))
  await appears(page.getByRole('status').filter({ hasText: 'Z takes it back' }).first())
  await look(screen, 'leaving')

  // It goes on while one is elsewhere, and what is typed into a field takes nothing back.
  await page.keyboard.press('g')
  await page.keyboard.press('s')
  await appears(page.getByRole('navigation', { name: 'Settings' }))
  await page.keyboard.press('g')
  await page.keyboard.press('i')
  await appears(leaving(page).getByText(/^Sending in \d+ s$/))
  await page.keyboard.press('/')
  await page.keyboard.type('zz')
  await page.keyboard.press('Control+z')
  await page.keyboard.press('Escape')
  expect((await proposalOf(desk, id, 'send_reply', ['scheduled'])).dueAt).not.toBeNull()
  await page.keyboard.press('z')
  const back = await proposalOf(desk, id, 'send_reply', ['pending'])
  expect(back.note).toContain('took the signature back')
  await armed(screen, /^Reply to /)
  await appears(screen.rows.filter({ hasText: 'Reply' }).first())
  await expect.poll(() => leaving(page).count()).toBe(0)
  await look(screen, 'taken-back')
  expect(await scene.said(id)).not.toContain(words)

  await holdBack(desk, 2)
  await armed(screen, /^Reply to /)
  await page.keyboard.press('Control+Enter')
  await proposalOf(desk, id, 'send_reply', ['succeeded'])
  expect((await scene.said(id)).split(words)).toHaveLength(2)
  await screen.close()
})

test('pause all stops a countdown from wherever one is, and resumes by hand only', async () => {
  const { desk, screen } = await scene.fresh(60)
  const { page } = screen
  const id = await scene.begin(screen, 'May I still change the colour?', [{ text: 'Yes, until noon.' }], /^Reply to /)
  await page.keyboard.press('Control+Enter')
  await proposalOf(desk, id, 'send_reply', ['scheduled'])
  await page.keyboard.press('/')
  await page.keyboard.press('Control+Shift+.')
  await page.keyboard.press('Escape')
  const held = await proposalOf(desk, id, 'send_reply', ['pending'])
  expect(held.note).toContain('Nothing was sent')
  const banner = page.getByRole('status').filter({ hasText: /Automation is paused since .* by .*You can still decide/ })
  await appears(banner)
  await page.keyboard.press('Control+Shift+.')
  await look(screen, 'paused')
  expect((await desk.desk().app.get({})).paused).not.toBeNull()
  await banner.getByRole('button', { name: 'Resume' }).click()
  await expect.poll(() => banner.count()).toBe(0)
  await page.getByRole('button', { name: 'Pause all' }).click()
  await appears(banner)
  await page.keyboard.press('Control+k')
  await page.keyboard.type('resume')
  await page.keyboard.press('Enter')
  await expect.poll(() => banner.count()).toBe(0)
  expect(await scene.said(id)).not.toContain('until noon')
  await screen.close()
})

test('put off, taken up again, and given more time', async () => {
  const { desk, screen } = await scene.fresh()
  const { page, dock, rows, timeline } = screen
  const id = await scene.begin(screen, 'Credit for the delay?', [{ calls: [creditCall('c1', 12)] }], /\$12\.00/)
  const { expiresAt } = await proposalOf(desk, id, 'issue_store_credit', ['pending'])
  await appears(dock.getByText(/^Expires in 7 h \d+ min, then it is not run$/))
  await choose(screen, 'More time', '1 day more')
  await appears(dock.getByText(/^Expires in 1 d [78] h, then it is not run$/))
  const later = await proposalOf(desk, id, 'issue_store_credit', ['pending'])
  expect((later.expiresAt ?? 0) - (expiresAt ?? 0)).toBeGreaterThan(23 * 3_600_000)
  await choose(screen, 'More time', 'No deadline')
  await appears(dock.getByText(/never runs by itself$/))

  await page.keyboard.press('h')
  await appears(page.getByRole('menuitem', { name: 'For 1 hour' }))
  await look(screen, 'later')
  // Opened by a key, the menu has the keys; a decision does not hear them.
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Enter')
  await expect.poll(() => rows.count()).toBe(0)
  const line = timeline.getByText('Put off until the customer writes')
  await appears(line)
  await look(screen, 'put-off')
  expect((await proposalOf(desk, id, 'issue_store_credit', ['pending'])).snoozed?.event).toBe('customer_writes')
  await timeline.getByRole('button', { name: 'Take up again' }).click()
  await armed(screen, /\$12\.00/)
  await expect.poll(() => rows.count()).toBe(1)
  expect(await line.count()).toBe(0)
  await page.keyboard.press('Control+Enter')
  await proposalOf(desk, id, 'issue_store_credit', ['succeeded'])
  await screen.close()
})
